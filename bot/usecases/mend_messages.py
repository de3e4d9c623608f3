"""Put messages back or take them back, as far as they have surely not been sent; a doubt is only looked into sooner.

Whoever delivers writes down a step before it makes it, under the row's lock and its own name: so what is still
WAITING here was not sent, and a deliverer that held it finds that it lost it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, or_, select

from bot.errors import Refusal
from bot.usecases.count_trouble import LATELY
from bot.usecases.list_messages import is_held
from bot.work import Work
from models.outbox import CANCELLED, LAPSED, OutboxFile, OutboxMessage, OutboxState

AFTER_DOUBT = timedelta(seconds=15)
"""A request that Slack may still hold is not looked for sooner: what is not there yet would be sent again."""


class Mended(StrEnum):
    """What became of a message that somebody wanted to have mended."""

    AGAIN = "again"
    SOONER = "sooner"
    CANCELLED = "cancelled"
    HELD = "held"
    SAID = "said"
    PARTLY = "partly"
    LATE = "late"
    DOUBT = "doubt"
    ENDED = "ended"


DONE = frozenset({Mended.AGAIN, Mended.SOONER, Mended.CANCELLED})
"""All else was left as it is."""


@dataclass(frozen=True, slots=True)
class Mending:
    """A message, by its number, and what became of it."""

    number: int
    became: Mended


def retry_messages(work: Work, numbers: Collection[int], wall: datetime) -> tuple[Mending, ...]:
    """Send anew what was surely not sent, and look sooner for what is in doubt. Refuses unknown numbers, all or none.

    ``wall`` is now on the clock that all delivering processes share.
    """
    return _each(work, numbers, "outbox.retried", lambda row: _retry(work, row, wall))


def cancel_messages(work: Work, numbers: Collection[int]) -> tuple[Mending, ...]:
    """Take back what was surely not sent. Refuses unknown numbers, all or none."""
    return _each(work, numbers, "outbox.cancelled", lambda row: _cancel(work, row))


def failed_messages(work: Work) -> tuple[int, ...]:
    """The messages that were given up within the last seven days for a fault, and still make sense."""
    row = OutboxMessage
    query = (
        select(row.id)
        .where(
            row.state == OutboxState.FAILED,
            row.settled_at > work.now - LATELY,
            row.ts.is_(None),
            or_(row.last_error.is_(None), row.last_error.not_in((LAPSED, CANCELLED))),
            or_(row.not_after.is_(None), row.not_after > work.now),
        )
        .order_by(row.id)
    )
    return tuple(work.session.scalars(query))


def _each(
    work: Work, numbers: Collection[int], what: str, act: Callable[[OutboxMessage], Mended]
) -> tuple[Mending, ...]:
    """Do it to each, in one order for all who do so at once; the audit names those that it changed."""
    rows = _locked(work, sorted(set(numbers)))
    done = tuple(Mending(row.id, act(row)) for row in rows)
    changed = [one.number for one in done if one.became in DONE]
    if changed:
        work.note(what, messages=changed)
    return done


def _locked(work: Work, numbers: Sequence[int]) -> list[OutboxMessage]:
    rows = [work.session.get(OutboxMessage, number, with_for_update=True) for number in numbers]
    unknown = [number for number, row in zip(numbers, rows, strict=True) if row is None]
    if unknown:
        raise Refusal("outbox.unknown", numbers=unknown)
    return [row for row in rows if row is not None]


def _retry(work: Work, row: OutboxMessage, wall: datetime) -> Mended:
    if row.state is OutboxState.SENT:
        return Mended.SAID
    if row.state is OutboxState.FAILED:
        return _put_back(work, row)
    if is_held(row, wall):
        return Mended.HELD
    if row.not_after is not None and row.not_after <= work.now and row.state is OutboxState.WAITING:
        return Mended.LATE
    row.leased_by, row.attempts = None, 0
    if row.state is OutboxState.WAITING:
        row.lease_until = None
        return Mended.AGAIN
    row.lease_until = min(row.lease_until or wall, wall + AFTER_DOUBT)
    if row.state is OutboxState.SENDING:
        row.checks = 0
    return Mended.SOONER


def _put_back(work: Work, row: OutboxMessage) -> Mended:
    """A message given up waits anew, and is made anew: its old files were uploaded at most, and seen by nobody."""
    if row.ts is not None:
        return Mended.PARTLY
    if row.not_after is not None and row.not_after <= work.now:
        return Mended.LATE
    work.session.execute(delete(OutboxFile).where(OutboxFile.message_id == row.id))
    row.state, row.settled_at, row.body = OutboxState.WAITING, None, None
    row.leased_by = row.lease_until = None
    row.attempts = row.checks = 0
    return Mended.AGAIN


def _cancel(work: Work, row: OutboxMessage) -> Mended:
    if row.state is OutboxState.SENT:
        return Mended.SAID
    if row.state is OutboxState.FAILED:
        return Mended.ENDED
    if row.state is not OutboxState.WAITING:
        return Mended.DOUBT
    row.state, row.settled_at, row.last_error = OutboxState.FAILED, work.now, CANCELLED
    row.leased_by = row.lease_until = row.body = None
    work.session.execute(delete(OutboxFile).where(OutboxFile.message_id == row.id))
    return Mended.CANCELLED
