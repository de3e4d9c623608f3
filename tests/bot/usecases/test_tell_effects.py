"""What a change does to the forms is told by beat."""

from datetime import date

from bot.usecases.tell_effects import Effects, effects_on_forms
from models.histories import load_histories
from models.rules.codes import ChangeKind, Row
from tests.helpers.world import World


def effects(world: World, target: int, year: int = 2026) -> Effects:
    """Of a target, as if it entered now."""
    return world.do(
        "E001", lambda work: effects_on_forms(work, [], load_histories(work.session, [target]).values(), year)
    )


def test_flows_have_a_month_and_stocks_none(world: World) -> None:
    target = world.target("1")
    world.visit("1", date(2026, 3, 1))
    told = effects(world, target)
    assert [(one.beat_code, one.row, one.month) for one in told.flows] == [
        ("EX-P1-1", Row.FIRST_INTERVIEWS, date(2026, 3, 1))
    ]
    assert {one.month for one in told.stocks} == {None}
    assert told.every == told.flows + told.stocks
    assert not told.several


def test_several_beats(world: World) -> None:
    target = world.target("1")
    world.visit("1", date(2026, 1, 10))
    world.change("1", date(2026, 2, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    told = effects(world, target)
    assert told.several
    assert {(one.beat_code, one.row) for one in told.of_visit().every} >= {("EX-P1-1", Row.FIRST_INTERVIEWS)}
    assert Row.TARGETS not in {one.row for one in told.of_visit().every}
