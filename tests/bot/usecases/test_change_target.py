"""A change is judged by all that is known, and says what it changed."""

from datetime import date
from typing import Any

import pytest

from bot.errors import Refusal
from bot.rendering import Renderer
from bot.usecases.change_target import ChangedTarget, ChangeOrder, change_target
from bot.usecases.find_target import find_target
from bot.work import Work
from models.rules.codes import CardState, Category, ChangeKind, Row, Split
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def change(world: World, number: str, kind: ChangeKind, on: date = MARCH, **more: Any) -> ChangedTarget:
    def act(work: Work) -> ChangedTarget:
        target = find_target(work, "EX-P1-1", number, on)
        return change_target(work, target, ChangeOrder(kind, on, **more))

    return world.do("E001", act)


def refused(world: World, number: str, kind: ChangeKind, on: date = MARCH, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        change(world, number, kind, on, **more)
    return caught.value.code


def test_flows_and_stocks_are_told(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL, entered_on=date(2026, 1, 5))
    changed = change(world, "1", ChangeKind.MOVED_OUT)
    assert [(one.row, one.month, one.n) for one in changed.effects.flows] == [(Row.MOVED_OUT, MARCH, 1)]
    assert [(one.beat_code, one.row, one.n) for one in changed.effects.stocks] == [
        ("EX-P1-1", Row.NOT_INTERVIEWED, -1),
        ("EX-P1-1", Row.TARGETS, -1),
        ("EX-P1-1", Row.PROVISIONAL, -1),
    ]
    assert changed.entry == f"change:{changed.change_id}"
    assert changed.name == "EX-P1-1/1"


def test_a_category_dated_before_an_interview_takes_the_interview_along(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 2, 10))
    changed = change(world, "1", ChangeKind.CATEGORY, date(2026, 2, 1), category=Category.PRIORITY, criteria=1)
    assert {(one.row, one.split, one.n) for one in changed.effects.flows} == {
        (Row.FIRST_INTERVIEWS, Split.GENERAL, -1),
        (Row.FIRST_INTERVIEWS, Split.PRIORITY, 1),
    }


def test_what_contradicts_is_refused(world: World) -> None:
    world.target("1", entered_on=date(2026, 2, 1))
    world.target("2")
    world.visit("1", date(2026, 2, 20))
    assert refused(world, "1", ChangeKind.MOVED_OUT, date(2026, 1, 31)) == "contradiction.before_entering"
    assert refused(world, "1", ChangeKind.MOVED_OUT, date(2026, 2, 19)) == "contradiction.later_fact"
    assert refused(world, "1", ChangeKind.CATEGORY, category=Category.GENERAL, criteria=0).endswith("same_category")
    change(world, "1", ChangeKind.MOVED_OUT)
    assert refused(world, "1", ChangeKind.DIED, date(2026, 3, 2)) == "contradiction.left_twice"


def test_the_one_that_stays_is_judged_too(world: World) -> None:
    world.target("1")
    world.target("2", entered_on=date(2026, 3, 2))
    survivor = world.targets["EX-P1-1/2"]
    assert refused(world, "1", ChangeKind.DUPLICATE, survivor=survivor) == "contradiction.survivor_not_there"
    changed = change(world, "1", ChangeKind.DUPLICATE, date(2026, 3, 2), survivor=survivor)
    assert [one.n for one in changed.effects.stocks] == [-1, -1, -1]
    assert refused(world, "2", ChangeKind.DUPLICATE, date(2026, 3, 2), survivor=world.targets["EX-P1-1/1"])


def test_a_move_under_a_duplicate_is_refused(world: World) -> None:
    """The twin must have been in the beat of the one that stays."""
    world.target("1")
    world.target("2")
    world.change("1", MARCH, ChangeKind.DUPLICATE, survivor="2")
    assert (
        refused(world, "1", ChangeKind.BEAT, date(2026, 2, 1), to_beat=world.units["EX-P1-2"])
        == "contradiction.later_fact"
    )
    assert (
        refused(world, "2", ChangeKind.BEAT, date(2026, 2, 1), to_beat=world.units["EX-P1-2"])
        == "contradiction.needed_as_survivor"
    )


def test_the_words_name_the_other_fact(world: World) -> None:
    """Also where that is the later one, and was there before."""
    world.target("1", card=CardState.NONE)
    world.target("2")
    world.visit("1", date(2026, 2, 20), new_card=True)
    world.change("1", date(2026, 2, 25), ChangeKind.EXCLUDED)
    world.change("2", MARCH, ChangeKind.DUPLICATE, survivor="1")
    early = date(2026, 2, 10)
    assert said(world, "1", ChangeKind.MOVED_OUT, early).startswith("その後（2026/2/20(金)）に訪問の記録があります")
    assert "もうカードがあります（2026/2/20(金)）" in said(world, "1", ChangeKind.CARD_WITHOUT_INTERVIEW, early)
    assert said(world, "1", ChangeKind.EXCLUDED, early).startswith("その後（2026/2/25(水)）に、同じ除外の記録")
    move = said(world, "1", ChangeKind.BEAT, date(2026, 2, 28), to_beat=world.units["EX-P1-2"])
    assert move.startswith("番号 2 の重複（2026/3/1(日)）で残った対象なので")


def said(world: World, number: str, kind: ChangeKind, on: date, **more: Any) -> str:
    with pytest.raises(Refusal) as caught:
        change(world, number, kind, on, **more)
    return Renderer().refusal(caught.value)


def test_what_contradicted_itself_before_is_no_fault_of_the_new_fact(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 2, 1), new_card=True)  # its second card
    assert change(world, "1", ChangeKind.MOVED_OUT).change_id
