"""One's own day, latest first, a page at a time, equal to what is stored."""

from datetime import date

from bot.usecases.record_visit import VisitOrder, record_visit
from bot.usecases.show_today import Today, entries_of_target, show_today
from bot.usecases.undo_last import undo_last
from models.rules.codes import Outcome
from tests.helpers.world import World


def today(world: World, officer: str = "E001", page: int = 1) -> Today:
    return world.do(officer, lambda work: show_today(work, page=page))


def visit(world: World, number: str) -> None:
    world.do("E001", lambda work: record_visit(work, VisitOrder(number, Outcome.ABSENT, date(2026, 3, 1))), "visit")


def test_pages_and_totals(world: World) -> None:
    for number in range(1, 24):
        world.target(str(number))
        visit(world, str(number))
    first, last = today(world), today(world, page=99)
    assert (first.total, first.pages, len(first.entries), len(last.entries), last.page) == (23, 3, 10, 3, 3)
    assert [one.number for one in first.entries[:2]] == ["23", "22"]
    assert today(world, page=-4).page == 1


def test_what_was_taken_back_is_shown_and_not_counted(world: World) -> None:
    world.target("1")
    visit(world, "1")
    world.do("E001", undo_last, "undo")
    shown = today(world)
    assert (shown.total, shown.voided, shown.entries[0].entry.voided) == (0, 1, True)


def test_the_day_is_japans_and_ones_own(world: World) -> None:
    world.target("1")
    visit(world, "1")
    assert today(world, "E005").total == 0
    world.at("2026-03-02T23:59")
    assert today(world).total == 1
    world.at("2026-03-03T00:00")
    assert today(world).total == 0


def test_entries_of_a_target_end_with_its_entering(world: World) -> None:
    target = world.target("1")
    visit(world, "1")
    kinds = world.do("E001", lambda work: [one.entry.kind.value for one in entries_of_target(work, target)])
    assert kinds == ["visit", "target"]
