"""Where the time comes from. A clock is handed to whoever needs one; nobody looks at the system's by himself."""

import time
from datetime import UTC, datetime
from pathlib import Path

from bot.work import Clock
from models.rules.japan import JAPAN


class FaultyClock(ValueError):
    """A rehearsal's time that cannot be read."""


def system_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def rehearsal_clock(start: str) -> Clock:
    """A clock for rehearsals: from an ISO time (Japan's, unless it says otherwise) it runs on.

    ``@FILE`` reads the time from a file at each look, and does not run by itself. The clock raises FaultyClock for
    what is no time.
    """
    if start.startswith("@"):
        file = Path(start[1:])
        return lambda: read_moment(_content(file))
    begun, counter = read_moment(start), time.monotonic()

    def running() -> datetime:
        return datetime.fromtimestamp(begun.timestamp() + time.monotonic() - counter, UTC)

    return running


def read_moment(text: str) -> datetime:
    """An ISO time as a moment; without an offset it is Japan's.

    >>> read_moment("2026-03-02T08:30").isoformat()
    '2026-03-02T08:30:00+09:00'
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise FaultyClock from None
    return moment if moment.tzinfo else moment.replace(tzinfo=JAPAN)


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise FaultyClock from None
