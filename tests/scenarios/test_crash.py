"""A month begins, and whatever ticks and delivers is killed again and again: everybody hears it, and hears it once.

The short form runs with every test. ``JUNKAI_KILLS=100`` makes it long: then 1,500 people are to hear, else 60;
``JUNKAI_SEED`` chooses other moments. In the middle PostgreSQL breaks off and starts again.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.gateway import Gateway
from bot.notices.saying import say_notices
from bot.playground.client import WorkspaceClient, started
from models.database import Database
from models.holidays import is_day_off
from models.notices import NoticeDecision
from models.outbox import OutboxFile, OutboxMessage, OutboxState
from tests.helpers import databases
from tests.helpers.delivery import Hand, Office
from tests.helpers.notices import muster
from tests.helpers.postgres import PostgresServer
from tests.helpers.world import World
from tests.scenarios.doomed import (
    ANSWERED_LATE,
    HASTY,
    ON_ITS_WAY,
    Blind,
    Boastful,
    Hunt,
    Orders,
    Slow,
    adopted,
    await_change,
    deliver_until_killed,
    living,
    month_start,
)

KILLS = int(os.environ.get("JUNKAI_KILLS", "15"))
SEED = int(os.environ.get("JUNKAI_SEED", "20230329"))
HEARERS = 60 if KILLS < 100 else 1_500
WORLD = 4
"""So many of them are in the world anyway."""
POST = "chat.postMessage"
LASTING = "synchronous_commit = on\nfull_page_writes = on\n"
"""What is committed outlives a crash of the server (though not of the machine)."""


@dataclass(frozen=True)
class Place:
    """A database, and how its server breaks down; an SQLite file has none."""

    url: str
    break_down: Callable[[], None]


@pytest.fixture
def place(database_kind: databases.Kind, tmp_path: Path) -> Iterator[Place]:
    """A migrated database on a server of the test's own."""
    if database_kind == "sqlite":
        with databases.fresh("sqlite", tmp_path) as url:
            yield Place(url, lambda: None)
    else:
        with PostgresServer(LASTING) as server:
            url = server.url(server.create())
            databases.migrate(url)
            yield Place(url, server.restart)


@pytest.fixture
def slack() -> Iterator[WorkspaceClient]:
    """A workspace that answers as late as one across the world."""
    with started("--share-delay", "0.1", "--latency", str(ANSWERED_LATE)) as workspace:
        yield workspace


