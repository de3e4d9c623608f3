"""The forms of every beat of the prefecture, on PostgreSQL by as many processes as there are cores.

All of them read one snapshot, so that the forms agree with each other whoever writes meanwhile.
"""

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_context, parent_process
from typing import Generic, TypeVar

from bot.collector import spare_the_collector
from bot.usecases.issue_form import BATCH, FormOrder, beat_forms, every_beat
from models.database import Database, shared_snapshot
from models.rules.form import Form
from models.units import UnitNow, units_on

T = TypeVar("T")

WORTH = 3 * BATCH
"""How many beats a process must have for its own beginning, half a second, to pay."""

MOST_PROCESSES = 8
"""Each has a connection."""


def all_forms(
    database: Database, order: FormOrder, finish: Callable[[Form], T], processes: int | None = None
) -> Iterator[T]:
    """What ``finish`` makes of the form of every beat, in the order of their codes.

    ``finish`` and what it gives go from process to process. ``processes``: how many share the work on PostgreSQL,
    else as many as pay. Raises DatabaseFault.
    """
    with database.reading() as session:
        units = units_on(session, order.as_of, order.known_at)
        beats = every_beat(units)
        hands = min(os.cpu_count() or 1, MOST_PROCESSES, len(beats) // WORTH) if processes is None else processes
        snapshot = shared_snapshot(session) if hands > 1 else None
        if snapshot is None:
            yield from map(finish, beat_forms(session, beats, units, order))
        else:
            yield from _shared(_Task(database.url, snapshot, units, order, finish), beats, hands)


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """What all processes know."""

    url: str
    snapshot: str
    units: Mapping[int, UnitNow]
    order: FormOrder
    finish: Callable[[Form], T]

    def __call__(self, beats: Sequence[UnitNow]) -> list[T]:
        """The finished forms of some beats, in a process of its own."""
        with _opened(self.url).reading(self.snapshot) as session:
            return [self.finish(form) for form in beat_forms(session, beats, self.units, self.order)]


def _shared(task: _Task[T], beats: Sequence[UnitNow], processes: int) -> Iterator[T]:
    size = max(1, min(BATCH, len(beats) // processes))
    batches = [beats[start : start + size] for start in range(0, len(beats), size)]
    with ProcessPoolExecutor(processes, get_context("spawn"), _begin) as pool:
        for finished in pool.map(task, batches):
            yield from finished


def _begin() -> None:
    """A process begins: it ends without a word when the command is interrupted, and with its parent."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    spare_the_collector()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def _opened(url: str) -> Database:
    return Database.open(url, patient=True)
