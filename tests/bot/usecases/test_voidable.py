"""What one recorded is one's own to void while one may still record it there; then it is for 所長 and 地域課長."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.enter_register import RegisterOrder, enter_register
from bot.usecases.list_entries import list_entries
from bot.usecases.move_target import MoveOrder, move_target
from bot.usecases.record_card_step import MADE, CardOrder, record_card_step
from bot.usecases.record_leaving import LeavingOrder, record_leaving
from bot.usecases.record_sheets import SheetsOrder, record_sheets
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.usecases.show_today import show_today
from bot.usecases.undo_last import undo_last, undo_submission
from bot.usecases.void_fact import void_fact
from bot.usecases.voidable import may_void
from bot.work import Work
from models.registry import Void
from models.rules.codes import CardState, ChangeKind, Outcome, SheetKind
from models.rules.conduct import CardStep, VoidReason
from tests.helpers.world import World

BEAT = "EX-P1-1"
DAY = date(2026, 2, 27)
"""E005 helps in EX-P1-1 until the 28th."""

AFTER = "2026-03-01T09:00"

HELPED: dict[str, Callable[[Work], str]] = {
    "visit": lambda work: f"visit:{record_visit(work, VisitOrder('1', Outcome.INTERVIEW, DAY, None, BEAT)).visit_id}",
    "sheets": lambda work: record_sheets(work, SheetsOrder(SheetKind.CR, 3, DAY, BEAT)).entry,
    "card": lambda work: record_card_step(work, CardOrder(BEAT, "1", CardStep.HANDED_OUT, DAY)).entry,
    "made": lambda work: record_card_step(work, CardOrder(BEAT, "1", MADE, DAY)).entry,
    "left": lambda work: record_leaving(work, LeavingOrder(BEAT, "1", ChangeKind.MOVED_OUT, DAY)).entry,
    "register": lambda work: enter_register(work, RegisterOrder(BEAT, DAY, 9)).entry,
}


@pytest.fixture
def helped(world: World) -> World:
    """On the 27th of February, with a target in the beat where E005 helps and one in their own."""
    world.at("2026-02-01T09:00")
    world.target("1", card=CardState.NONE)
    world.target("1", beat="EX-P1-2")
    return world.at("2026-02-27T09:00")


def refused(world: World, actor: str, act: Callable[[Work], object]) -> Refusal:
    before = voids(world)
    with pytest.raises(Refusal) as caught:
        world.do(actor, act)
    assert voids(world) == before
    return caught.value


def voids(world: World) -> int | None:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Void))


def mine(world: World, actor: str, name: str) -> bool:
    return world.do(actor, lambda work: may_void(work, name))


@pytest.mark.parametrize("what", HELPED)
def test_a_helper_voids_within_the_dates_only(helped: World, what: str) -> None:
    name = helped.do("E005", HELPED[what])
    assert mine(helped, "E005", name)
    helped.at(AFTER)
    found = refused(helped, "E005", lambda work: void_fact(work, name, VoidReason.MISTYPED))
    assert (found.code, found.facts["beats"]) == ("void.no_longer", [BEAT])
    assert not mine(helped, "E005", name)
    assert [mine(helped, chief, name) for chief in ("E001", "E002", "E003", "E004")] == [False, True, True, False]
    assert helped.do("E002", lambda work: void_fact(work, name, VoidReason.MISTYPED)).entry.name == name


@pytest.mark.parametrize("what", HELPED)
def test_nor_takes_back_the_last_submission_then(helped: World, what: str) -> None:
    command = "visit" if what == "visit" else what
    helped.do("E005", HELPED[what], command)
    helped.at(AFTER)
    assert refused(helped, "E005", undo_last).code == "void.no_longer"
    helped.at("2026-02-28T23:00")
    helped.do("E005", undo_last)


def test_of_several_beats_none_is_taken_back_where_one_is_closed(helped: World) -> None:
    def both(work: Work) -> int:
        record_visit(work, VisitOrder("1", Outcome.INTERVIEW, DAY, None, "EX-P1-2"))
        return record_visit(work, VisitOrder("1", Outcome.INTERVIEW, DAY, None, BEAT)).audit_id

    audit = helped.do("E005", both, "visit")
    helped.at(AFTER)
    for act in (undo_last, lambda work: undo_submission(work, audit)):
        found = refused(helped, "E005", act)
        assert (found.code, found.facts["beats"]) == ("void.no_longer", [BEAT])


def test_the_day_and_the_target_offer_only_what_may_be_voided(helped: World) -> None:
    name = helped.do("E005", HELPED["visit"], "visit")
    assert helped.do("E005", lambda work: show_today(work, DAY)).voidable == {name}
    helped.at(AFTER)
    assert helped.do("E005", lambda work: show_today(work, DAY)).voidable == frozenset()
    listed = helped.do("E002", lambda work: list_entries(work, BEAT, "1"))
    assert all(may for _, may in listed.entries)


def test_a_visit_recorded_late_offers_no_undo(helped: World) -> None:
    """After the dates, for a day within them: it may be recorded, but no more be voided."""
    order = VisitOrder("1", Outcome.INTERVIEW, DAY, None, BEAT)
    assert helped.do("E005", lambda work: record_visit(work, order), "visit").may_undo
    helped.at(AFTER)
    assert not helped.do("E005", lambda work: record_visit(work, order), "visit").may_undo


def test_by_whatever_right_it_was_recorded(helped: World) -> None:
    """The 地域課長 enters C and moves targets, though recording no visits."""
    figure = helped.do("E003", lambda work: enter_register(work, RegisterOrder(BEAT, DAY, 9))).entry
    move = helped.do("E003", lambda work: move_target(work, MoveOrder(BEAT, "1", "EX-P2-1", DAY))).change.entry
    assert mine(helped, "E003", figure)
    assert mine(helped, "E003", move)
    assert not mine(helped, "E005", figure)


def test_a_target_that_moved_leaves_each_beat_its_own(helped: World) -> None:
    """The visit counts where the target was that day, and is voided there (C12)."""
    moved = MoveOrder("EX-P1-2", "1", BEAT, date(2026, 2, 20), "9")
    helped.do("E003", lambda work: move_target(work, moved))
    order = VisitOrder("9", Outcome.INTERVIEW, DAY)
    visit = f"visit:{helped.do('E001', lambda work: record_visit(work, order), 'visit').visit_id}"
    assert mine(helped, "E001", visit)
    helped.at(AFTER)
    assert mine(helped, "E001", visit)
