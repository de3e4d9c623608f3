"""区分変更 is judged by kind and day, and proposed from the place."""

from datetime import date
from typing import Any

import pytest

from bot.errors import Refusal
from bot.usecases.change_category import CategoryOrder, Proposal, change_category, propose_category
from bot.usecases.change_target import ChangedTarget
from bot.work import Work
from models.rules.codes import Category, Criterion, Row, Split, TargetKind
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])
MARCH = date(2026, 3, 1)
PRIORITY, GENERAL = Category.PRIORITY, Category.GENERAL


def change(
    world: World, category: Category, criteria: int = 0, on: date = MARCH, *, number: str = "1", officer: str = "E001"
) -> ChangedTarget:
    order = CategoryOrder("EX-P1-1", number, category, criteria, on)
    return world.do(officer, lambda work: change_category(work, order))


def propose(world: World, number: str = "1", officer: str = "E001") -> Proposal:
    def act(work: Work) -> Proposal:
        work.keys = SEALER
        return propose_category(work, "EX-P1-1", number)

    return world.do(officer, act)


def code_of(world: World, *how: Any, **more: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        change(world, *how, **more)
    return caught.value.code, caught.value.field


def test_stocks_change_sides_and_flows_stay(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 2, 1))
    done = change(world, PRIORITY, int(Criterion.HOUSEHOLD_3))
    assert done.effects.flows == ()
    assert {(one.row, one.split, one.n) for one in done.effects.stocks} == {
        (Row.TARGETS, Split.GENERAL, -1),
        (Row.TARGETS, Split.PRIORITY, 1),
    }


def test_refusals(world: World) -> None:
    world.target("1")
    world.target("2", kind=TargetKind.BUSINESS)
    assert code_of(world, PRIORITY, 0, date(2026, 3, 3)) == ("category.future", "on")
    assert code_of(world, GENERAL) == ("contradiction.same_category", None)
    assert code_of(world, GENERAL, 1) == ("entering.criteria_of_general", "category")
    assert code_of(world, PRIORITY, 1, number="2") == ("entering.criteria_of_other_kind", "category")
    for officer in ("E002", "E003", "E005", "F001"):
        assert code_of(world, PRIORITY, officer=officer)[0] == "target.not_yours"
    assert change(world, PRIORITY, officer="E005", on=date(2026, 2, 28)).change_id
    assert code_of(world, GENERAL, 0, date(2026, 2, 28)) == ("contradiction.two_category_changes", None)


def test_a_proposal_for_those_who_may_change_it(world: World) -> None:
    target = world.target("1", kind=TargetKind.BUSINESS)
    world.target("2", PRIORITY)
    with world.database.writing() as session:
        store_personal(session, SEALER, "target", target, {"name": "例示ホテル", "name_kana": ""})
    one = propose(world)
    assert (one.name, one.kind, one.present) == ("EX-P1-1/1", TargetKind.BUSINESS, GENERAL)
    assert one.suggestion is not None
    assert one.suggestion.criteria == Criterion.BUSINESS_6
    assert propose(world, "2").suggestion is None
    with pytest.raises(Refusal):
        propose(world, officer="E002")
