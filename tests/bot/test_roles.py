"""Who may do what: the one table, cell by cell."""

from datetime import date

import pytest

from bot.interactions import ACTIONS, EVENTS, HOMES, SOURCES, SUBMISSIONS
from bot.roles import NEEDS, RIGHTS, SERVING, Right, in_charge, may_at_all, may_record, may_see_figures, may_today
from bot.subcommands import discover
from models.people import Person, Service
from models.rules.codes import Duty, Role

HQ, STATION, POST, BEAT, OTHER_POST, OTHER_BEAT = range(1, 7)
CHAINS = {
    "beat": (BEAT, POST, STATION, HQ),
    "other_beat": (OTHER_BEAT, OTHER_POST, STATION, HQ),
    "post": (POST, STATION, HQ),
    "station": (STATION, HQ),
    "prefecture": (HQ,),
}
INSIDE, OUTSIDE = date(2026, 2, 15), date(2026, 3, 1)


def officer(role: Role | None, unit: int, *services: Service) -> Person:
    return Person(1, "X", "U1", "架空 一郎", "巡査", unit, frozenset({role} if role else ()), services)


@pytest.mark.parametrize(
    ("role", "unit", "sees"),
    [
        (Role.BEAT_OFFICER, POST, set()),
        (Role.POST_CHIEF, POST, {"beat", "post"}),
        (Role.SUPERVISOR, POST, {"beat", "post"}),
        (Role.SUPERVISOR, STATION, {"beat", "other_beat", "post", "station"}),
        (Role.SECTION_CHIEF, STATION, {"beat", "other_beat", "post", "station"}),
        (Role.STATION_CHIEF, STATION, {"beat", "other_beat", "post", "station"}),
        (Role.PREFECTURE_MANAGER, HQ, set(CHAINS)),
        (Role.ADMINISTRATOR, HQ, set()),
        (None, STATION, set()),
    ],
)
def test_figures_by_role(role: Role | None, unit: int, sees: set[str]) -> None:
    person = officer(role, unit)
    assert {name for name, chain in CHAINS.items() if may_see_figures(person, chain, INSIDE)} == sees
    assert not may_record(person, BEAT, INSIDE)


@pytest.mark.parametrize("duty", list(Duty))
def test_a_beat_by_assignment_within_its_dates(duty: Duty) -> None:
    person = officer(Role.BEAT_OFFICER, POST, Service(BEAT, duty, date(2026, 2, 1), date(2026, 2, 28)))
    for day, there in ((INSIDE, True), (date(2026, 2, 1), True), (date(2026, 2, 28), True), (OUTSIDE, False)):
        assert may_record(person, BEAT, day) is there
        assert may_see_figures(person, CHAINS["beat"], day) is there
        assert not may_record(person, OTHER_BEAT, day)
        assert not may_see_figures(person, CHAINS["post"], day)


def test_every_act_has_its_row_and_every_row_its_act() -> None:
    """A new command, button, modal or picker without a row fails here, and so does a row for none."""
    acts = {*discover(), *ACTIONS.rows, *SUBMISSIONS.rows, *SOURCES.rows, *EVENTS.rows, *HOMES.rows}
    assert set(NEEDS) == acts


def test_every_right_has_its_roles() -> None:
    assert set(RIGHTS) == set(Right)


@pytest.mark.parametrize("name", sorted(NEEDS))
def test_who_comes_through_the_first_door(name: str) -> None:
    """By role over a unit, or by serving some beat on some day; which beat is judged where it is known."""
    right = NEEDS[name]
    server = officer(None, POST, Service(BEAT, Duty.HELPER, date(2026, 2, 1), date(2026, 2, 28)))
    assert may_at_all(server, name) is (right is None or right in SERVING)
    assert may_at_all(officer(None, POST), name) is (right is None)
    assert may_today(server, name, INSIDE) is (right is None or right in SERVING)
    assert may_today(server, name, OUTSIDE) is (right is None)
    for role in Role:
        assert may_at_all(officer(role, POST), name) is (right is None or role in RIGHTS[right])
        assert may_today(officer(role, POST), name, INSIDE) is (right is None or role in RIGHTS[right])


def test_who_is_in_charge_within_the_dates() -> None:
    person = officer(None, POST, Service(BEAT, Duty.IN_CHARGE, date(2026, 2, 1), date(2026, 2, 28)))
    helper = officer(None, POST, Service(BEAT, Duty.HELPER, date(2026, 2, 1), None))
    assert in_charge(person, BEAT, INSIDE)
    assert not in_charge(person, BEAT, OUTSIDE)
    assert not in_charge(person, OTHER_BEAT, INSIDE)
    assert not in_charge(helper, BEAT, INSIDE)
