"""What is delivered, and how patiently."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any


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


@dataclass(frozen=True, slots=True)
class Patience:
    """How long and how often. ``lease`` must be far longer than a request, ``margin`` than two clocks differ.

    A message that cannot be rendered is given up at the ``compose_attempts``-th failure; one whose renderer is killed,
    or finds the database busy, after ``most_attempts``.
    ``after_doubt`` is the wait before each of the ``doubt_checks`` look-ups that must find nothing before a message
    is sent again: by then a request that Slack still held has long been done or dropped. ``share_polls`` are the
    waits before looking again whether a file is shown; then it is asked for anew, ``share_rounds`` times in all.
    """

    lease: timedelta = timedelta(seconds=60)
    margin: timedelta = timedelta(seconds=12)
    between_posts: timedelta = timedelta(seconds=1)
    first_retry: timedelta = timedelta(seconds=2)
    longest_retry: timedelta = timedelta(minutes=5)
    compose_attempts: int = 5
    most_attempts: int = 30
    after_doubt: timedelta = timedelta(seconds=15)
    doubt_checks: int = 2
    share_polls: tuple[timedelta, ...] = tuple(timedelta(seconds=s) for s in (0.5, 1, 2, 4, 8, 8, 8))
    share_rounds: int = 4

    def retry(self, attempts: int) -> timedelta:
        """The wait after so many failures in a row: doubled each time, up to the longest."""
        return min(self.longest_retry, self.first_retry * (1 << min(attempts, 20)))
