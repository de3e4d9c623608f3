"""Tell what happened to one message so far: of what it speaks, to whom, what was tried, and what is in doubt."""

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, defer

from bot.errors import Refusal
from bot.usecases.list_messages import MessageLine, line_of
from bot.work import Work
from models.notices import NoticeDecision
from models.organisation import Officer, Unit
from models.outbox import OutboxFile, OutboxMessage


@dataclass(frozen=True, slots=True)
class ToldNotice:
    """A notice in a message: whom it concerns and, when that is another one, for whom it was said instead."""

    kind: str
    period: str
    code: str
    staff_no: str
    decided_at: datetime


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a message: ``step`` is ``ready``, ``uploaded`` (seen by nobody), ``asked`` or ``shown``."""

    name: str
    step: str


@dataclass(frozen=True, slots=True)
class Explained:
    """What is known of a message. ``state`` is the outbox's own; ``posted_at`` is by Slack's clock.

    ``about`` is the unit's code of a report. ``checks``: look-ups since the last doubt that found nothing.
    """

    line: MessageLine
    state: str
    about: str
    notices: tuple[ToldNotice, ...]
    files: tuple[AttachedFile, ...]
    not_before: datetime
    not_after: datetime | None
    checks: int
    posted_at: datetime | None
    settled_at: datetime | None


def explain_message(work: Work, number: int, wall: datetime) -> Explained:
    """All about a message; ``wall`` is now on the clock that all delivering processes share. Refuses an unknown one."""
    query = (
        select(OutboxMessage, Officer.staff_no)
        .join(Officer, Officer.id == OutboxMessage.officer_id)
        .where(OutboxMessage.id == number)
        .options(defer(OutboxMessage.body))
    )
    found = work.session.execute(query).one_or_none()
    if found is None:
        raise Refusal("outbox.unknown", numbers=[number])
    row, staff_no = found
    return Explained(
        line=line_of(row, staff_no, work.now, wall),
        state=row.state.value,
        about=row.facts.get("code") or "",
        notices=_notices(work.session, number),
        files=tuple(AttachedFile(file.name, _step(file)) for file in _files(work.session, number)),
        not_before=row.not_before,
        not_after=row.not_after,
        checks=row.checks,
        posted_at=datetime.fromtimestamp(float(row.ts), UTC) if row.ts else None,
        settled_at=row.settled_at,
    )


def _notices(session: Session, message: int) -> tuple[ToldNotice, ...]:
    row = NoticeDecision
    query = (
        select(row.kind, row.period, Unit.code, Officer.staff_no, row.decided_at)
        .join(Unit, Unit.id == row.unit_id)
        .join(Officer, Officer.id == row.officer_id)
        .where(row.message_id == message)
        .order_by(row.id)
    )
    return tuple(ToldNotice(*found) for found in session.execute(query))


def _files(session: Session, message: int) -> list[OutboxFile]:
    query = select(OutboxFile).where(OutboxFile.message_id == message).order_by(OutboxFile.position)
    return list(session.scalars(query))


def _step(file: OutboxFile) -> str:
    if file.shared_at is not None:
        return "shown"
    if file.asked:
        return "asked"
    return "uploaded" if file.uploaded else "ready"
