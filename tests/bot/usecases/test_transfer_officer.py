"""An officer gets another unit, rank or roles from a day on; it takes effect by itself."""

from dataclasses import replace
from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.transfer_officer import StandingOrder, TransferOrder, Transferred, transfer_officer
from models.people import Person, person_by_staff_no
from models.rules.codes import Role
from tests.helpers.world import World

APRIL = date(2026, 4, 1)
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
    assert transfer(world).unit_code == "EX-P2"
    before, after = person(world, date(2026, 3, 31)), person(world, APRIL)
    assert (before.unit_id, before.roles) == (world.units["EX-P1"], frozenset({Role.BEAT_OFFICER}))
    assert (after.unit_id, after.roles, after.rank) == (world.units["EX-P2"], frozenset({Role.POST_CHIEF}), "警部補")
    assert after.beats_on(APRIL) == {world.units["EX-P1-2"]}


def test_with_release_the_duties_end_the_day_before(world: World) -> None:
    assert transfer(world, release=True).released == 1
    after = person(world, APRIL)
    assert after.beats_on(date(2026, 3, 31)) == {world.units["EX-P1-2"]}
    assert after.beats_on(APRIL) == frozenset()


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
