"""The last submission is taken back whole, once, and never from under later facts."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.record_card_step import CardOrder, record_card_step
from bot.usecases.record_sheets import SheetsOrder, record_sheets
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.usecases.undo_last import Undone, undo_last
from bot.work import Work
from models.rules.codes import CardState, Outcome, Row, SheetKind, Split, UnitKind
from models.rules.conduct import CardStep
from tests.helpers.world import World

MARCH_1 = date(2026, 3, 1)


def interviews(*numbers: str, new_card: bool = False) -> list[VisitOrder]:
    """Interviews of 1 March."""
    return [VisitOrder(number, Outcome.INTERVIEW, MARCH_1, new_card=new_card) for number in numbers]


def submit(world: World, orders: list[VisitOrder], actor: str = "E001") -> None:
    """Several visits in one submission."""

    def record(work: Work) -> None:
        for order in orders:
            record_visit(work, order)

    world.do(actor, record, "visit")


def undo(world: World, actor: str | None = "E001") -> Undone:
    """Take the last submission back."""
    return world.do(actor, undo_last, "undo")


def done(world: World, **moment: object) -> object:
    """実施数 of March on the form."""
    order = FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 31), **moment)  # type: ignore[arg-type]
    with world.database.reading() as session:
        return issue_form(session, order).line(Row.FIRST_INTERVIEWS, Split.ALL).months[2]


def test_everything_of_the_last_submission_and_nothing_else(world: World) -> None:
    """Two submissions; undo takes the second one whole."""
    for number in ("1", "2", "3"):
        world.target(number)
    submit(world, interviews("1"))
    submit(world, interviews("2", "3"))
    known_before = world.now
    world.later(seconds=1)
    assert done(world) == 3
    assert [(visit.number, visit.on) for visit in undo(world).visits] == [("2", MARCH_1), ("3", MARCH_1)]
    assert done(world) == 1
    assert done(world, known_at=known_before) == 3  # as known then, nothing has changed (C17)


def test_undoing_twice_does_not_eat_the_submission_before(world: World) -> None:
    """A double tap takes back one submission."""
    world.target("1")
    world.target("2")
    submit(world, interviews("1"))
    submit(world, interviews("2"))
    undo(world)
    with pytest.raises(Refusal) as caught:
        undo(world)
    assert caught.value.code == "undo.already"
    assert done(world) == 1


def test_nothing_to_undo(world: World) -> None:
    """Nobody takes back another's entries."""
    world.target("1")
    submit(world, interviews("1"))
    for actor, code in (("E005", "undo.nothing"), (None, "access.stranger")):
        with pytest.raises(Refusal) as caught:
            undo(world, actor)
        assert caught.value.code == code
    assert done(world) == 1


def test_what_was_taken_back_can_be_entered_anew(world: World) -> None:
    """A card made by mistake can be made again once it is voided."""
    world.target("7", card=CardState.PROVISIONAL)
    submit(world, interviews("7", new_card=True))
    undo(world)
    submit(world, interviews("7", new_card=True))
    assert done(world) == 1


def sheets(world: World) -> int:
    """CR名刺 used in March."""
    order = FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 31))
    with world.database.reading() as session:
        return int(str(issue_form(session, order).line(Row.CR_CARDS, Split.NONE).months[2]))


def test_what_is_no_visit_is_taken_back_and_not_the_visit_before_it(world: World) -> None:
    world.target("1")
    submit(world, interviews("1"))
    world.do("E001", lambda work: record_sheets(work, SheetsOrder(SheetKind.CR, 3, MARCH_1)), "sheets")
    assert (done(world), sheets(world)) == (1, 3)
    assert [one.entry.count for one in undo(world).others] == [3]
    assert (done(world), sheets(world)) == (1, 0)
    with pytest.raises(Refusal) as caught:
        undo(world)
    assert caught.value.code == "undo.already"
    assert done(world) == 1


def test_a_step_of_a_card_is_taken_back_and_not_the_visit_before_it(world: World) -> None:
    world.target("1", card=CardState.FULL)
    submit(world, interviews("1"))
    order = CardOrder("EX-P1-1", "1", CardStep.HANDED_OUT, MARCH_1)
    world.do("E001", lambda work: record_card_step(work, order), "card")
    assert [one.entry.what for one in undo(world).others] == ["handed_out"]
    with pytest.raises(Refusal) as caught:
        undo(world)
    assert caught.value.code == "undo.already"
    assert done(world) == 1


def test_the_last_is_the_one_stored_last_though_the_clock_was_set_back(world: World) -> None:
    world.target("1")
    world.target("2")
    world.at("2026-03-02T10:05")
    submit(world, interviews("1"))
    world.at("2026-03-02T10:00")
    submit(world, interviews("2"))
    assert [visit.number for visit in undo(world).visits] == ["2"]