def test_everybody_hears_once_however_often_those_who_say_it_are_killed(
    place: Place, slack: WorkspaceClient, tmp_path: Path
) -> None:
    database = Database.open(place.url, patient=True)
    prepare(database, slack)
    orders = Orders(place.url, slack.api_url, tmp_path / "log", batch=max(1, HEARERS * 2 // KILLS))
    hunt = Hunt(orders, lambda: slack.calls().get(POST, 0), lambda: rows(database), random.Random(SEED))
    begun = time.monotonic()
    hunt.kill(KILLS, max(4, HEARERS // 25), place.break_down)
    say_notices(database, month_start, is_day_off)
    settle(Office(database, slack), orders)
    said, shown = heard(slack)
    print(
        f"{database.dialect}: killed {hunt.ticks} ticks, {hunt.deliverers} deliverers; accepted {said.total()} of "
        f"{HEARERS}, adopted {adopted(orders)}, twice {len(twice(said))}, files shown {shown.total()}, twice "
        f"{len(twice(shown))}; {time.monotonic() - begun:.0f} s"
    )
    assert said == dict.fromkeys(tokens(database), 1)
    assert len(said) == HEARERS
    assert shown == dict.fromkeys(files(database), 1)
    assert decisions(database) == HEARERS
    assert hunt.kills >= KILLS
    assert min(hunt.ticks, hunt.deliverers) >= KILLS // 4
    assert adopted(orders) > 0
    database.dispose()


def prepare(database: Database, slack: WorkspaceClient) -> None:
    """As many officers as are to hear, each with a beat, in the database and in the workspace."""
    world = World(database)
    muster(world, HEARERS - WORLD)
    for staff_no in world.officers:
        slack.add_user(f"U0{staff_no}", "架空 太郎")


def settle(office: Office, orders: Orders) -> None:
    """Let two deliver until nothing is left to do."""
    with living(deliver_until_killed, orders), living(deliver_until_killed, orders):
        wait_until_settled(office, 60 + HEARERS / 4)


def wait_until_settled(office: Office, seconds: float = 120) -> None:
    """Until nothing is left to do."""
    end = time.monotonic() + seconds
    while not office.all_settled():
        assert time.monotonic() < end, "the delivery came to no end"
        time.sleep(0.1)


def heard(slack: WorkspaceClient) -> tuple[Counter[str], Counter[str]]:
    """How often each message was accepted, by its token, and each file was shown, by its id."""
    messages = slack.messages()
    said = Counter(one["metadata"]["event_payload"]["key"] for one in messages if "metadata" in one)
    return said, Counter(file["id"] for one in messages for file in one.get("files", []))


def twice(counts: Counter[str]) -> list[str]:
    """What is there more than once."""
    return [one for one, times in counts.items() if times > 1]


def tokens(database: Database) -> list[str]:
    """The tokens of all messages that were brought."""
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage.token).where(OutboxMessage.state == OutboxState.SENT)))


def files(database: Database) -> list[str | None]:
    """Slack's ids of all files."""
    with database.reading() as session:
        return list(session.scalars(select(OutboxFile.file_id)))


def rows(database: Database) -> int:
    """How many messages were put into the outbox."""
    with database.reading() as session:
        return session.scalars(select(func.count(OutboxMessage.id))).one()


def decisions(database: Database) -> int:
    """How many notices were decided, and are said."""
    with database.reading() as session:
        return session.scalars(select(func.count(NoticeDecision.message_id))).one()


def test_without_the_look_up_things_would_be_said_twice(
    database_url: str, slack: WorkspaceClient, tmp_path: Path
) -> None:
    """The control: the same kills, but nobody looks whether the message stands already."""
    office = Office(Database.open(database_url, patient=True), slack, Hand(month_start()))
    orders = Orders(database_url, slack.api_url, tmp_path / "log", way=Blind)
    kills = max(4, KILLS // 3)
    for number in range(kills):
        office.put(f"report:{number}")
        with living(deliver_until_killed, orders):
            await_change(lambda: slack.calls().get(POST, 0))
            time.sleep(ANSWERED_LATE / 2)
    settle(office, orders)
    said, _ = heard(slack)
    print(f"{office.database.dialect}: kills {kills}, without look-up said twice: {len(twice(said))} of {len(said)}")
    assert twice(said)
    office.database.dispose()


@pytest.mark.parametrize(("way", "lease", "safe"), [(Slow, 2.0, True), (Boastful, 0.2, False)])
def test_a_lease_must_outlast_a_request_or_things_would_be_said_twice(
    database_url: str, slack: WorkspaceClient, tmp_path: Path, way: type[Gateway], lease: float, *, safe: bool
) -> None:
    """The control: nobody is killed, and everybody looks, but a lease ends while its request is on its way."""
    office = Office(Database.open(database_url, patient=True), slack, Hand(month_start()))
    short = replace(HASTY, lease=timedelta(seconds=lease), margin=timedelta(seconds=0.1), after_doubt=timedelta(0))
    orders = Orders(database_url, slack.api_url, tmp_path / "log", way=way, patience=short)
    with living(deliver_until_killed, orders), living(deliver_until_killed, orders):
        for number in range(10):
            office.put(f"report:{number}")
            await_change(lambda: slack.calls().get(POST, 0), seconds=10)
            time.sleep(1.2 * ON_ITS_WAY)  # what was asked for more than once arrives
            if number + 1 >= KILLS // 10 and (safe or twice(heard(slack)[0])):
                break  # on a busy machine the second process may have come too late to do harm
    said, _ = heard(slack)
    print(f"{office.database.dialect}: lease {lease} s, said twice: {len(twice(said))} of {len(said)}")
    assert (twice(said) == []) is safe
    office.database.dispose()
