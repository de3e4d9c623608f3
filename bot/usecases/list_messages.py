"""List the messages that the bot says by itself or was asked for: where each stands, and when it goes on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import defer

from bot.work import Work
from models.notices import NoticeDecision
from models.organisation import Officer
from models.outbox import OutboxMessage, OutboxState
from models.rules.notices import Notice

STAGES = {
    "waiting": (OutboxState.WAITING,),
    "doubt": (OutboxState.SENDING, OutboxState.POSTED),
    "sent": (OutboxState.SENT,),
    "failed": (OutboxState.FAILED,),
}
"""Where a message stands, for whoever looks: ``doubt`` is all that may already be read by somebody."""

NOT_SENT = ("waiting", "doubt", "failed")
NOTICES = "notices"
KINDS = ("report", "audit", NOTICES, *(kind.value for kind in Notice))
"""What a message is about: a report that was asked for, an unusual look, any notice, or notices of one kind."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which messages; ``older_than`` since they were put into the outbox. ``page`` counts from 1."""

    stages: tuple[str, ...] = NOT_SENT
    kind: str | None = None
    older_than: timedelta = timedelta(0)
    page: int = 1
    limit: int = 50


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message. ``next_at`` is on the bot's clock; None when it is done, or in somebody's hands (``held``)."""

    id: int
    stage: str
    kinds: tuple[str, ...]
    staff_no: str
    created_at: datetime
    age: timedelta
    attempts: int
    error: str | None
    held: bool
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessagePage:
    """The newest first; ``total`` counts all that were wanted."""

    lines: tuple[MessageLine, ...]
    total: int
    page: int
    pages: int


def list_messages(work: Work, wanted: Wanted, wall: datetime) -> MessagePage:
    """A page of messages; ``wall`` is now on the clock that all delivering processes share."""
    chosen = [*_chosen(work, wanted)]
    total = work.session.scalars(select(func.count()).select_from(OutboxMessage).where(*chosen)).one()
    query = (
        select(OutboxMessage, Officer.staff_no)
        .join(Officer, Officer.id == OutboxMessage.officer_id)
        .where(*chosen)
        .options(defer(OutboxMessage.body))
        .order_by(OutboxMessage.id.desc())
        .limit(wanted.limit)
        .offset((wanted.page - 1) * wanted.limit)
    )
    lines = tuple(line_of(row, staff_no, work.now, wall) for row, staff_no in work.session.execute(query))
    return MessagePage(lines, total, wanted.page, max(1, -(-total // wanted.limit)))


def line_of(row: OutboxMessage, staff_no: str, now: datetime, wall: datetime) -> MessageLine:
    """A message as it stands; ``now`` is on the bot's clock."""
    return MessageLine(
        id=row.id,
        stage=stage_of(row.state),
        kinds=kinds_of(row.words, row.facts),
        staff_no=staff_no,
        created_at=row.created_at,
        age=now - row.created_at,
        attempts=row.attempts,
        error=row.last_error,
        held=is_held(row, wall),
        next_at=next_at(row, now, wall),
    )


def stage_of(state: OutboxState) -> str:
    """Where a message stands, for whoever looks."""
    return next(stage for stage, states in STAGES.items() if state in states)


def kinds_of(words: str, facts: dict[str, Any]) -> tuple[str, ...]:
    """What a message is about: the kinds of its notices, each once, or what was asked for."""
    return tuple(dict.fromkeys(one["kind"] for one in facts.get("notices", ()))) or (words.partition(".")[0],)


def is_held(row: OutboxMessage, wall: datetime) -> bool:
    """Whether a process has the message in its hands just now."""
    return row.leased_by is not None and row.lease_until is not None and row.lease_until > wall


def next_at(row: OutboxMessage, now: datetime, wall: datetime) -> datetime | None:
    """When an open message that nobody holds is taken up, if it is not night then."""
    if row.state in (OutboxState.SENT, OutboxState.FAILED) or is_held(row, wall):
        return None
    rest = row.lease_until - wall if row.lease_until else timedelta(0)
    return max(row.not_before, now + max(rest, timedelta(0)))


def _chosen(work: Work, wanted: Wanted) -> Iterable[ColumnElement[bool]]:
    yield OutboxMessage.state.in_(_states(wanted.stages))
    if wanted.older_than:
        yield OutboxMessage.created_at <= work.now - wanted.older_than
    if wanted.kind in tuple(Notice):
        said = (NoticeDecision.message_id == OutboxMessage.id, NoticeDecision.kind == Notice(wanted.kind))
        yield exists().where(*said)
    elif wanted.kind is not None:
        yield OutboxMessage.words.startswith(f"{wanted.kind}.")


def _states(stages: Sequence[str]) -> list[OutboxState]:
    return [state for stage in stages for state in STAGES[stage]]
