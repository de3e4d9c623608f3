"""Processes that deliver until they are killed."""

import logging
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from pathlib import Path

from bot.delivery.deliverer import Deliverer
from bot.delivery.worker import DeliveryWorker
from bot.gateway import Gateway
from models.database import Database
from scheduler.jobs import ticking
from tests.helpers.delivery import QUICK, TOKEN, with_files

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


class Blind(Gateway):
    """A gateway that never finds what was said: the control, to see that the look-up is what helps."""

    def find(self, channel: str, token: str, since: str | None) -> str | None:
        """Nothing."""
        del channel, token, since
        return None


@dataclass(frozen=True)
class Orders:
    """What a doomed process is to do; ``log`` is where it writes what it did."""

    database_url: str
    api_url: str
    log: Path
    blind: bool = False


def now() -> datetime:
    """The real time."""
    return datetime.now(UTC)


def deliver_until_killed(orders: Orders) -> None:
    """What runs in the process: the delivery as the bot runs it, thread and tick."""
    logging.basicConfig(filename=orders.log, level=logging.WARNING)
    kind = Blind if orders.blind else Gateway
    way = kind(TOKEN, orders.api_url, timeout=1)
    worker = DeliveryWorker(Deliverer(Database.open(orders.database_url), now, now, way, with_files, HASTY))
    worker.start()
    ticking(worker.wake, every=TICK).start()
    while True:
        time.sleep(60)


def nursery() -> ForkServerContext:
    """Where processes come from quickly: a server that has everything loaded, and forks."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    return context


@contextmanager
def delivering(context: ForkServerContext, orders: Orders) -> Iterator[BaseProcess]:
    """A process that delivers, killed at the end of the block (SIGKILL: no clean-up of any kind)."""
    process = context.Process(target=deliver_until_killed, args=(orders,), daemon=True)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        process.join()


def kill_at_random(context: ForkServerContext, orders: Orders, moment: random.Random) -> None:
    """One life, of a random length."""
    with delivering(context, orders):
        time.sleep(moment.uniform(0, 0.6))


def kill_when(context: ForkServerContext, orders: Orders, seen: Callable[[], object]) -> None:
    """One life, ended as soon as something new is seen at the other side, before the answer is back."""
    before = seen()
    with delivering(context, orders):
        end = time.monotonic() + 10
        while seen() == before and time.monotonic() < end:
            time.sleep(0.002)


def adopted(orders: Orders) -> int:
    """How many messages were found after a doubt, by the log."""
    return orders.log.read_text().count(": adopted") if orders.log.exists() else 0
