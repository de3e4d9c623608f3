"""A target is called as in the beat to which it belongs on a day."""

from datetime import date

from bot.usecases.call_targets import call_targets
from models.rules.codes import ChangeKind
from tests.helpers.world import World


def test_before_and_after_a_move(world: World) -> None:
    target = world.target("12")
    world.change("12", date(2026, 2, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    days = [date.min, date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 2)]
    names = world.do("E001", lambda work: call_targets(work, [(target, day) for day in days]))
    assert [names[target, day].beat_code for day in days] == ["EX-P1-1", "EX-P1-1", "EX-P1-2", "EX-P1-2"]
    assert {name.number for name in names.values()} == {"12"}


def test_one_that_was_voided_keeps_its_name(world: World) -> None:
    target = world.target("12")
    world.void(target_id=target)
    names = world.do("E001", lambda work: call_targets(work, [(target, date(2026, 3, 2))]))
    assert names[target, date(2026, 3, 2)].beat_code == "EX-P1-1"
    assert world.do("E001", lambda work: call_targets(work, [])) == {}
