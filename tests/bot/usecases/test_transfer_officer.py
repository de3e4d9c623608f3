"""An officer gets another unit, rank or roles from a day on; it takes effect by itself."""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.assign_officer import AssignmentOrder, assign_officer
from bot.usecases.transfer_officer import (
    StandingOrder,
    TransferOrder,
    Transferred,
    record_standing,
    transfer_officer,
)
from models.organisation import Assignment
from models.people import Person, person_by_staff_no
from models.roster import roster_on
from models.rules.codes import Duty, Role
from models.units import officers_in_charge, units_on
from tests.helpers.world import World

APRIL = date(2026, 4, 1)
ADMIN = frozenset({Role.ADMINISTRATOR})
CHIEF = StandingOrder("例示 五郎", "警部補", "EX-P2", frozenset({Role.POST_CHIEF}), APRIL)


def transfer(
    world: World, standing: StandingOrder = CHIEF, officer: str = "E005", *, release: bool = False, by: str = "E003"
) -> Transferred:
    order = TransferOrder(world.officers[officer], standing, release)
    return world.do(by, lambda work: transfer_officer(work, order))


def person(world: World, on: date, staff_no: str = "E005") -> Person:
    with world.database.reading() as session:
        found = person_by_staff_no(session, staff_no, on)
    assert found is not None
    return found


def test_it_takes_effect_by_itself(world: World) -> None:
    done = transfer(world)
    assert (done.unit_code, done.kept) == ("EX-P2", ("EX-P1-2",))
    before, after = person(world, date(2026, 3, 31)), person(world, APRIL)
    assert (before.unit_id, before.roles) == (world.units["EX-P1"], frozenset({Role.BEAT_OFFICER}))
    assert (after.unit_id, after.roles, after.rank) == (world.units["EX-P2"], frozenset({Role.POST_CHIEF}), "警部補")
    assert after.beats_on(APRIL) == {world.units["EX-P1-2"]}


def test_with_release_the_duties_end_the_day_before(world: World) -> None:
    done = transfer(world, release=True)
    assert (done.released, done.kept) == (1, ())
    after = person(world, APRIL)
    assert after.beats_on(date(2026, 3, 31)) == {world.units["EX-P1-2"]}
    assert after.beats_on(APRIL) == frozenset()


def duty(world: World, beat: str, starts_on: date, ends_on: date | None = None, kind: Duty = Duty.HELPER) -> None:
    order = AssignmentOrder(beat, world.officers["E005"], kind, starts_on, ends_on)
    world.do("E003", lambda work: assign_officer(work, order))


def test_with_release_what_was_to_begin_later_does_not(world: World) -> None:
    duty(world, "EX-P1-1", date(2026, 3, 20), date(2026, 4, 20))
    duty(world, "EX-P1-1", date(2026, 5, 1), date(2026, 5, 31))
    duty(world, "EX-P1-1", date(2026, 7, 1))
    duty(world, "EX-P1-1", APRIL.replace(day=30), date(2026, 4, 30))
    done = transfer(world, release=True)
    assert (done.released, done.withdrawn) == (2, 3)
    after = person(world, APRIL)
    assert after.beats_on(date(2026, 3, 31)) == {world.units["EX-P1-1"], world.units["EX-P1-2"]}
    days = [APRIL, date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 7, 1)]
    assert [after.beats_on(day) for day in days] == [frozenset()] * 5
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Assignment)).one() == 4 + 4 + 5


def test_what_was_withdrawn_can_be_given_again(world: World) -> None:
    duty(world, "EX-P2-1", date(2026, 5, 1), kind=Duty.IN_CHARGE)
    assert transfer(world, replace(CHIEF, unit_code="EX-P1"), release=True).withdrawn == 1
    with world.database.reading() as session:
        assert world.units["EX-P2-1"] not in officers_in_charge(session, world.units.values(), date(2026, 5, 1))
        assert world.units["EX-P2-1"] not in roster_on(session, date(2026, 5, 1)).in_charge
    duty(world, "EX-P2-1", date(2026, 5, 1), kind=Duty.IN_CHARGE)
    assert person(world, APRIL).beats_on(date(2026, 5, 1)) == {world.units["EX-P2-1"]}


def test_what_begins_where_the_officer_goes_stays(world: World) -> None:
    duty(world, "EX-P2-1", APRIL, kind=Duty.IN_CHARGE)
    done = transfer(world, release=True)
    assert (done.released, done.withdrawn) == (1, 0)
    assert person(world, APRIL).beats_on(APRIL) == {world.units["EX-P2-1"]}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"since": date(2026, 3, 1)}, "staff.past"),
        ({"unit_code": "FR-P1"}, "staff.not_yours"),
        ({"unit_code": "EX-P2-1"}, "staff.not_yours"),
        ({"roles": frozenset({Role.STATION_CHIEF})}, "staff.role_elsewhere"),
        ({"unit_code": "EX", "roles": frozenset({Role.POST_CHIEF})}, "staff.role_elsewhere"),
        ({"name": ""}, "staff.name"),
        ({"rank": "長" * 21}, "staff.rank"),
    ],
)
def test_what_is_refused(world: World, wrong: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        transfer(world, replace(CHIEF, **wrong))  # type: ignore[arg-type]
    assert caught.value.code == code
    assert person(world, APRIL).rank == "巡査長"


def test_nothing_to_change_is_said(world: World) -> None:
    same = StandingOrder("例示 五郎", "巡査長", "EX-P1", frozenset({Role.BEAT_OFFICER}), APRIL)
    with pytest.raises(Refusal, match="nothing"):
        transfer(world, same)


def test_another_stations_officer_is_not_to_be_had(world: World) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        transfer(world, officer="F001")


@pytest.mark.parametrize("by", ["E001", "E002", "E004", "E006"])
def test_who_may_not(world: World, by: str) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        transfer(world, by=by)


def test_a_duty_given_at_the_very_moment_of_a_transfer_elsewhere(world: World) -> None:
    """The administrator of the prefecture sends E005 to another station while the chief gives them a beat."""
    above = StandingOrder("例示 七郎", "警部", "HQ", ADMIN, date(2026, 3, 2))
    away = TransferOrder(world.officers["E005"], replace(CHIEF, unit_code="FR-P1"), release=True)
    with world.work() as work:
        record_standing(work, world.officers["E007"], above, units_on(work.session, work.today)[world.units["HQ"]])
    with ThreadPoolExecutor(1) as pool:
        with world.work("E007") as work:
            transfer_officer(work, away)
            given = pool.submit(duty, world, "EX-P2-1", APRIL)
            wait([given], timeout=0.3)  # it has read what it reads before its locks
        with pytest.raises(Refusal, match="elsewhere"):
            given.result()
    assert person(world, APRIL).beats_on(APRIL) == frozenset()
