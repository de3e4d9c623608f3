"""The database goes away in the middle: whoever ticks and delivers outlives it, and goes on when it is back."""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import select

from bot.delivery.deliverer import Deliverer
from bot.delivery.worker import DeliveryWorker
from bot.playground.client import WorkspaceClient, started
from bot.service import wall_clock
from models.database import Database
from models.outbox import OutboxMessage, OutboxState
from scheduler.jobs import ticking
from scheduler.notices import notices_turn
from tests.helpers.delivery import QUICK, gateway, plain
from tests.helpers.outbox import put
from tests.helpers.world import OFFICERS, World

BEFORE, TURN = 12, timedelta(seconds=0.1)
HASTY = replace(QUICK, lease=timedelta(seconds=4), margin=timedelta(seconds=1), after_doubt=timedelta(seconds=1))
TERMINATE = (
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> pg_backend_pid()"
)


@dataclass(frozen=True)
class Bot:
    """What ticks and delivers, and the eyes of one who looks at its database through a connection of their own."""

    world: World
    slack: WorkspaceClient
    worker: DeliveryWorker

    def sent(self) -> list[str]:
        """The tokens of what was brought."""
        with self.world.database.reading() as session:
            query = select(OutboxMessage.token).where(OutboxMessage.state == OutboxState.SENT)
            return list(session.scalars(query))

    def said(self) -> Counter[str]:
        """How often each stands in a conversation, by its token."""
        return Counter(one["metadata"]["event_payload"]["key"] for one in self.slack.messages() if "metadata" in one)


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    """A bot with some reports to bring, before the month begins."""
    eyes, quick, patient = (Database.open(database_url, patient=each) for each in (True, False, True))
    world = World(eyes).at("2026-04-01T08:00")
    for _ in range(BEFORE):
        put(world, "waiting")
    with started("--latency", "0.05") as slack:
        for staff_no in OFFICERS:
            slack.add_user(f"U0{staff_no}", "架空 太郎")
        worker = DeliveryWorker(Deliverer(quick, world.clock, wall_clock, gateway(slack), plain, HASTY), hands=2)
        ticks = ticking(worker.wake, notices_turn(patient, world.clock, worker.wake), TURN, TURN)
        worker.start()
        ticks.start()
        try:
            yield Bot(world, slack, worker)
        finally:
            ticks.shutdown()
            assert worker.stop()
    for database in (eyes, quick, patient):
        database.dispose()


def test_it_goes_on_when_the_database_is_back(bot: Bot, caplog: pytest.LogCaptureFixture) -> None:
    await_(lambda: len(bot.sent()) > 0)
    with broken(bot.world.database):
        time.sleep(1)
        bot.world.at("2026-04-01T08:30")  # and meanwhile the month's plans are due
        time.sleep(1)
    await_(lambda: len(bot.sent()) == BEFORE + 4)
    assert bot.said() == dict.fromkeys(bot.sent(), 1)
    assert "delivery was interrupted" in caplog.text  # it did meet the fault
    assert "Traceback" not in caplog.text


@contextmanager
def broken(database: Database) -> Iterator[None]:
    """Every connection is cut again and again, or, on SQLite, somebody else keeps the file."""
    if database.dialect == "sqlite":
        with closing(sqlite3.connect(database.engine.url.database or "", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    over = threading.Event()
    url = database.engine.url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(url.render_as_string(hide_password=False), autocommit=True) as administrator:

        def cut() -> None:
            while not over.wait(0.03):
                administrator.execute(TERMINATE, [database.engine.url.database])

        thread = threading.Thread(target=cut)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()


def await_(what: Callable[[], bool], seconds: float = 60) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)
