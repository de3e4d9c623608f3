"""Take back everything of one's last submission."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import ColumnElement, exists, or_, select

from bot.errors import Refusal
from bot.usecases.call_targets import Called, call_targets
from bot.usecases.orphans import Orphan, orphans
from bot.usecases.show_today import NamedEntry, named
from bot.usecases.tell_effects import Effects, effects_on_forms, summed
from bot.usecases.void_fact import void_fact
from bot.usecases.voidable import refuse_unless_voidable
from bot.work import Work
from models.audit import Audit
from models.entries import TABLES, FactKind, of_submission
from models.histories import load_histories
from models.known import known
from models.registry import Visit, Void
from models.rules.codes import Outcome
from models.rules.conduct import VoidReason
from models.units import lock_beats

VISIT_COMMANDS = ("visit", "visit.form", "card.by_interview")
"""What visits are recorded by in chat."""

RECORDS = tuple(TABLES.values())
"""Where a submission leaves what was recorded."""


@dataclass(frozen=True, slots=True)
class UndoneVisit:
    """One visit that was taken back."""

    beat_code: str
    number: str
    on: date
    at: time | None
    outcome: Outcome
    several: bool = False

    @property
    def called(self) -> str:
        """``12``, or ``EX-P1-1/12`` where the number alone could mean a target of another beat."""
        return f"{self.beat_code}/{self.number}" if self.several else self.number


@dataclass(frozen=True, slots=True)
class Undone:
    """What was taken back, when it had been recorded, and what that changed; ``others``: what are no visits."""

    recorded_at: datetime
    effects: Effects
    visits: tuple[UndoneVisit, ...]
    others: tuple[NamedEntry, ...] = ()


def undo_last(work: Work) -> Undone:
    """Void everything of the actor's last submission, whatever it recorded (C17).

    Refused when there is none or it was already taken back: undoing twice must not eat the one before. Refused whole,
    naming them, when facts recorded since stand on it, or when one may not record any more in some of its beats.
    """
    last = submission_of(work, _recorded_any(), Audit.command.not_like("import %"))
    if last.command in VISIT_COMMANDS:
        return _undo_visits(work, last)
    entries = sorted(of_submission(work.session, last.id), key=lambda one: one.kind is FactKind.TARGET)
    standing = [one for one in entries if not one.voided]
    if not standing:
        raise Refusal("undo.already", recorded_at=last.at)
    refuse_unless_voidable(work, standing)
    effects = [void_fact(work, one.name, VoidReason.UNDO).effects for one in standing]
    return Undone(last.at, summed(one for one in effects if one is not None), (), tuple(named(work, standing)))


def undo_submission(work: Work, audit_id: int) -> Undone:
    """Void every visit of one of the actor's submissions, by the number of its audit row. Refuses as ``undo_last``."""
    visited = exists().where(Visit.audit_id == Audit.id)
    return _undo_visits(work, submission_of(work, visited, Audit.command.in_(VISIT_COMMANDS), Audit.id == audit_id))


def _undo_visits(work: Work, last: Audit) -> Undone:
    lock_beats(work.session, work.session.scalars(select(Visit.home_beat_id).where(Visit.audit_id == last.id)))
    visits = work.session.scalars(
        select(Visit).where(Visit.audit_id == last.id, known(Visit, None)).order_by(Visit.id)
    ).all()
    if not visits:
        raise Refusal("undo.already", recorded_at=last.at)
    refuse_unless_voidable(work, [one for one in of_submission(work.session, last.id) if not one.voided])
    targets = {visit.target_id for visit in visits}
    before, known_orphans = load_histories(work.session, targets), orphans(work, targets)
    stamp = work.stamp()
    work.session.add_all(
        Void(visit_id=visit.id, reason=VoidReason.UNDO, voided_at=stamp.recorded_at, audit_id=stamp.audit_id)
        for visit in visits
    )
    work.session.flush()
    after = load_histories(work.session, targets)
    refuse_orphans(work, orphans(work, targets) - known_orphans)
    years = sorted({visit.visited_on.year for visit in visits})
    effects = [effects_on_forms(work, before.values(), after.values(), year).of_visit() for year in years]
    names = call_targets(work, [(visit.target_id, visit.visited_on) for visit in visits])
    several = work.names_beats({name.beat_id for name in names.values()})
    undone = tuple(_undone(visit, names[visit.target_id, visit.visited_on], several) for visit in visits)
    return Undone(last.at, summed(effects), undone)


def _undone(visit: Visit, name: Called, several: bool) -> UndoneVisit:  # noqa: FBT001
    return UndoneVisit(
        name.beat_code, name.number, visit.visited_on, visit.visited_time, visit.outcome, several=several
    )


def submission_of(work: Work, *which: ColumnElement[bool]) -> Audit:
    """The audit row of the actor's last submission of some kind. Refuses when there is none.

    The last is the one stored last: the clock may have been set back since.
    """
    if work.actor is None:
        raise Refusal("access.stranger")
    query = select(Audit).where(Audit.officer_id == work.actor.officer_id, *which).order_by(Audit.id.desc()).limit(1)
    last = work.session.scalar(query)
    if last is None:
        raise Refusal("undo.nothing")
    return last


def _recorded_any() -> ColumnElement[bool]:
    return or_(*(exists().where(table.audit_id == Audit.id) for table in RECORDS))


def refuse_orphans(work: Work, left: set[Orphan]) -> None:
    """Refuse when something that stood on what is voided would contradict the rest without it."""
    if left:
        found = sorted(left, key=lambda one: (one.on, one.target_id, one.code))
        names = call_targets(work, [(one.target_id, one.on) for one in found])
        raise Refusal(
            "undo.others_stand_on_it",
            orphans=[
                {"beat": name.beat_code, "number": name.number, **one._asdict()}
                for one in found
                for name in [names[one.target_id, one.on]]
            ],
        )
