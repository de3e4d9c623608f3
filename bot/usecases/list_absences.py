"""Who is away or will be: oneself, and, for whoever is over them, others; with who hears their notices meanwhile."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.explain_cell import paged
from bot.usecases.find_officer import FoundOfficer, standing
from bot.work import Work
from models.notices import Absence
from models.organisation import OfficerVersion
from models.people import Person
from models.roster import latest_absences
from models.units import superiors, units_on


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence; ``acting`` is a staff number, or None: notices wait. ``own``: the actor's."""

    absence_id: int
    staff_no: str
    starts_on: date
    ends_on: date
    acting: str | None
    own: bool


@dataclass(frozen=True, slots=True)
class AbsenceList:
    """A page of what is not over, by the day on which it starts; ``chief``: the actor may enter those of others."""

    lines: tuple[AbsenceLine, ...]
    total: int
    page: int
    pages: int
    chief: bool


def list_absences(work: Work, page: int = 1) -> AbsenceList:
    """The absences that are not over, of whom the actor may enter them. Refuses strangers."""
    officers = {one.officer_id: one.staff_no for one in officers_to_excuse(work)}
    found = [one for one in standing_absences(work, officers) if one.ends_on >= work.today]
    page, pages, shown = paged(found, page)
    acting = standing(work.session, {one.acting_id for one in shown if one.acting_id is not None}, work.today)
    numbers = {one.officer_id: one.staff_no for one in acting}
    own = known_actor(work).officer_id
    lines = tuple(
        AbsenceLine(
            one.id,
            officers[one.officer_id],
            one.starts_on,
            one.ends_on,
            numbers.get(one.acting_id or 0),
            one.officer_id == own,
        )
        for one in shown
    )
    return AbsenceList(lines, len(found), page, pages, chief=len(officers) > 1)


def known_actor(work: Work) -> Person:
    """The one who acts. Refuses strangers."""
    if work.actor is None:
        raise Refusal("access.stranger")
    return work.actor


def officers_to_excuse(work: Work) -> list[FoundOfficer]:
    """The actor, and the officers of the units in which the actor enters the absences of others."""
    actor = known_actor(work)
    units = units_on(work.session, work.today)
    over = {one for one in units if may(actor, Right.ABSENCE, list(superiors(units, one)), work.today)}
    wanted = {actor.officer_id}
    if over:
        wanted |= set(work.session.scalars(select(OfficerVersion.officer_id).where(OfficerVersion.unit_id.in_(over))))
    found = standing(work.session, wanted, work.today)
    return [one for one in found if one.officer_id == actor.officer_id or one.now.unit_id in over]


def standing_absences(work: Work, officers: Collection[int]) -> list[Absence]:
    """The absences of some officers that were not taken back, by the day on which they start."""
    query = select(Absence).where(Absence.officer_id.in_(list(officers))).order_by(Absence.recorded_at, Absence.id)
    return latest_absences(work.session.scalars(query.execution_options(populate_existing=True)))
