"""Who may do what: pure, one table.

A role holds for the unit of the officer's version in force (``Person.unit_id``); serving a beat is no matter of role
but of assignment, within its dates. Nobody here is asked for a rank: 幹部 is a role (第6-2).
"""

from collections.abc import Collection
from datetime import date

from models.people import Person
from models.rules.codes import Role

SEES_FIGURES = frozenset(
    {Role.POST_CHIEF, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF, Role.PREFECTURE_MANAGER}
)
"""Roles that see the figures of their unit and of everything below it (第3-3, 第5-7, 第6-3)."""


def may_record(person: Person, beat: int, on: date) -> bool:
    """Whether somebody may record a visit of a day in a beat: only who served it that day, in charge or helping."""
    return beat in person.beats_on(on)


def may_see_figures(person: Person, unit_chain: Collection[int], today: date) -> bool:
    """Whether somebody may see the figures of a unit, given by its number and those of its superiors.

    Whoever serves the beat today, and those whose role is over the unit or one of its superiors.
    """
    if not person.beats_on(today).isdisjoint(unit_chain):
        return True
    return person.unit_id in unit_chain and not SEES_FIGURES.isdisjoint(person.roles)
