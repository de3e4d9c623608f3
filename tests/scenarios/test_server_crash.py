"""The whole server is killed while somebody types: every submission is stored once, and every report comes once.

The short form runs with every test; ``JUNKAI_KILLS=100`` makes it long, ``JUNKAI_SEED`` chooses other moments.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.playground.client import WorkspaceClient, started
from models.database import Database
from models.outbox import OutboxMessage, OutboxState
from models.registry import Visit
from tests.helpers.delivery import Office
from tests.helpers.world import World
from tests.scenarios.doomed import nursery
from tests.scenarios.doomed_server import Setting, Typist, serving, setting
from tests.scenarios.test_crash import wait_until_settled

KILLS = int(os.environ.get("JUNKAI_KILLS", "6"))
SEED = int(os.environ.get("JUNKAI_SEED", "20230329"))
VISITS = max(40, min(2 * KILLS, 200))
REPORTS = max(4, VISITS // 10)
OFFICER = "U0E001"


@pytest.fixture
def slack() -> Iterator[WorkspaceClient]:
    """A workspace with the officer in it."""
    with started("--share-delay", "0.1", "--latency", "0.01", "--user", OFFICER) as workspace:
        yield workspace


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The bot's database, seen from outside, with a beat and a target in it."""
    database = Database.open(database_url, patient=True)
    World(database).target("H1")
    yield database
    database.dispose()


def commands() -> list[str]:
    """Visits of one morning that can be told apart by their sheets, and among them reports, each as of another day."""
    typed = [f"visit H1 不在 {number // 60}:{number % 60:02} PC{number}" for number in range(1, VISITS + 1)]
    for position in range(REPORTS):
        typed.insert((position + 1) * (VISITS // REPORTS) + position - 1, f"report 2/{position + 1}")
    return typed


def test_nothing_is_lost_and_nothing_is_there_twice(
    database: Database, database_url: str, slack: WorkspaceClient, tmp_path: Path
) -> None:
    place = setting(database_url, slack.api_url, tmp_path)
    typist = Typist(place, OFFICER)
    kills = type_while_it_is_killed(typist, place)
    with serving(nursery(), place):
        wait_until_settled(Office(database, slack))
    stored, ordered = counted(database)
    said, shown = delivered(slack)
    print(
        f"kills {kills}, commands {VISITS + REPORTS}, acknowledged {len(typist.acknowledged)}, found taken "
        f"{len(typist.taken)}; visits {stored.total()} of {VISITS}; reports {len(ordered)} of {REPORTS}, said "
        f"{sum(said.values())}, files shown {sum(shown.values())}"
    )
    assert kills >= KILLS // 2
    assert given_up(database) == []
    assert stored == dict.fromkeys(range(1, VISITS + 1), 1)
    assert len(ordered) == REPORTS
    assert said == dict.fromkeys(ordered, 1)
    assert (len(shown), set(shown.values())) == (3 * REPORTS, {1})


def type_while_it_is_killed(typist: Typist, place: Setting) -> int:
    """All commands, typed by one who does not rest while the bot dies and comes back; how often it died."""
    moment, context = random.Random(SEED), nursery()
    with ThreadPoolExecutor(1) as pool:
        typing = pool.submit(typist.type_all, commands(), 0.5 * KILLS / (VISITS + REPORTS))
        kills = 0
        while not typing.done():
            with serving(context, place):
                typist.await_answer(typing.done)
                time.sleep(moment.uniform(0, 0.7))
                typist.sending.clear()
                typist.sending.wait(0.5)
                time.sleep(moment.uniform(0, 0.015))
            kills += 1
        typing.result()
    return kills


def counted(database: Database) -> tuple[Counter[int], list[str]]:
    """How often each visit is stored, by its sheets; and the tokens of the reports that were ordered."""
    with database.reading() as session:
        return Counter(session.scalars(select(Visit.patrol_cards))), list(session.scalars(select(OutboxMessage.token)))


def given_up(database: Database) -> list[str | None]:
    """Why messages were given up."""
    with database.reading() as session:
        return list(session.scalars(select(OutboxMessage.last_error).where(OutboxMessage.state == OutboxState.FAILED)))


def delivered(slack: WorkspaceClient) -> tuple[dict[str, int], dict[str, int]]:
    """How often each report's message stands in the conversation, by token; and each of the files, by id."""
    messages = slack.messages(OFFICER)
    said = Counter(one["metadata"]["event_payload"]["key"] for one in messages if "metadata" in one)
    return dict(said), dict(Counter(file["id"] for one in messages for file in one.get("files", [])))
