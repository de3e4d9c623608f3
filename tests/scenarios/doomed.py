"""Processes that tick and deliver until they are killed."""

import itertools
import logging
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Composed, Letter, Patience
from bot.delivery.worker import DeliveryWorker
from bot.gateway import Gateway
from bot.notices.saying import say_notices
from models.database import Database, DatabaseFault
from models.holidays import is_day_off
from models.rules.japan import JAPAN
from scheduler.jobs import ticking
from tests.helpers.delivery import QUICK, TOKEN, plain, with_files

HASTY = replace(
    QUICK,
    lease=timedelta(seconds=1.5),
    margin=timedelta(seconds=0.2),
    first_retry=timedelta(seconds=0.1),
    longest_retry=timedelta(seconds=0.5),
    after_doubt=timedelta(seconds=0.2),
    share_polls=(timedelta(seconds=0.05),) * 40,
)
TICK = timedelta(seconds=0.05)
MONTH_START = datetime(2026, 4, 1, 8, 30, tzinfo=JAPAN)
ANSWERED_LATE = 0.04
"""Seconds by which the workspace's answers come later: those of one across the world."""

ON_ITS_WAY = 0.5
"""Seconds that a slow message takes to arrive."""


class Blind(Gateway):
    """A gateway that never finds what was said: the control, to see that the look-up is what helps."""

    def find(self, channel: str, token: str, since: str | None) -> str | None:
        """Nothing."""
        del channel, token, since
        return None


class Slow(Gateway):
    """A gateway whose messages are long on their way before they arrive."""

    def post(self, channel: str, text: str, blocks: object, token: str) -> str:
        """Post, late."""
        time.sleep(ON_ITS_WAY)
        return super().post(channel, text, blocks, token)  # type: ignore[arg-type]


class Boastful(Slow):
    """One that says that no request takes any time: the control, to see that a lease must outlast a request."""

    def __init__(self, token: str, base_url: str, timeout: int) -> None:
        super().__init__(token, base_url, timeout)
        self.timeout = 0


@dataclass(frozen=True)
class Orders:
    """What a doomed process is to do; ``log`` is where it writes what it did; ``batch``, how many at once are told."""

    database_url: str
    api_url: str
    log: Path
    way: type[Gateway] = Gateway
    patience: Patience = HASTY
    batch: int = 1


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


def month_start() -> datetime:
    """The bot's time, which stands still: nothing depends on how long a test takes."""
    return MONTH_START


def some_with_files(letter: Letter) -> Composed:
    """Every fifth message has files."""
    return with_files(letter) if letter.id % 5 == 0 else plain(letter)


def deliver_until_killed(orders: Orders) -> None:
    """What runs in the process: the delivery as the bot runs it, thread and tick."""
    logging.basicConfig(filename=orders.log, level=logging.WARNING)
    way = orders.way(TOKEN, orders.api_url, 1)
    database = Database.open(orders.database_url)
    worker = DeliveryWorker(Deliverer(database, month_start, now, way, some_with_files, orders.patience))
    worker.start()
    ticking(worker.wake, every=TICK).start()
    while True:
        time.sleep(60)


def tick_until_killed(orders: Orders) -> None:
    """What runs in the process: one tick after the other."""
    database = Database.open(orders.database_url, patient=True)
    while True:
        with suppress(DatabaseFault, SQLAlchemyError):  # the database is away for a moment; the bot does so too
            say_notices(database, month_start, is_day_off, orders.batch)
        time.sleep(TICK.total_seconds())


def nursery() -> ForkServerContext:
    """Where processes come from quickly: a server that has everything loaded, and forks."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


Life = Callable[[Orders], None]


@contextmanager
def living(life: Life, orders: Orders) -> Iterator[BaseProcess]:
    """A process, killed at the end of the block (SIGKILL: no clean-up of any kind)."""
    process = nursery().Process(target=life, args=(orders,), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def await_change(seen: Callable[[], int], more: int = 1, seconds: float = 2) -> None:
    """Wait until a count has grown by so much, but not for ever."""
    wanted, end = seen() + more, time.monotonic() + seconds
    while seen() < wanted and time.monotonic() < end:
        time.sleep(0.004)


@dataclass
class Hunt:
    """Two processes deliver; one ticks now and then. They are killed in turn, and others take their places.

    ``posts`` counts requests for a message, as seen at the other side; ``rows`` the messages in the outbox.
    """

    orders: Orders
    posts: Callable[[], int]
    rows: Callable[[], int]
    moment: random.Random
    ticks: int = 0
    deliverers: int = 0

    @property
    def kills(self) -> int:
        """How many were killed."""
        return self.ticks + self.deliverers

    def kill(self, times: int, step: int, half_way: Callable[[], None]) -> None:
        """Kill so many; the next when up to ``step`` messages more were asked for. In the middle something else."""
        turns = itertools.cycle((self._tick, self._one, self._tick, self._both, self._both))
        with ExitStack() as both:
            self._deliverers = [both.enter_context(ExitStack()) for _ in range(2)]
            for one in self._deliverers:
                one.enter_context(living(deliver_until_killed, self.orders))
            while self.kills < times // 2:
                next(turns)(step)
            half_way()
            while self.kills < times:
                next(turns)(step)

    def _tick(self, step: int) -> None:
        """Let one tick, and kill it when it has stored something: in the middle of its work."""
        del step
        with living(tick_until_killed, self.orders):
            await_change(self.rows)
            time.sleep(self.moment.uniform(0, 0.02))
        self.ticks += 1

    def _one(self, step: int) -> None:
        """Kill one of those who deliver, at any moment."""
        await_change(self.posts, self.moment.randint(1, step), 1 + step / 4)
        time.sleep(self.moment.uniform(0, 2 * ANSWERED_LATE))
        self._replace(self.moment.choice(self._deliverers))

    def _both(self, step: int) -> None:
        """Kill both just when a message was accepted, before the answer is back: that leaves a doubt."""
        await_change(self.posts, self.moment.randint(1, step), 1 + step / 4)
        time.sleep(self.moment.uniform(0, ANSWERED_LATE / 4))
        self._replace(*self._deliverers)

    def _replace(self, *killed: ExitStack) -> None:
        for one in killed:
            one.close()
        for one in killed:
            one.enter_context(living(deliver_until_killed, self.orders))
        self.deliverers += len(killed)


def adopted(orders: Orders) -> int:
    """How many messages were found after a doubt, by the log."""
    return orders.log.read_text().count(": adopted") if orders.log.exists() else 0
