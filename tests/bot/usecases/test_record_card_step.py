"""Steps of a card: the one that the form counts, and those that it does not."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.record_card_step import MADE, CardOrder, RecordedStep, record_card_step
from bot.usecases.void_fact import void_fact
from models.rules.codes import CardState, ChangeKind, Row, UnitKind
from models.rules.conduct import CardPart, CardStep, VoidReason
from tests.helpers.world import World

MARCH, NOTHING = date(2026, 3, 1), CardPart(0)


def step(world: World, what: str, officer: str = "E001", on: date = MARCH, parts: CardPart = NOTHING) -> RecordedStep:
    order = CardOrder("EX-P1-1", "1", what, on, parts)
    return world.do(officer, lambda work: record_card_step(work, order))


def directory(world: World) -> object:
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 31)))
    return form.line(Row.DIRECTORY_HOUSEHOLDS).months[2]


def test_made_without_an_interview_counts_and_can_be_voided(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL)
    made = step(world, MADE)
    assert directory(world) == 1
    world.do("E001", lambda work: void_fact(work, made.entry, VoidReason.MISTYPED))
    assert directory(world) == 0


def test_other_steps_change_no_figure(world: World) -> None:
    world.target("1")
    before = directory(world)
    for each in CardStep:
        parts = CardPart.TELEPHONE if each is CardStep.REVISED else CardPart(0)
        assert step(world, each, parts=parts).effects is None
    assert directory(world) == before


@pytest.mark.parametrize(
    ("what", "officer", "on", "parts", "code"),
    [
        ("handed_out", "E001", date(2026, 3, 3), CardPart(0), "card.future"),
        ("stolen", "E001", MARCH, CardPart(0), "card.step"),
        ("revised", "E001", MARCH, CardPart(0), "card.parts"),
        ("collected", "E001", MARCH, CardPart.NAME, "card.parts"),
        ("confirmed", "E001", MARCH, CardPart(0), "card.none_yet"),
        ("handed_out", "E003", MARCH, CardPart(0), "target.not_yours"),
        ("handed_out", "F001", MARCH, CardPart(0), "target.not_yours"),
    ],
)
def test_what_is_refused(world: World, what: str, officer: str, on: date, parts: CardPart, code: str) -> None:
    world.target("1", card=CardState.PROVISIONAL)
    with pytest.raises(Refusal) as caught:
        step(world, what, officer, on, parts)
    assert caught.value.code == code


def test_a_second_card_and_a_target_that_left(world: World) -> None:
    world.target("1")
    with pytest.raises(Refusal, match="second_card"):
        step(world, MADE)
    world.change("1", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    with pytest.raises(Refusal, match="not_there"):
        step(world, "handed_out")
