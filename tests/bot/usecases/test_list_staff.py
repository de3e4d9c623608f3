"""Vacant beats first; whoever serves today or is to."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.assign_officer import AssignmentOrder, assign_officer
from bot.usecases.list_staff import list_staff, staffed_beat
from models.rules.codes import Duty
from tests.helpers.world import World


def test_vacant_beats_first(world: World) -> None:
    found = world.do("E003", list_staff)
    assert [(one.code, one.vacant) for one in found.beats] == [
        ("EX-P2-1", True),
        ("EX-P1-1", False),
        ("EX-P1-2", False),
    ]
    assert (found.total, found.vacant, found.pages) == (3, 1, 1)
    assert [one.staff_no for one in found.beats[1].serving] == ["E001"]  # February's 応援 is over


def test_below_a_unit(world: World) -> None:
    assert world.do("E003", lambda work: list_staff(work, "EX-P1")).total == 2
    with pytest.raises(Refusal, match="not_yours"):
        world.do("E003", lambda work: list_staff(work, "FR"))
    with pytest.raises(Refusal, match="not_yours"):
        world.do("E001", list_staff)


def test_who_is_to_come_is_shown_and_the_beat_is_vacant_until_then(world: World) -> None:
    order = AssignmentOrder("EX-P2-1", world.officers["E005"], Duty.IN_CHARGE, date(2026, 3, 3))
    world.do("E003", lambda work: assign_officer(work, order))
    found = world.do("E003", lambda work: staffed_beat(work, "EX-P2-1"))
    assert (found.vacant, [one.starts_on for one in found.serving]) == (True, [date(2026, 3, 3)])
    world.at("2026-03-03T00:00")
    assert not world.do("E003", lambda work: staffed_beat(work, "EX-P2-1")).vacant
