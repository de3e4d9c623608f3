"""The bot is killed at any moment, again and again: nothing is lost and nothing is said twice.

The short form runs with every test; ``JUNKAI_KILLS=120`` makes it long, ``JUNKAI_SEED`` chooses other moments.
"""

import os
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.playground.client import WorkspaceClient, started
from models.database import Database
from tests.helpers.delivery import Office
from tests.scenarios.doomed import Orders, adopted, delivering, kill_at_random, kill_when, nursery

KILLS = int(os.environ.get("JUNKAI_KILLS", "12"))
SEED = int(os.environ.get("JUNKAI_SEED", "20230329"))
SHOWN = "結果表（画像）+結果表（PDF）+結果表（表計算）"


@pytest.fixture
def slack() -> Iterator[WorkspaceClient]:
    """A workspace that answers as late as one across the world."""
    with started("--share-delay", "0.1", "--latency", "0.02") as workspace:
        yield workspace


@pytest.fixture
def office(database_url: str, slack: WorkspaceClient) -> Iterator[Office]:
    """Where the messages wait."""
    database = Database.open(database_url, patient=True)
    yield Office(database, slack)
    database.dispose()


def test_everything_is_said_once_however_often_the_delivery_is_killed(
    office: Office, database_url: str, tmp_path: Path
) -> None:
    users = {f"report:{number}": office.put(f"report:{number}") for number in range(KILLS * 2)}
    orders = Orders(database_url, office.workspace.api_url, tmp_path / "log")
    kill_them_all(orders, office)
    with delivering(nursery(), orders):
        wait_until_settled(office)
    said = {key: office.said(user) for key, user in users.items()}
    lost, twice = judge(said)
    print(f"kills {KILLS}, adopted {adopted(orders)}, lost {len(lost)}, said twice {len(twice)}")
    assert (lost, twice) == ([], [])
    assert said == {key: [f"知らせ {key}", SHOWN] for key in users}


def kill_them_all(orders: Orders, office: Office) -> None:
    """Half of the lives end at random, a quarter just when a message stands, a quarter when files are asked for."""
    context, moment = nursery(), random.Random(SEED)
    for life in range(KILLS):
        if life % 4 == 1:
            kill_when(context, orders, lambda: len(office.workspace.messages()))
        elif life % 4 == 3:
            kill_when(context, orders, lambda: office.workspace.calls().get("files.completeUploadExternal", 0))
        else:
            kill_at_random(context, orders, moment)


def wait_until_settled(office: Office, seconds: float = 120) -> None:
    """Until nothing is left to do."""
    end = time.monotonic() + seconds
    while not office.all_settled():
        assert time.monotonic() < end, "the delivery came to no end"
        time.sleep(0.1)


def judge(said: dict[str, list[str]]) -> tuple[list[str], list[str]]:
    """The keys of messages of which something is missing, and of those of which something was said twice."""
    counts = {key: Counter(title for text in texts for title in text.split("+")) for key, texts in said.items()}
    lost = [key for key, count in counts.items() if len(count) < 4]
    return lost, [key for key, count in counts.items() if any(times > 1 for times in count.values())]


def test_without_the_look_up_things_would_be_said_twice(office: Office, database_url: str, tmp_path: Path) -> None:
    """The control: the same kills, but nobody looks whether the message stands already."""
    users = {f"report:{number}": office.put(f"report:{number}") for number in range(6)}
    orders = Orders(database_url, office.workspace.api_url, tmp_path / "log", blind=True)
    for _ in range(4):
        kill_when(nursery(), orders, lambda: len(office.workspace.messages()))
    with delivering(nursery(), orders):
        wait_until_settled(office)
    _, twice = judge({key: office.said(user) for key, user in users.items()})
    assert twice
