"""The lists of cards, by age, with their totals."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.list_cards import CardLines, CardList, lingering, list_cards
from bot.usecases.record_card_step import CardOrder, record_card_step
from bot.usecases.void_fact import void_fact
from models.rules.codes import CardState, ChangeKind
from models.rules.conduct import VoidReason
from models.units import units_on
from tests.helpers.notices import policy
from tests.helpers.world import World


def lines(world: World, which: CardList, officer: str = "E001", page: int = 1) -> CardLines:
    return world.do(officer, lambda work: list_cards(work, "EX-P1-1", which, page))


def step(world: World, number: str, what: str, on: date) -> None:
    world.do("E001", lambda work: record_card_step(work, CardOrder("EX-P1-1", number, what, on)))


def numbers(found: CardLines) -> list[tuple[str, int | None]]:
    return [(line.number, line.age) for line in found.lines]


def test_handed_out_and_not_back(world: World) -> None:
    for number in ("1", "2", "3"):
        world.target(number, card=CardState.NONE)
    step(world, "1", "handed_out", date(2026, 2, 20))
    step(world, "2", "handed_out", date(2026, 1, 20))
    step(world, "3", "handed_out", date(2026, 1, 1))
    step(world, "3", "collected", date(2026, 1, 5))
    assert numbers(lines(world, CardList.OUTSTANDING)) == [("2", 41), ("1", 10)]


def test_a_step_that_was_voided_never_happened(world: World) -> None:
    world.target("1", card=CardState.NONE)
    step(world, "1", "handed_out", date(2026, 1, 20))
    step(world, "1", "collected", date(2026, 1, 25))
    assert numbers(lines(world, CardList.OUTSTANDING)) == []
    world.do("E001", lambda work: void_fact(work, "card:2", VoidReason.MISTYPED))
    assert numbers(lines(world, CardList.OUTSTANDING)) == [("1", 41)]
    world.do("E002", lambda work: void_fact(work, "card:1", VoidReason.MISTYPED))
    assert numbers(lines(world, CardList.OUTSTANDING)) == []


def test_provisional_cards_that_linger(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL, entered_on=date(2025, 12, 2))
    world.target("2", card=CardState.PROVISIONAL, entered_on=date(2025, 12, 1))
    world.target("3", card=CardState.PROVISIONAL)
    world.target("4", card=CardState.PROVISIONAL)
    world.change("4", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    assert numbers(lines(world, CardList.PROVISIONAL)) == [("3", None), ("2", 91)]


def test_cards_that_nobody_confirmed(world: World) -> None:
    world.target("1", entered_on=date(2023, 3, 1))
    world.target("2", entered_on=date(2023, 3, 2))
    world.target("3")
    world.target("4")
    step(world, "4", "confirmed", date(2026, 2, 1))
    found = lines(world, CardList.UNCONFIRMED)
    assert [line.number for line in found.lines] == ["3", "1"]
    assert found.counts == {
        CardList.OUTSTANDING: 0,
        CardList.PROVISIONAL: 0,
        CardList.UNCONFIRMED: 2,
        CardList.DICTATED: 0,
    }


def test_what_an_officer_wrote_on_request_is_listed_for_whoever_looks_into_it(world: World) -> None:
    for number in ("1", "2"):
        world.target(number, card=CardState.NONE)
    step(world, "1", "dictated", date(2026, 2, 1))
    step(world, "1", "dictated", date(2026, 2, 20))
    assert numbers(lines(world, CardList.DICTATED, "E002")) == [("1", 10)]


def test_pages_and_who_sees_them(world: World) -> None:
    for number in range(1, 24):
        world.target(str(number))
    assert lines(world, CardList.UNCONFIRMED).pages == 3
    assert len(lines(world, CardList.UNCONFIRMED, "E002", 3).lines) == 3
    with pytest.raises(Refusal, match="other_unit"):
        lines(world, CardList.UNCONFIRMED, "F001")


def test_only_what_comes_back_or_is_made_ends_the_wait(world: World) -> None:
    """A revision or confirmation of the old card says nothing of the one that is out."""
    for number in ("1", "2", "3", "4", "5", "6"):
        world.target(number, card=CardState.PROVISIONAL if number in "34" else CardState.FULL)
        step(world, number, "handed_out", date(2026, 2, 1))
    step(world, "1", "confirmed", date(2026, 2, 2))
    step(world, "2", "dictated", date(2026, 2, 2))
    world.visit("3", date(2026, 2, 2), new_card=True)
    world.visit("4", date(2026, 2, 2))
    step(world, "5", "collected", date(2026, 2, 1))
    step(world, "6", "collected", date(2026, 2, 3))
    step(world, "6", "handed_out", date(2026, 2, 4))
    assert numbers(lines(world, CardList.OUTSTANDING)) == [("1", 29), ("4", 29), ("6", 26)]


def test_handed_out_on_the_day_of_entering(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL, entered_on=date(2026, 2, 1))
    step(world, "1", "handed_out", date(2026, 2, 1))
    assert numbers(lines(world, CardList.OUTSTANDING)) == [("1", 29)]


def test_the_station_says_when_a_provisional_card_is_old(world: World) -> None:
    for number, entered in (("1", date(2025, 12, 1)), ("2", date(2026, 1, 20)), ("3", date(2026, 2, 20))):
        world.target(number, card=CardState.PROVISIONAL, entered_on=entered)
    world.target("4", card=CardState.PROVISIONAL, entered_on=date(2026, 1, 20), beat="FR-P1-1")
    assert lines(world, CardList.PROVISIONAL).old_after == 90
    policy(world, date(2026, 3, 1), provisional_days=30)
    found = lines(world, CardList.PROVISIONAL)
    assert (found.old_after, numbers(found)) == (30, [("1", 91), ("2", 41)])
    beats = [world.units[code] for code in ("EX-P1-1", "EX-P1-2", "EX-P2-1", "FR-P1-1")]
    with world.work("E006") as work:
        units = units_on(work.session, work.today)
        assert lingering(work, beats, units) == {world.units["EX-P1-1"]: 2}
        assert lingering(work, [], units) == {}
