"""A month begins: 1,300 people get their plan with a picture and a PDF, from a workspace that keeps Slack's limits.

A minute passes ``SPEED`` times as fast, here and at the workspace, so that it ends in a few minutes. That of drawing
does not: so one form of ``SPEED`` is drawn, and the other messages take its files. Thus a minute of Slack's holds as
much drawing as in earnest, and ``SPEED`` times as much work for database and network: in earnest all has more room.
"""

import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Event
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bot.composing import composer
from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Compose, Composed, Letter, Patience, slack_rates
from bot.delivery.worker import HANDS, DeliveryWorker, in_one_thread
from bot.gateway import Gateway
from bot.notices.saying import say_notices
from bot.playground.client import WorkspaceClient, started
from bot.playground.limits import LIMITS
from bot.rendering import Renderer
from bot.service import quiet_logs
from models.database import Database
from models.holidays import is_day_off
from models.outbox import OutboxMessage, OutboxState
from models.rules.japan import JAPAN
from scheduler.jobs import ticking
from tests.bench.table import Line
from tests.helpers import databases
from tests.helpers.delivery import TOKEN
from tests.helpers.notices import muster
from tests.helpers.world import World

HEARERS, SPEED = 1_300, 10
MONTH_START = datetime(2026, 4, 1, 8, 30, tzinfo=JAPAN)
CALLS = {
    "conversations.open": 1,
    "files.getUploadURLExternal": 2,
    "files.completeUploadExternal": 1,
    "files.info": 2,
    "chat.postMessage": 1,
}
"""What one message with two files cannot do without."""
PAGE = 4096


@dataclass
class Seldom:
    """Composes one message of so many, and gives the others the same."""

    compose: Compose
    times: int
    number: int = 0
    last: Composed | None = None

    def __call__(self, letter: Letter) -> Composed:
        """The message, or the last one."""
        if self.last is None or self.number % self.times == 0:
            self.last = self.compose(letter)
        self.number += 1
        return self.last


def month_start(kind: databases.Kind, folder: Path, hearers: int) -> Iterator[Line]:
    """The time that it takes against what the limits alone need; the memory of the process that delivers."""
    with databases.fresh(kind, folder) as url, started("--share-delay", "0.1", "--limits", str(SPEED)) as slack:
        database = Database.open(url, patient=True)
        prepare(database, slack, hearers)
        with delivering(url, slack.api_url) as process:
            begun = time.monotonic()
            say_notices(database, lambda: MONTH_START, is_day_off)
            memory = watched(process.pid or 0, lambda: brought(database) == hearers)
            took = time.monotonic() - begun
        database.dispose()
        checked(slack, hearers)
        refused = sum(slack.refused().values())
    needed = max(number * hearers * 60 / LIMITS[method] for method, number in CALLS.items()) / SPEED
    what = f"a month's beginning for {hearers} with PNG and PDF, {kind}, {SPEED} times as fast ({refused} refused)"
    yield Line(what, f"{took:.1f} s", f"{needed:.1f} s", took / needed, 1.2)
    third = len(memory) // 3
    first, last = median(memory[:third]), median(memory[-third:])
    what = f"memory of what delivers it, last third against first (peak {max(memory):.0f} MB)"
    yield Line(what, f"{last:.0f} MB", f"{first:.0f} MB", last / first, 1.1)


def prepare(database: Database, slack: WorkspaceClient, hearers: int) -> None:
    """So many officers with a beat each, four of them in the world anyway."""
    world = World(database)
    muster(world, hearers - 4)
    for staff_no in world.officers:
        slack.add_user(f"U0{staff_no}", "架空 太郎")


@contextmanager
def delivering(url: str, api_url: str) -> Iterator[BaseProcess]:
    """A process of its own that delivers, for the length of a block; it runs already when the month begins."""
    context = multiprocessing.get_context("spawn")
    ready = context.Event()
    process = context.Process(target=deliver, args=(url, api_url, ready), daemon=True)
    process.start()
    try:
        ready.wait()
        yield process
    finally:
        process.kill()
        process.join()


def deliver(url: str, api_url: str, ready: Event) -> None:
    """What runs in the process: the delivery as the bot runs it."""
    quiet_logs()
    patience = Patience(
        rates=slack_rates(speed=SPEED),
        share_polls=tuple(wait / SPEED for wait in Patience().share_polls),
    )
    database, patient = Database.open(url), Database.open(url, patient=True)
    compose = in_one_thread(Seldom(composer(patient, Renderer(), lambda: MONTH_START), SPEED))
    gateway = Gateway(TOKEN, api_url)
    deliverer = Deliverer(database, lambda: MONTH_START, lambda: datetime.now(UTC), gateway, compose, patience)
    worker = DeliveryWorker(deliverer, HANDS)
    worker.start()
    ticking(worker.wake, every=timedelta(seconds=1 / SPEED)).start()
    ready.set()
    while True:
        time.sleep(60)


def watched(process: int, done: Callable[[], bool]) -> list[float]:
    """The memory of a process (resident, in MB) twice a second until all is done."""
    memory = []
    while not done():
        pages = int(Path(f"/proc/{process}/statm").read_text(encoding="ascii").split()[1])
        memory.append(pages * PAGE / 1e6)
        time.sleep(0.5)
    return memory


def brought(database: Database) -> int:
    """How many messages were brought, with all their files."""
    with database.reading() as session:
        state = OutboxMessage.state == OutboxState.SENT
        return session.scalars(select(func.count(OutboxMessage.id)).where(state)).one()


def checked(slack: WorkspaceClient, hearers: int) -> None:
    """Everybody was told once, and shown two files."""
    messages = slack.messages()
    said = Counter(one["to"] for one in messages if "metadata" in one)
    shown = Counter(one["to"] for one in messages for _ in one.get("files", ()))
    if said != dict.fromkeys(said, 1) or shown != dict.fromkeys(said, 2) or len(said) != hearers:
        raise AssertionError((len(said), said.total(), shown.total()))
