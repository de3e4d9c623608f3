"""Turns are given out one after the other, however many processes ask; a refusal keeps all of them quiet."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import CHANNEL, HISTORY, OPEN, POST, Rate, slack_rates
from bot.delivery.pace import BEYOND_REASON, Pace, TooSoon
from bot.playground.client import started
from models.database import Database
from models.outbox import OutboxState
from tests.helpers.delivery import QUICK, Hand, Office, gateway, with_files

FAR = timedelta(seconds=8)
"""Too far to be waited for: whoever asks too soon hears how much too soon."""
RATES = {POST: Rate(FAR, 3), OPEN: Rate(FAR), HISTORY: Rate(timedelta(0)), CHANNEL: Rate(FAR)}

MANY = 24


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database.open(database_url)
    yield database
    database.dispose()


def too_soon(pace: Pace, method: str, channel: str | None = None) -> float:
    """By how many seconds a turn would be taken too soon; 0: it is taken."""
    try:
        pace.take(method, channel)
    except TooSoon as refused:
        return refused.wait.total_seconds()
    return 0


def test_after_a_rest_a_burst_and_then_one_by_one(database: Database) -> None:
    hand = Hand()
    pace = Pace(database, hand, RATES)
    assert [too_soon(pace, POST) for _ in range(4)] == [0, 0, 0, 8]
    hand.advance(seconds=8)
    assert [too_soon(pace, POST) for _ in range(2)] == [0, 8]
    hand.advance(seconds=60)
    assert [too_soon(pace, POST) for _ in range(4)] == [0, 0, 0, 8]


def test_one_after_the_other_into_one_conversation(database: Database) -> None:
    hand = Hand()
    pace = Pace(database, hand, RATES)
    assert [too_soon(pace, POST, channel) for channel in ("D1", "D2", "D1")] == [0, 0, 8]
    hand.advance(seconds=8)
    assert too_soon(pace, POST, "D1") == 0


def test_who_asked_too_soon_has_taken_nobodys_turn(database: Database) -> None:
    hand = Hand()
    pace = Pace(database, hand, RATES)
    assert [too_soon(pace, OPEN) for _ in range(5)] == [0, 8, 8, 8, 8]
    hand.advance(seconds=8)
    assert too_soon(pace, OPEN) == 0


def test_a_refusal_holds_back_every_method_and_every_process(database: Database, database_url: str) -> None:
    hand = Hand()
    Pace(database, hand, RATES).hold_back(timedelta(seconds=30))
    another = Database.open(database_url)
    pace = Pace(another, hand, RATES)
    assert [too_soon(pace, method) for method in (POST, OPEN, HISTORY)] == [30, 30, 30]
    hand.advance(seconds=30)
    assert [too_soon(pace, method) for method in (POST, OPEN, HISTORY)] == [0, 0, 0]
    another.dispose()


def test_a_clock_that_was_set_back_stops_nothing(database: Database) -> None:
    hand = Hand()
    pace = Pace(database, hand, RATES)
    assert too_soon(pace, OPEN) == 0
    hand.now -= BEYOND_REASON
    assert [too_soon(pace, OPEN) for _ in range(2)] == [0, 8]


def test_a_turn_that_is_near_is_waited_for_by_all_that_ask(database: Database, database_url: str) -> None:
    """Four threads in what could be two processes: nobody comes too soon, and no turn is lost."""
    rates = {OPEN: Rate(timedelta(seconds=0.05)), CHANNEL: Rate(timedelta(0))}
    another = Database.open(database_url)
    paces = [Pace(each, lambda: datetime.now(UTC), rates) for each in (database, another) for _ in range(2)]

    def take(pace: Pace) -> list[float]:
        moments = []
        for _ in range(5):
            pace.take(OPEN)
            moments.append(time.monotonic())
        return moments

    with ThreadPoolExecutor(4) as pool:
        moments = sorted(moment for found in pool.map(take, paces) for moment in found)
    assert moments[-1] - moments[0] > 19 * 0.05 - 0.02
    another.dispose()


def test_what_slack_allows() -> None:
    """A burst and what follows within a minute are together no more than the limit."""
    limits = {POST: 100, OPEN: 50, HISTORY: 50, CHANNEL: 60}
    for name, limit in limits.items():
        rate = slack_rates()[name]
        assert rate.burst + int((timedelta(minutes=1) - timedelta(microseconds=1)) / rate.every) <= limit
    assert slack_rates(300)[POST].every < slack_rates()[POST].every


def test_two_who_deliver_at_once_keep_to_the_limits_and_use_them(database: Database) -> None:
    """A minute passes in a second, here and there."""
    patience = replace(QUICK, rates=slack_rates(speed=60), share_polls=(timedelta(seconds=0.1),) * 40)
    with started("--share-delay", "0", "--limits", "60") as slack:
        office = Office(database, slack)
        for number in range(MANY):
            office.put(f"pace:{number}")
        deliverers = [
            Deliverer(database, office.clock, lambda: datetime.now(UTC), gateway(slack), with_files, patience)
            for _ in range(2)
        ]
        begun = time.monotonic()
        with ThreadPoolExecutor(2) as pool:
            while not office.all_settled():
                list(pool.map(lambda one: one.run_until_empty(), deliverers))
        assert slack.refused() == {}
        assert time.monotonic() - begun > (3 * MANY - 6) / 100  # minutes, which are seconds here: three files each
        assert {office.row(f"pace:{number}").state for number in range(MANY)} == {OutboxState.SENT}
