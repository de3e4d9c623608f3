"""What is delivered, and how patiently."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What a message is about, for whoever renders it: the use-case's words and facts, and the one who reads it."""

    id: int
    key: str
    officer_id: int
    words: str
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A rendered file. ``alt_text`` says in words what the picture shows (at most 1,000 characters)."""

    name: str
    title: str
    alt_text: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Composed:
    """A message as it will be read: ``text`` for notifications, ``blocks``, and files in the order of showing."""

    text: str
    blocks: list[dict[str, Any]]
    files: tuple[Attachment, ...] = field(default=())


Compose = Callable[[Letter], Composed]
"""Renders a letter; called outside any transaction, and not again once its result is stored.

A ``Refusal`` gives the message up with the refusal's code (the reader is gone, say); any other exception is tried
again a few times.
"""


class Patiently(Exception):
    """Nothing failed; look again after ``wait``."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Rate:
    """One request ``every`` so often; after a rest ``burst`` of them at once."""

    every: timedelta
    burst: int = 1

    @property
    def at_once(self) -> timedelta:
        """By how much the last of a burst comes before its time."""
        return self.every * (self.burst - 1)


def a_minute(limit: int, burst: int) -> Rate:
    """So many in whichever minute, a ``burst`` at its beginning included.

    >>> a_minute(100, 4).every
    datetime.timedelta(microseconds=625000)
    """
    return Rate(timedelta(minutes=1) / (limit - burst), burst)


POST, OPEN, HISTORY = "chat.postMessage", "conversations.open", "conversations.history"
UPLOAD, COMPLETE, INFO = "files.getUploadURLExternal", "files.completeUploadExternal", "files.info"
CHANNEL = "channel"
"""The methods whose pace is kept, and that of messages into one conversation."""

POSTS_A_MINUTE = 100
"""Slack names "several hundred" for a workspace; a good part is left to what else the bot and others say."""


def slack_rates(posts: int = POSTS_A_MINUTE, speed: float = 1) -> Mapping[str, Rate]:
    """What Slack allows one app in one workspace: posts as set, the others by their tiers (50 and 100 a minute).

    ``speed``: so many times that, for a workspace that is only played.
    """
    second = Rate(timedelta(seconds=1))
    tier3, tier4 = a_minute(50, 3), a_minute(100, 6)
    post = a_minute(posts, max(1, posts // 20))
    rates = {POST: post, CHANNEL: second, OPEN: tier3, HISTORY: tier3, UPLOAD: tier4, COMPLETE: tier4, INFO: tier4}
    return {name: Rate(rate.every / speed, rate.burst) for name, rate in rates.items()}


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often. ``lease`` must be far longer than a request, ``margin`` than two clocks differ.

    A message that cannot be rendered is given up at the ``compose_attempts``-th failure; one whose renderer is killed,
    or finds the database busy, after ``most_attempts``.
    ``after_doubt`` is the wait before each of the ``doubt_checks`` look-ups that must find nothing before a message
    is sent again: by then a request that Slack still held has long been done or dropped. ``share_polls`` are the
    waits before looking again whether a file is shown; then it is asked for anew, ``share_rounds`` times in all: the
    first is long enough that one look is enough as a rule, for looks are limited too.
    """

    lease: timedelta = timedelta(seconds=60)
    margin: timedelta = timedelta(seconds=12)
    rates: Mapping[str, Rate] = field(default_factory=slack_rates)
    first_retry: timedelta = timedelta(seconds=2)
    longest_retry: timedelta = timedelta(minutes=5)
    compose_attempts: int = 5
    most_attempts: int = 30
    after_doubt: timedelta = timedelta(seconds=15)
    doubt_checks: int = 2
    share_polls: tuple[timedelta, ...] = tuple(timedelta(seconds=s) for s in (2, 2, 4, 8, 8, 8))
    share_rounds: int = 4

    def retry(self, attempts: int) -> timedelta:
        """The wait after so many failures in a row: doubled each time, up to the longest."""
        return min(self.longest_retry, self.first_retry * (1 << min(attempts, 20)))
