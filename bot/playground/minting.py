"""Names and moments: ids, message stamps, hashes, and the clock of everything that expires."""

import itertools
import secrets
import time


class Mint:
    """Makes names in Slack's manner; none twice."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._last_ts = 0

    def id(self, letter: str) -> str:
        """An id that begins with a letter: D a conversation, F a file, V a view, Ev an event."""
        return f"{letter}0{next(self._numbers):08d}{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}"

    def ts(self) -> str:
        """A message's name and moment in one: later than every one before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def short(self) -> str:
        """A name for a block or an element that came without one."""
        return f"{next(self._numbers):x}{secrets.token_urlsafe(3)}"

    def hash(self) -> str:
        """A view's version."""
        return f"{time.time_ns() // 1_000_000_000}.{next(self._numbers):04d}{secrets.token_hex(3)}"


class Clock:
    """Seconds that only go forward. Told to, it skips some, so that nobody need wait for what expires."""

    def __init__(self) -> None:
        self._skipped = 0.0

    def now(self) -> float:
        """Seconds since some moment."""
        return time.monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        """Let time pass at once. Stamps of messages and signatures stay those of the real clock."""
        self._skipped += seconds
