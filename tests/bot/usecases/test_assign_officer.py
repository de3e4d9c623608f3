"""Beats are given within dates; nobody serves one twice at once, and only one is in charge."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.assign_officer import (
    AssignedOfficer,
    AssignmentOrder,
    assign_officer,
    assignments_of,
    end_assignment,
    withdraw,
)
from models.audit import AuditNote
from models.organisation import Assignment
from models.people import latest_assignments
from models.rules.codes import Duty
from tests.helpers.world import World

APRIL = date(2026, 4, 1)
IN_CHARGE, HELPER = Duty.IN_CHARGE, Duty.HELPER


def assign(
    world: World, beat: str, officer: str, duty: Duty, starts: date, ends: date | None = None, **how: bool
) -> AssignedOfficer:
    order = AssignmentOrder(beat, world.officers[officer], duty, starts, ends, **how)
    return world.do("E003", lambda work: assign_officer(work, order))


def refused(world: World, *what: object, **how: bool) -> str:
    with pytest.raises(Refusal) as caught:
        assign(world, *what, **how)  # type: ignore[arg-type]
    return caught.value.code


def serving(world: World, beat: str) -> list[tuple[int, str, date, date | None]]:
    with world.database.reading() as session:
        found = latest_assignments(session.scalars(select(Assignment).where(Assignment.beat_id == world.units[beat])))
        return [(one.officer_id, one.duty.value, one.starts_on, one.ends_on) for one in found]


def ends(world: World, ends_on: date | None, beat: str = "EX-P1-2") -> None:
    """The duty that began first is looked at, and gets another end."""
    with world.database.reading() as session:
        query = select(Assignment).where(Assignment.beat_id == world.units[beat])
        number = latest_assignments(session.scalars(query))[0].id
    world.do("E003", lambda work: end_assignment(work, number, ends_on))


def test_a_vacant_beat_gets_somebody(world: World) -> None:
    done = assign(world, "ex-p2-1", "E005", IN_CHARGE, APRIL)
    assert (done.beat_code, done.staff_no, done.ended) == ("EX-P2-1", "E005", ())
    assert serving(world, "EX-P2-1") == [(world.officers["E005"], "in_charge", APRIL, None)]
    with world.database.reading() as session:
        notes = [one.what for one in session.scalars(select(AuditNote))]
    assert notes == ["staff.assigned"]


def test_who_is_in_charge_is_one(world: World) -> None:
    assert refused(world, "EX-P1-1", "E005", IN_CHARGE, APRIL) == "staff.in_charge"
    assert assign(world, "EX-P1-1", "E005", IN_CHARGE, APRIL, succeed=True).ended == ("E001",)
    assert [(ends, starts) for _, _, starts, ends in serving(world, "EX-P1-1") if starts != date(2026, 2, 1)] == [
        (date(2026, 3, 31), date(2025, 4, 1)),
        (None, APRIL),
    ]
    assert refused(world, "EX-P1-1", "E002", IN_CHARGE, date(2026, 3, 2), succeed=True) == "staff.in_charge"


def test_helpers_may_be_several_but_nobody_twice(world: World) -> None:
    assign(world, "EX-P1-1", "E005", HELPER, date(2026, 3, 1), date(2026, 3, 31))
    assign(world, "EX-P1-1", "E002", HELPER, date(2026, 3, 1), date(2026, 3, 31))
    assert refused(world, "EX-P1-1", "E005", HELPER, date(2026, 3, 31)) == "staff.already_there"
    assert refused(world, "EX-P1-1", "E001", HELPER, APRIL) == "staff.already_there"
    assign(world, "EX-P1-1", "E005", HELPER, APRIL)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (("EX-P1", "E005", HELPER, APRIL), "staff.not_yours"),
        (("FR-P1-1", "E005", HELPER, APRIL), "staff.not_yours"),
        (("EX-P1-2", "F001", HELPER, APRIL), "staff.not_yours"),
        (("EX-P1-2", "E001", HELPER, APRIL, date(2026, 3, 31)), "staff.ends_before"),
    ],
)
def test_what_is_refused(world: World, what: tuple[object, ...], code: str) -> None:
    before = serving(world, "EX-P1-2")
    assert refused(world, *what) == code
    assert serving(world, "EX-P1-2") == before


@pytest.mark.parametrize("officer", ["E001", "E002", "E004", "E006", "F001"])
def test_who_may_not(world: World, officer: str) -> None:
    order = AssignmentOrder("EX-P1-2", world.officers["E001"], HELPER, APRIL)
    with pytest.raises(Refusal, match="not_yours"):
        world.do(officer, lambda work: assign_officer(work, order))


def test_a_duty_ends_and_goes_on(world: World) -> None:
    for day in (date(2026, 3, 31), None):
        ends(world, day)
        assert serving(world, "EX-P1-2")[-1][3] == day
    with pytest.raises(Refusal, match="same_end"):
        ends(world, None)
    with pytest.raises(Refusal, match="ends_before"):
        ends(world, date(2025, 3, 31))


def test_it_does_not_go_on_over_the_successor(world: World) -> None:
    ends(world, date(2026, 3, 31))
    assign(world, "EX-P1-2", "E001", IN_CHARGE, APRIL)
    with pytest.raises(Refusal, match="overlaps"):
        ends(world, None)


def test_what_was_recorded_anew_or_withdrawn_must_be_looked_at_again(world: World) -> None:
    assign(world, "EX-P2-1", "E005", IN_CHARGE, APRIL)
    with world.database.reading() as session:
        (number,) = session.scalars(select(Assignment.id).where(Assignment.beat_id == world.units["EX-P2-1"]))
    ends(world, date(2026, 4, 30), "EX-P2-1")
    with pytest.raises(Refusal, match="changed"):
        world.do("E003", lambda work: end_assignment(work, number, date(2026, 5, 31)))
    with world.work("E003") as work:
        withdraw(work, assignments_of(work, world.units["EX-P2-1"])[0])
    with pytest.raises(Refusal, match="changed"):
        world.do("E003", lambda work: end_assignment(work, number, date(2026, 5, 31)))
    assert serving(world, "EX-P2-1") == []


def test_nobody_serves_a_beat_that_is_not_there_yet(world: World) -> None:
    world.more_beats(1, since=APRIL)
    assert refused(world, "EX-P1-3", "E005", HELPER, date(2026, 3, 31)) == "target.beat_not_yet"
    assert assign(world, "EX-P1-3", "E005", HELPER, APRIL).starts_on == APRIL
