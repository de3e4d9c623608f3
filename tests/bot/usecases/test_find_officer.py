"""Whom and what somebody may assign: the station's, as they are today and as they are to be."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.find_officer import officer_over, officers_over, unit_over
from bot.usecases.transfer_officer import StandingOrder, TransferOrder, transfer_officer
from models.rules.codes import Role, UnitKind
from tests.helpers.world import World

APRIL = date(2026, 4, 1)


def test_the_officers_of_a_station(world: World) -> None:
    assert [one.staff_no for one in world.do("E003", officers_over)] == ["E001", "E002", "E003", "E004", "E005", "E007"]
    assert world.do("E001", officers_over) == []


def test_what_is_to_come_is_known(world: World) -> None:
    chief = StandingOrder("例示 五郎", "警部補", "EX-P2", frozenset({Role.POST_CHIEF}), APRIL)
    world.do("E003", lambda work: transfer_officer(work, TransferOrder(world.officers["E005"], chief)))
    found = world.do("E003", lambda work: officer_over(work, world.officers["E005"]))
    assert (found.now.roles, [one.rank for one in found.ahead]) == (frozenset({Role.BEAT_OFFICER}), ["警部補"])
    assert found.on(date(2026, 3, 31)).unit_id == world.units["EX-P1"]
    assert found.on(APRIL).unit_id == world.units["EX-P2"]


@pytest.mark.parametrize("code", ["FR", "FR-P1-1", "HQ", "NO", ""])
def test_a_unit_of_others_is_as_none(world: World, code: str) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        world.do("E003", lambda work: unit_over(work, code, work.today))


def test_a_unit_by_its_code_in_any_case(world: World) -> None:
    assert world.do("E003", lambda work: unit_over(work, "ex-p1-1", work.today, UnitKind.BEAT)).code == "EX-P1-1"
    with pytest.raises(Refusal, match="not_yours"):
        world.do("E003", lambda work: unit_over(work, "EX-P1-1", work.today, UnitKind.POST))
