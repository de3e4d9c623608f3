"""``/junkai visit`` over signed HTTP by sixteen officers at once, against lesser applications under the same server."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import text

from bot.playground.line import sign
from bot.playground.payloads import slash
from models.database import Database
from models.sealing import new_key
from tests.bench.lesser import SECRET
from tests.bench.loading import load as fill
from tests.bench.prefecture import TODAY, Prefecture
from tests.bench.table import Line, p99
from tests.helpers import databases
from tests.helpers.plain_http import request

IN_FLIGHT = 16

ROUNDS = 5
"""In which the requests to each server come."""


def over_http(kind: databases.Kind, folder: Path, requests: int) -> Iterator[Line]:
    """Requests a second against the bare server, those of Bolt alone, and the time that one of a hundred exceeds."""
    workers = 2 if kind == "postgresql" else 1
    with databases.fresh(kind, folder) as url:
        fill(url, Prefecture(IN_FLIGHT))
        homes, before = lasting(url), visits_in(url)
        settings = {
            "JUNKAI_DATABASE_URL": url,
            "JUNKAI_ENCRYPTION_KEYS": new_key(),
            "JUNKAI_NOW": f"{TODAY}T20:00",
            "SLACK_BOT_TOKEN": "xoxb-none",
            "SLACK_SIGNING_SECRET": SECRET,
            "SLACK_API_BASE_URL": "http://127.0.0.1:9/api/",
        }
        with (
            server(["-m", "bot.cli", "serve", "--port", "0", "--workers", str(workers)], settings) as bot,
            server(["-m", "tests.bench.lesser", "bolt", str(workers), url], {}) as bolt,
            server(["-m", "tests.bench.lesser", "bare", str(workers), url], {}) as bare,
        ):
            ours, alone, limit = in_turn([partial(visit, address, homes) for address in (bot, bolt, bare)], requests)
        assert visits_in(url) == before + requests + IN_FLIGHT * ROUNDS  # all were stored, the first ones too
    goal = 0.35 if kind == "postgresql" else 0.25
    what = f"/junkai visit over HTTP, 16 officers at once, {kind}"
    yield rates(f"{what}: requests a second", requests, ours.seconds, limit.seconds, goal)
    yield rates(f"{what}: Bolt and one commit alone", requests, alone.seconds, limit.seconds, goal)
    slow = p99(ours.each)
    yield Line(f"{what}: p99", f"{slow * 1000:.1f} ms", "50 ms", slow / 0.05, 1)


def rates(what: str, requests: int, ours: float, limit: float, goal: float) -> Line:
    """So many requests in seconds, beside the same in the seconds of the limit."""
    return Line(what, f"{requests / ours:.0f}/s", f"{requests / limit:.0f}/s", limit / ours, goal, least=True)


@contextmanager
def server(words: list[str], settings: dict[str, str]) -> Iterator[str]:
    """A server in a process of its own; its address."""
    with subprocess.Popen(
        [sys.executable, *words],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            said = process.stdout.readline()
            yield "http://" + said.rpartition("http://")[2].split()[0].removesuffix("/slack/events")
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


Homes = list[tuple[str, list[str]]]
"""Officers as Slack knows them, and the numbers of homes of their beats to which nothing but visits happens."""


def lasting(url: str) -> Homes:
    """Who knocks where."""
    database = Database.open(url)
    with database.reading() as session:
        rows = session.execute(
            text(
                "SELECT o.slack_user_id, n.number FROM target_numbers n JOIN officers o ON o.id = n.beat_id"
                " JOIN targets t ON t.id = n.target_id WHERE t.entered_on IS NULL"
                " AND NOT EXISTS (SELECT 1 FROM target_changes WHERE target_id = t.id) ORDER BY n.beat_id, t.id"
            )
        ).all()
    database.dispose()
    homes: dict[str, list[str]] = defaultdict(list)
    for officer, number in rows:
        homes[officer].append(number)
    return list(homes.items())


def visits_in(url: str) -> int:
    """How many there are."""
    database = Database.open(url)
    with database.reading() as session:
        found: int = session.execute(text("SELECT count(*) FROM visits")).scalar_one()
    database.dispose()
    return found


def visit(address: str, homes: Homes, number: int) -> int:
    """One signed command; the officers take turns."""
    turn, which = divmod(number, len(homes))
    officer, numbers = homes[which]
    home = numbers[turn % len(numbers)]
    said = f"visit {home} 不在 {TODAY.month}/{turn % TODAY.day + 1} {number % 20}:{number % 60:02}"
    from_slack = slash(officer, ("D1", "directmessage"), "/junkai", said, "", f"{number}.{time.time_ns()}")
    body = urlencode(from_slack).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", **sign(SECRET, body)}
    return request(address + "/slack/events", body, headers)[0]


@dataclass
class Load:
    """The seconds that all requests took together, and each of them."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)


def in_turn(acts: Sequence[Callable[[int], int]], requests: int) -> list[Load]:
    """Each act so often, sixteen at once, a part of them at a time: the machine's pace changes within seconds."""
    loads = [Load() for _ in acts]
    share = requests // ROUNDS
    for turn in range(ROUNDS):
        for act, whole in zip(acts, loads, strict=True):
            for warm in range(IN_FLIGHT):
                act(1_000_000 + turn * IN_FLIGHT + warm)
            load(act, range(turn * share, (turn + 1) * share), whole)
    return loads


def load(act: Callable[[int], int], requests: range, whole: Load) -> None:
    """Some requests, added to those before them."""
    numbers = iter(requests)
    lock = threading.Lock()

    def work() -> None:
        while True:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            before = time.perf_counter()
            assert act(number) == 200
            whole.each.append(time.perf_counter() - before)

    threads = [threading.Thread(target=work) for _ in range(IN_FLIGHT)]
    before = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    whole.seconds += time.perf_counter() - before
