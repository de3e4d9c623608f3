"""One transaction: who acts, what time it is, and the stamp that every fact of it carries (C17).

Writers hold a lock in shared mode from stamping to commit; whoever issues a form takes it alone for a moment, to
set the horizon. So a fact is either visible to a form or stamped after it, whichever process wrote it and
whatever its clock says.
"""

import uuid
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from models.audit import Audit, AuditNote, Horizon
from models.database import Database
from models.locks import lock_ledger_alone, lock_ledger_shared
from models.outbox import OutboxMessage, OutboxState
from models.people import Person
from models.prepared import run, store_one
from models.rules.codes import Role
from models.rules.japan import JAPAN
from models.rules.policy import StationPolicy
from models.sealing import Sealer

TICK = timedelta(microseconds=1)

HORIZON = select(Horizon.at)

Clock = Callable[[], datetime]
"""Gives the present moment, aware."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and by which audited command a fact was recorded."""

    recorded_at: datetime
    audit_id: int


@dataclass
class Work:
    """One unit of work. ``actor`` is None for the system itself; ``command`` names what was asked, for the audit.

    ``keys`` open personal data; None where none is read or written. ``has_said``: something waits in the outbox now.
    """

    session: Session
    now: datetime
    command: str
    actor: Person | None = None
    keys: Sealer | None = None
    has_said: bool = field(default=False, init=False)
    _stamp: Stamp | None = field(default=None, init=False)

    @property
    def sealer(self) -> Sealer:
        """The keys; RuntimeError in a work that was given none."""
        if self.keys is None:
            raise RuntimeError("this work was given no keys")
        return self.keys

    @property
    def today(self) -> date:
        """The day in Japan (C16)."""
        return self.now.astimezone(JAPAN).date()

    def names_beats(self, beats: Collection[int]) -> bool:
        """Whether a number of one of some beats, said alone, could mean a target of another to the actor.

        So it is for whoever serves several beats, and for a role that reaches over more than the beat served.
        """
        if self.actor is None:
            return True
        return len(self.actor.beats_on(self.today).union(beats)) > 1 or bool(self.actor.roles - {Role.BEAT_OFFICER})

    def stamp(self) -> Stamp:
        """The stamp of this work's facts; the first call takes the writers' lock and opens the audit row."""
        if self._stamp is None:
            lock_ledger_shared(self.session)
            at = max(self.now, horizon(self.session) + TICK)
            audit_id = store_one(
                self.session,
                Audit,
                at=at,
                officer_id=self.actor.officer_id if self.actor else None,
                actor=self.actor.staff_no if self.actor else "system",
                command=self.command,
            )
            self._stamp = Stamp(at, audit_id)
        return self._stamp

    def note(self, what: str, **detail: Any) -> None:
        """Write a change without a fact of its own into the audit; ``detail`` holds no personal data."""
        self.session.add(AuditNote(audit_id=self.stamp().audit_id, what=what, detail=detail))

    def issue_moment(self) -> datetime:
        """The moment as known at which a form is issued: nothing recorded later will ever fall before it (C17)."""
        lock_ledger_alone(self.session)
        latest = self.session.scalar(select(func.max(Audit.at)))
        row = self.session.get_one(Horizon, 1)
        row.at = max(moment for moment in (self.now, row.at, latest) if moment is not None)
        self.session.flush()
        return row.at

    def say_once(
        self, key: str, officer_id: int, words: str, facts: dict[str, Any], awake: StationPolicy | None = None
    ) -> bool:
        """Put a message into the outbox, unless one with this key was ever put there; whether it is new.

        ``awake``: the policy in whose quiet hours it waits; None for what was asked for.
        """
        if self._is_said(key):
            return False
        message = OutboxMessage(
            key=key,
            officer_id=officer_id,
            words=words,
            facts=facts,
            token=str(uuid.uuid4()),
            state=OutboxState.WAITING,
            created_at=self.now,
            not_before=self.now,
            awake_from=awake and awake.quiet_until,
            awake_until=awake and awake.quiet_from,
        )
        try:
            with self.session.begin_nested():
                self.session.add(message)
        except IntegrityError:
            if not self._is_said(key):  # it was not another process that said it at this very moment
                raise
            return False
        self.has_said = True
        return True

    def _is_said(self, key: str) -> bool:
        return self.session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None


def horizon(session: Session) -> datetime:
    """The latest moment at which a form was issued."""
    ((moment,),) = run(session, HORIZON)
    return moment


@contextmanager
def begin(
    database: Database, clock: Clock, command: str, actor: Person | None = None, keys: Sealer | None = None
) -> Iterator[Work]:
    """A writing unit of work: committed at the end, rolled back whole on any exception."""
    with database.writing() as session:
        yield Work(session, clock(), command, actor, keys)


@contextmanager
def reading(
    database: Database, clock: Clock, command: str, actor: Person | None = None, keys: Sealer | None = None
) -> Iterator[Work]:
    """A reading unit of work over one snapshot; it can store nothing."""
    with database.reading() as session:
        yield Work(session, clock(), command, actor, keys)
