"""No void leaves behind what cannot be without the voided fact; what stands on it is named."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.record_card_step import MADE, CardOrder, record_card_step
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.usecases.undo_last import undo_last, undo_submission
from bot.usecases.void_fact import void_fact
from bot.work import Work
from models.registry import Void
from models.rules.codes import CardState, Outcome
from models.rules.conduct import CardPart, CardStep, VoidReason
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def step(of: str, parts: int = 0) -> Callable[[Work], str]:
    return lambda work: record_card_step(work, CardOrder("EX-P1-1", "1", of, MARCH, CardPart(parts))).entry


def interview(work: Work) -> tuple[str, int]:
    visit = record_visit(work, VisitOrder("1", Outcome.INTERVIEW, MARCH, new_card=True))
    return f"visit:{visit.visit_id}", visit.audit_id


def void(name: str) -> Callable[[Work], object]:
    return lambda work: void_fact(work, name, VoidReason.NOT_DONE)


def left(world: World, act: Callable[[Work], object]) -> list[tuple[object, ...]]:
    """What is named as standing on what was to be voided; nothing was."""
    with pytest.raises(Refusal, match="others_stand_on_it") as caught:
        world.do("E001", act)
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Void)) == 0
    found: list[object] = caught.value.facts["orphans"]  # type: ignore[assignment]
    named = [one if isinstance(one, dict) else one._asdict() for one in found]  # type: ignore[attr-defined]
    return [(one["table"], one["code"], one["on"]) for one in named]


@pytest.mark.parametrize(
    ("later", "parts"), [(CardStep.CONFIRMED, 0), (CardStep.REVISED, CardPart.NAME | CardPart.VEHICLES)]
)
def test_steps_of_a_card_stand_on_the_interview_that_gave_it(world: World, later: CardStep, parts: int) -> None:
    world.target("1", card=CardState.PROVISIONAL)
    visit, audit = world.do("E001", interview, "visit")
    confirmed = world.do("E001", step(later, parts), "card")
    for act in (void(visit), lambda work: undo_submission(work, audit)):
        assert left(world, act) == [("card_step", later, MARCH)]
    world.do("E001", void(confirmed))
    world.do("E001", void(visit))


def test_and_on_the_making_without_an_interview(world: World) -> None:
    world.target("1", card=CardState.NONE)
    made = world.do("E001", step(MADE), "card")
    world.do("E001", step(CardStep.CONFIRMED), "card")
    assert left(world, void(made)) == [("card_step", CardStep.CONFIRMED, MARCH)]
    world.do("E001", undo_last)
    world.do("E001", void(made))


def test_a_step_that_needs_no_card_stands_on_none(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL)
    visit, _ = world.do("E001", interview, "visit")
    world.do("E001", step(CardStep.HANDED_OUT), "card")
    world.do("E001", void(visit))


def test_everything_stands_on_the_entering(world: World) -> None:
    target = world.target("1", card=CardState.NONE)
    world.visit("1", MARCH)
    world.do("E001", step(MADE), "card")
    world.do("E001", step(CardStep.CONFIRMED), "card")
    with pytest.raises(Refusal) as caught:
        world.do("E003", void(f"target:{target}"))
    named = caught.value.facts["orphans"]
    assert {one.code for one in named} == {"visit", "card_without_interview", "confirmed"}  # type: ignore[attr-defined]
