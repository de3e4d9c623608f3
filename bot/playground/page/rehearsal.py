"""The bot's time in a rehearsal: a file that the bot reads at each look, moved from the page.

The bot takes the file's time as it stands. While somebody looks at the page, the time goes on as on any clock.
"""

import threading
import time as counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.playground.names import TIMEZONE

MORNING, EVENING = time(8, 30), time(17)
TICK = 1.0
"""Seconds after which a running clock is written anew."""


def next_month(now: datetime) -> datetime:
    """The first morning of the next month."""
    first = (now.replace(day=1) + timedelta(days=32)).replace(day=1)
    return datetime.combine(first, MORNING, TIMEZONE)


def month_end(now: datetime) -> datetime:
    """The evening of this month's last day; when that is past, of the next month's."""
    last = datetime.combine(next_month(now) - timedelta(days=1), EVENING, TIMEZONE)
    return last if last > now else month_end(next_month(now))


def next_morning(now: datetime) -> datetime:
    """The next morning that comes, today's too."""
    today = datetime.combine(now, MORNING, TIMEZONE)
    return today if today > now else today + timedelta(days=1)


MOVES: dict[str, Callable[[datetime], datetime]] = {
    "hour": lambda now: now + timedelta(hours=1),
    "morning": next_morning,
    "month_start": next_month,
    "month_end": month_end,
    "present": lambda _: datetime.now(TIMEZONE),
}
"""Where the time can be moved, from where it stands."""


class Rehearsal:
    """The bot's clock, if its file is known."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._lock = threading.Lock()
        self._written = counter.monotonic()
        if file is not None and not file.exists():
            self._write(datetime.now(TIMEZONE))

    def now(self) -> datetime | None:
        """What the bot takes for the present; None when it follows the real time. ValueError for a faulty file."""
        if self._file is None:
            return None
        moment = datetime.fromisoformat(self._file.read_text(encoding="utf-8").strip())
        return moment.astimezone(TIMEZONE) if moment.tzinfo else moment.replace(tzinfo=TIMEZONE)

    def stamp(self) -> float:
        """The present in seconds since 1970, in the rehearsal if its file can be read."""
        try:
            now = self.now()
        except (OSError, ValueError):
            now = None
        return now.timestamp() if now else counter.time()

    def move(self, to: str) -> None:
        """Move it; ValueError for no such move, or when there is nothing to move."""
        with self._lock:
            now = self.now()
            if now is None or to not in MOVES:
                raise ValueError(to)
            self._write(MOVES[to](now))

    def run(self) -> None:
        """Let the time that has passed since the last look pass in the rehearsal too, a minute at most."""
        with self._lock:
            passed, now = counter.monotonic() - self._written, self.now()
            if now is not None and passed >= TICK:
                self._write(now + timedelta(seconds=min(passed, 60)))

    def _write(self, moment: datetime) -> None:
        """At once as a whole: the bot may look at any time."""
        assert self._file is not None  # noqa: S101 (asked before)
        fresh = self._file.with_suffix(".new")
        fresh.write_text(moment.isoformat(timespec="milliseconds"), encoding="utf-8")
        fresh.replace(self._file)
        self._written = counter.monotonic()
