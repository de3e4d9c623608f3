"""A target goes to another beat, with its number where that is free there."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.move_target import MovedTarget, MoveOrder, beats_to_move_to, move_target
from models.registry import TargetNumber
from models.rules.codes import ChangeKind, Row, Split, UnitKind
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def move(
    world: World,
    number: str = "1",
    to: str = "EX-P1-2",
    on: date = MARCH,
    *,
    officer: str | None = "E003",
    beat: str = "EX-P1-1",
    new: str | None = None,
) -> MovedTarget:
    return world.do(officer, lambda work: move_target(work, MoveOrder(beat, number, to, on, new)))


def refused(world: World, **how: Any) -> str:
    before = held(world)
    with pytest.raises(Refusal) as caught:
        move(world, **how)
    assert held(world) == before
    return caught.value.code


def held(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(TargetNumber)).one()


def stock(world: World, beat: str, row: Row) -> object:
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, beat, 2026, date(2026, 3, 31)))
    return form.line(row, Split.ALL).months[2]


def test_stocks_move_with_it_also_that_it_was_interviewed(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 2, 1))
    done = move(world)
    assert done.new_name == "EX-P1-2/1"
    assert {(one.beat_code, one.n) for one in done.change.effects.stocks} == {("EX-P1-1", -1), ("EX-P1-2", 1)}
    assert (stock(world, "EX-P1-1", Row.TARGETS), stock(world, "EX-P1-2", Row.TARGETS)) == (0, 1)
    assert stock(world, "EX-P1-2", Row.NOT_INTERVIEWED) == 0


def test_numbers(world: World) -> None:
    world.target("A1")
    world.target("a1", beat="EX-P1-2")
    assert refused(world, number="A1") == "move.number_taken"
    assert refused(world, number="A1", new="a1") == "move.number_taken"
    assert move(world, "A1", new="A2").new_name == "EX-P1-2/A2"
    assert move(world, "A2", "EX-P1-1", date(2026, 3, 2), beat="EX-P1-2").new_name == "EX-P1-1/A1"


def test_refusals(world: World) -> None:
    world.target("1")
    world.target("7", beat="FR-P1-1")
    world.target("9")
    world.change("9", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    for officer in (None, "E001", "E002", "E004", "E005", "E006", "E007", "F001"):
        assert refused(world, officer=officer) == "target.not_yours", officer
    assert refused(world, to="FR-P1-1") == "target.not_yours"
    assert refused(world, beat="FR-P1-1", number="7") == "target.not_yours"
    assert refused(world, to="NO-SUCH") == "target.unknown_beat"
    assert refused(world, to="EX-P1") == "target.unknown_beat"
    assert refused(world, to="EX-P1-1") == "contradiction.same_beat"
    assert refused(world, number="77") == "target.unknown"
    assert refused(world, number="9") == "contradiction.after_leaving"


def test_a_day_ahead_may_be_named(world: World) -> None:
    world.target("1")
    assert move(world, on=date(2026, 4, 1)).change.change_id
    assert stock(world, "EX-P1-1", Row.TARGETS) == 1


def test_two_that_change_places_at_once(world: World) -> None:
    for number in range(1, 7):
        world.target(str(number), beat="EX-P1-1" if number % 2 else "EX-P1-2")

    def go(number: int) -> str:
        beats = ("EX-P1-1", "EX-P1-2") if number % 2 else ("EX-P1-2", "EX-P1-1")
        return move(world, str(number), beats[1], beat=beats[0]).new_name

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(go, range(1, 7)))) == 6


def test_where_to(world: World) -> None:
    def offered(officer: str | None, typed: str = "") -> list[str]:
        return world.do(officer, lambda work: [unit.code for unit in beats_to_move_to(work, typed)])

    assert offered("E003") == ["EX-P1-1", "EX-P1-2", "EX-P2-1"]
    assert offered("E003", "ｐ2") == ["EX-P2-1"]
    assert offered("E003", "第2") == ["EX-P1-2"]
    assert offered("E002") == offered("E001") == offered(None) == []


def test_no_move_into_a_beat_that_is_not_there_yet(world: World) -> None:
    """Else the target would be on no form until then."""
    world.more_beats(1, since=date(2026, 4, 1))
    world.target("1")
    assert refused(world, to="EX-P1-3", on=date(2026, 3, 31)) == "target.beat_not_yet"
    assert move(world, to="EX-P1-3", on=date(2026, 4, 1)).new_name == "EX-P1-3/1"
