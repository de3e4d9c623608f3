"""Whoever may not speak to the bot gets 401 from the real server, leaves nothing behind, and stands in no log."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.playground.line import PATH, command_body, send, sign
from models.audit import Audit
from models.database import Database
from models.registry import Visit
from tests.helpers.world import World
from tests.scenarios.doomed_server import SECRET, setting

MARK = "見本花子"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
LATER = "http://127.0.0.1:9/nowhere"


@dataclass
class Served:
    """``junkai serve`` in processes of its own: where it listens, what it stored, what it wrote."""

    url: str
    database: Database
    log: Path

    def knock(self, body: bytes, headers: dict[str, str]) -> int:
        """Send one request; the status of its answer."""
        status, _, _ = send(self.url, body, FORM | headers)
        return status

    def stored(self) -> tuple[int, int]:
        """How many visits, and how many works."""
        with self.database.reading() as session:
            visits, works = (session.scalars(select(func.count()).select_from(one)).one() for one in (Visit, Audit))
        return visits, works


@contextmanager
def serving(database_url: str, folder: Path, workers: int) -> Iterator[str]:
    """The server as an administrator starts it; its address."""
    place = setting(database_url, "http://127.0.0.1:9/", folder)
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", "0", "--workers", str(workers)]
    with (
        place.log.open("w") as log,
        subprocess.Popen(
            command, env=place.environment | {"PATH": ""}, stdout=subprocess.PIPE, stderr=log, text=True
        ) as server,
    ):
        try:
            said = server.stdout.readline() if server.stdout else ""
            address = re.search(r"http://[\d.:]+", said)
            assert address, place.log.read_text()
            yield address[0]
        finally:
            server.terminate()
            server.wait(20)


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Served]:
    """One process on SQLite, three on PostgreSQL."""
    database = Database.open(database_url, patient=True)
    world = World(database)
    world.target("12")
    workers = 1 if database.dialect == "sqlite" else 3
    with serving(database_url, tmp_path, workers) as address:
        yield Served(address + PATH, database, tmp_path / "log")
    database.dispose()


def test_no_effect_and_no_trace(served: Served) -> None:
    body = command_body(LATER, "U0E001", "D0", f"visit 12 面接 {MARK}")
    before, now = served.stored(), int(time.time())
    good = sign(SECRET, body)
    unsigned = {"X-Slack-Request-Timestamp": str(now)}
    for headers in (
        {},
        unsigned,
        unsigned | {"X-Slack-Signature": "v0=0"},
        sign("another secret", body),
        *(sign(SECRET, body, stamp) for stamp in (now - 301, now + 600, "now", "1e9", "-1", "9" * 30, "")),
    ):
        assert served.knock(body, headers) == 401, headers
    assert served.knock(body + b"&x=1", good) == 401
    assert served.knock(b"x" * (1024 * 1024 + 1), good) == 413
    assert served.stored() == before
    log = served.log.read_text()
    for trace in (MARK, "%E8%A6%8B", "visit", "Traceback"):
        assert trace not in log


def test_what_was_taken_is_taken_by_no_process_again(served: Served) -> None:
    body = command_body(LATER, "U0E001", "D0", "visit 12 面接 8:00 2/27")
    visits, _ = served.stored()
    headers = sign(SECRET, body)
    assert [served.knock(body, headers) for _ in range(12)] == [200] + [401] * 11
    assert served.stored()[0] == visits + 1
