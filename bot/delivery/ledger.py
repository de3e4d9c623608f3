"""The outbox's rows on their way: taken by one deliverer at a time, every step written down before the next.

A lease is taken and held on the wall clock, never on the bot's own, which a rehearsal starts anew in each process.
Processes on several machines need clocks that agree to within ``Patience.margin``.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from bot.delivery.letters import Clock, Composed, Letter, Patience
from models.database import Database
from models.organisation import Officer
from models.outbox import LAPSED, OutboxFile, OutboxMessage, OutboxState
from models.rules.calendar import is_quiet, quiet_ends
from models.rules.policy import StationPolicy

PASSED_OVER = 100
"""At most so many rows are put off at once; the next claim goes on."""

SOON = 3
"""So many failures, and what was begun waits like the rest."""

OPEN = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.POSTED)


class LeaseLost(Exception):
    """Somebody else has taken the message over; nothing more may be done with it here."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A message as taken: where it stood at the last step, and until when it is ours (wall clock)."""

    letter: Letter
    slack_user: str | None
    token: str
    state: OutboxState
    body: dict[str, Any] | None
    channel: str | None
    after_ts: str | None
    attempts: int
    checks: int
    leased_by: str
    lease_until: datetime
    not_after: datetime | None


class Ledger:
    """Takes messages and writes down what became of them. ``clock`` is the bot's, ``wall`` the one all share."""

    def __init__(self, database: Database, clock: Clock, wall: Clock, patience: Patience) -> None:
        self._database = database
        self.clock = clock
        self.wall = wall
        self._patience = patience

    def claim(self) -> Claim | None:
        """Take the message that failed least and has waited longest, or None; what was asked for before the unasked.

        A taker that died counts as a failed attempt: so what killed it does not come first again. But what may stand
        already, or half, comes before anything new, unless it has failed again and again.
        """
        with self._database.reading() as session:
            if session.scalar(self._due()) is None:
                return None
        with self._database.writing() as session:
            row = self._next(session)
            if row is None:
                return None
            row.attempts += row.leased_by is not None
            row.leased_by = uuid.uuid4().hex
            return self._kept(session, row)

    def _next(self, session: Session) -> OutboxMessage | None:
        """The first row that may go out now, if any.

        What came into the quiet hours is moved to the morning; what has lost its sense is given up, as long as it has
        surely not been sent.
        """
        for _ in range(PASSED_OVER):
            row = session.scalar(self._due().with_for_update(skip_locked=True, of=OutboxMessage))
            if row is None or row.state is OutboxState.POSTED:
                return row
            morning = wakes(row, self.clock())
            if row.state is OutboxState.WAITING and row.not_after is not None and row.not_after <= self.clock():
                self._close(session, row, OutboxState.FAILED, LAPSED)
            elif morning is not None:
                row.not_before = morning
            else:
                return row
            session.flush()
        return None

    def _due(self) -> Select[OutboxMessage]:
        begun = and_(OutboxMessage.state != OutboxState.WAITING, OutboxMessage.attempts < SOON)
        left = OutboxMessage.leased_by.is_(None)
        unasked = OutboxMessage.awake_from.is_not(None)
        free = or_(OutboxMessage.lease_until.is_(None), OutboxMessage.lease_until <= self.wall())
        return (
            select(OutboxMessage)
            .where(OutboxMessage.state.in_(OPEN), OutboxMessage.not_before <= self.clock(), free)
            .order_by(
                begun.desc(),
                left.desc(),
                OutboxMessage.attempts,
                unasked,
                OutboxMessage.not_before,
                OutboxMessage.id,
            )
            .limit(1)
        )

    def hold(self, claim: Claim, seconds: float) -> Claim:
        """Make sure that the lease outlasts a request of so many seconds, and the margin; LeaseLost if it cannot."""
        if claim.lease_until - self.wall() > timedelta(seconds=seconds) + self._patience.margin:
            return claim
        return self.record(claim)

    def record(self, claim: Claim, **changes: Any) -> Claim:
        """Write a step down and lengthen the lease; LeaseLost if the message is no longer ours."""
        with self._database.writing() as session:
            row = held(session, claim)
            for column, value in changes.items():
                setattr(row, column, value)
            return self._kept(session, row)

    def composed(self, claim: Claim, composed: Composed) -> Claim:
        """Keep the rendered message and its files, so that every attempt says and shows the same."""
        with self._database.writing() as session:
            row = held(session, claim)
            row.body = {"text": composed.text, "blocks": composed.blocks}
            row.attempts = 0
            session.add_all(
                OutboxFile(
                    message_id=row.id,
                    position=position,
                    name=file.name,
                    title=file.title,
                    alt_text=file.alt_text,
                    content=file.content,
                )
                for position, file in enumerate(composed.files)
            )
            return self._kept(session, row)

    def sending(self, claim: Claim) -> Claim:
        """Write down that a request to post is about to be made: from here on there is doubt until an answer."""
        with self._database.writing() as session:
            row = held(session, claim)
            if row.after_ts is None:
                row.after_ts = session.scalar(
                    select(func.max(OutboxMessage.ts)).where(
                        OutboxMessage.officer_id == row.officer_id, OutboxMessage.channel == row.channel
                    )
                )
            row.state = OutboxState.SENDING
            row.checks = 0
            return self._kept(session, row)

    def postpone(self, claim: Claim, wait: timedelta, code: str | None = None) -> None:
        """Let go of the message until ``wait`` has passed; ``code`` says what failed, if anything did."""
        with self._database.writing() as session:
            row = held(session, claim)
            row.attempts += code is not None
            row.last_error = code or row.last_error
            row.leased_by = None
            row.lease_until = self.wall() + wait

    def settle(self, claim: Claim, state: OutboxState, code: str | None = None) -> None:
        """Done with it, one way or the other: the rendered words and bytes are thrown away."""
        with self._database.writing() as session:
            self._close(session, held(session, claim), state, code)

    def _close(self, session: Session, row: OutboxMessage, state: OutboxState, code: str | None) -> None:
        row.state = state
        row.settled_at = self.clock()
        row.last_error = code
        row.leased_by = row.lease_until = row.body = None
        for file in session.scalars(files_of(row.id)):
            file.content = None

    def files(self, claim: Claim) -> list[OutboxFile]:
        """The files of a message in order, without their bytes, detached."""
        with self._database.reading() as session:
            files = list(session.scalars(files_of(claim.letter.id)))
            session.expunge_all()
            return files

    def content(self, claim: Claim, position: int) -> bytes:
        """A file's bytes, as rendered."""
        with self._database.reading() as session:
            chosen = (OutboxFile.message_id == claim.letter.id, OutboxFile.position == position)
            return session.scalars(select(OutboxFile.content).where(*chosen)).one() or b""

    def record_files(self, claim: Claim, positions: set[int], **changes: Any) -> Claim:
        """Write a step of some files down and lengthen the lease; LeaseLost if the message is no longer ours."""
        with self._database.writing() as session:
            row = held(session, claim)
            for file in session.scalars(files_of(claim.letter.id).where(OutboxFile.position.in_(positions))):
                for column, value in changes.items():
                    setattr(file, column, value)
            return self._kept(session, row)

    def _kept(self, session: Session, row: OutboxMessage) -> Claim:
        row.lease_until = self.wall() + self._patience.lease
        session.flush()
        return Claim(
            letter=Letter(row.id, row.key, row.officer_id, row.words, row.facts),
            slack_user=session.scalars(select(Officer.slack_user_id).where(Officer.id == row.officer_id)).one(),
            token=row.token,
            state=row.state,
            body=row.body,
            channel=row.channel,
            after_ts=row.after_ts,
            attempts=row.attempts,
            checks=row.checks,
            leased_by=row.leased_by or "",
            lease_until=row.lease_until,
            not_after=row.not_after,
        )


def wakes(row: OutboxMessage, now: datetime) -> datetime | None:
    """When a message may go out that must wait for the morning; None for one that need not."""
    if row.awake_from is None or row.awake_until is None:
        return None
    hours = StationPolicy(quiet_until=row.awake_from, quiet_from=row.awake_until)
    return quiet_ends(hours, now) if is_quiet(hours, now) else None


def held(session: Session, claim: Claim) -> OutboxMessage:
    """The claim's row, locked; LeaseLost if somebody else has it. An expired lease that nobody took is still ours."""
    row = session.get_one(OutboxMessage, claim.letter.id, with_for_update=True)
    if row.leased_by != claim.leased_by:
        raise LeaseLost
    return row


def files_of(message: int) -> Select[OutboxFile]:
    """The files of a message in the order of showing."""
    return select(OutboxFile).where(OutboxFile.message_id == message).order_by(OutboxFile.position)
