"""The forms of every beat of the prefecture, on PostgreSQL by as many processes as there are cores.

All of them read one snapshot, so that the forms agree with each other whoever writes meanwhile.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from functools import cache
from itertools import chain
from multiprocessing import get_context, parent_process
from typing import Generic, TypeVar

from bot.errors import Refusal
from bot.usecases.issue_form import BATCH, FormOrder, beat_forms, ordered_beats
from models.database import Database, shared_snapshot
from models.rules.form import Form
from models.units import UnitNow, units_on

T = TypeVar("T")

MOST_PROCESSES = 8
"""Each has a connection."""


def all_forms(
    database: Database, order: FormOrder, finish: Callable[[Form], T], processes: int | None = None
) -> Iterator[T]:
    """What ``finish`` makes of the form of every beat, in the order of their codes.

    What it gives goes from process to process. ``processes``: how many share the work on PostgreSQL, one a core unless
    said otherwise; no other thread may run when they are made. Raises DatabaseFault; refuses where there is
    no beat, and when one of them is killed.
    """
    hands = processes or min(os.cpu_count() or 1, MOST_PROCESSES)
    if database.dialect == "sqlite" or hands == 1:
        with database.reading() as session:
            units = units_on(session, order.as_of, order.known_at)
            yield from map(finish, beat_forms(session, ordered_beats(units, order), units, order))
    else:
        yield from _together(database, order, finish, hands)


def _together(database: Database, order: FormOrder, finish: Callable[[Form], T], hands: int) -> Iterator[T]:
    database.dispose()  # a connection that two processes have is closed by both
    with ProcessPoolExecutor(hands, get_context("fork"), _begin) as pool:
        pool.submit(_begun).result()  # from here on all are there, with nothing open
        with database.reading() as session:
            units = units_on(session, order.as_of, order.known_at)
            beats = ordered_beats(units, order)
            task = _Task(database.url, shared_snapshot(session), units, order, finish)
            size = max(1, min(BATCH, len(beats) // hands))
            batches = [beats[start : start + size] for start in range(0, len(beats), size)]
            yield from chain.from_iterable(_answered(pool.map(task, batches)))


def _answered(finished: Iterator[T]) -> Iterator[T]:
    """What the processes give, as long as all of them are there."""
    try:
        yield from finished
    except BrokenProcessPool:
        raise Refusal("form.process_lost") from None


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """What all processes know."""

    url: str
    snapshot: str | None
    units: Mapping[int, UnitNow]
    order: FormOrder
    finish: Callable[[Form], T]

    def __call__(self, beats: Sequence[UnitNow]) -> list[T]:
        """The finished forms of some beats, in a process of its own."""
        with _opened(self.url).reading(self.snapshot) as session:
            return [self.finish(form) for form in beat_forms(session, beats, self.units, self.order)]


def _begin() -> None:
    """A process begins: it ends without a word when the command is interrupted, and with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _begun() -> None:
    """Something to do for the first one, so that they are made."""


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _opened(url: str) -> Database:
    return Database.open(url, patient=True)
