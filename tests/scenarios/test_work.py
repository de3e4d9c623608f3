"""``junkai work`` beside ``junkai serve --no-work``: one answers, the other says, and a stop loses nothing."""

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.playground.client import WorkspaceClient, started
from models.database import Database
from models.outbox import OutboxMessage, OutboxState
from models.sealing import new_key
from tests.helpers import databases
from tests.helpers.world import OFFICERS, World

SECRET = "made up"
LATENCY = 0.3
"""Seconds that Slack takes for each answer: whenever the process is told to stop, something is in flight."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """The made-up stations on PostgreSQL, on the morning of the first."""
    with databases.fresh("postgresql", tmp_path) as url:
        database = Database.open(url, patient=True)
        yield World(database).at("2026-04-01T08:30")
        database.dispose()


@pytest.fixture
def slack() -> Iterator[WorkspaceClient]:
    """A workspace far away, with everybody in it."""
    with started("--share-delay", "0", "--latency", str(LATENCY), "--signing-secret", SECRET) as workspace:
        for staff_no in OFFICERS:
            workspace.add_user(f"U0{staff_no}", "架空 太郎")
        yield workspace


@pytest.fixture
def settings(world: World, slack: WorkspaceClient) -> dict[str, str]:
    """What all processes are told."""
    return {
        "JUNKAI_DATABASE_URL": world.database.engine.url.render_as_string(hide_password=False),
        "JUNKAI_ENCRYPTION_KEYS": new_key(),
        "JUNKAI_NOW": world.now.isoformat(),
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_BASE_URL": slack.api_url,
    }


@contextmanager
def running(settings: dict[str, str], *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command as a process of its own, and the line by which it says that it is ready; told to stop at the end."""
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", *words],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline()
        finally:
            process.terminate()
            process.wait(20)


def test_a_stop_finishes_what_is_in_flight_and_another_one_does_the_rest(
    world: World, slack: WorkspaceClient, settings: dict[str, str]
) -> None:
    with running(settings, "serve", "--no-work", "--port", "0") as (_, address):
        slack.connect(re.findall(r"http://[\d.:]+", address)[0], SECRET)
        slack.slash("U0E003", "report EX-P1-1")
        assert states(world) == {"waiting": 1}
        with running(settings, "work") as (process, line):
            assert "知らせと送信だけ" in line
            await_(lambda: slack.calls().get("chat.postMessage", 0) > 0)
            begun = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(12) == 0
            assert time.monotonic() - begun < 10
        with world.database.reading() as session:
            held = session.scalars(select(func.count(OutboxMessage.leased_by))).one()
        assert held == 0
        assert states(world).keys() - {"sent"}, "nothing was left to do"
        with running(settings, "work"):
            await_(lambda: states(world).keys() == {"sent"})
    said = Counter(one["metadata"]["event_payload"]["key"] for one in slack.messages() if "metadata" in one)
    with world.database.reading() as session:
        tokens = session.scalars(select(OutboxMessage.token)).all()
    assert said == dict.fromkeys(tokens, 1)
    assert len(tokens) == 5  # the report, and the four who have a month's plan


def states(world: World) -> dict[OutboxState, int]:
    """How many messages there are of each state."""
    with world.database.reading() as session:
        query = select(OutboxMessage.state, func.count()).group_by(OutboxMessage.state)
        return dict(session.execute(query).all())


def await_(what: Callable[[], bool], seconds: float = 60) -> None:
    """Until it is so."""
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.05)
