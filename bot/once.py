"""What was taken once is not taken again: Slack's retries, double clicks, and replayed requests.

Each is remembered by a digest, for all processes: with its effect, in one transaction, or by itself where there is
none. Slack's signature on a request is good for five minutes, so all is remembered longer, by the system's clock.
"""

import hashlib
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.audit import SeenRequest
from models.database import Database
from models.prepared import store_rows

REMEMBERED = timedelta(minutes=10)
SWEEP_EVERY = 200
"""After so many the old ones are forgotten."""


class AlreadyTaken(Exception):
    """The same came a second time."""


class Once:
    """The memory of one process's requests, in the database of all."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._taken = 0

    def take(self, session: Session, marks: Collection[str]) -> None:
        """Remember all marks in the transaction of what they stand for. Raises AlreadyTaken if one was known."""
        self._taken += 1
        now = datetime.now(UTC)
        if self._taken % SWEEP_EVERY == 0:
            session.execute(delete(SeenRequest).where(SeenRequest.seen_at < now - REMEMBERED))
        try:
            store_rows(session, SeenRequest, [{"digest": each, "seen_at": now} for each in digests(marks)])
        except IntegrityError:
            raise AlreadyTaken from None

    def note(self, marks: Collection[str]) -> None:
        """Remember them by themselves. Raises AlreadyTaken if one was known, DatabaseFault.

        Nobody waits for the disk: it lasts with whatever is stored next.
        """
        if marks:
            with self.database.noting() as session:
                self.take(session, marks)


def digests(marks: Iterable[str]) -> list[str]:
    """In one order, so that two who remember the same never wait for each other."""
    return sorted(hashlib.sha256(mark.encode()).hexdigest() for mark in marks)
