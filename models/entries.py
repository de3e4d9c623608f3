"""Facts as entries in a book: what was recorded, by whom, when, and whether it still stands.

The one place that knows all kinds of facts alike; what each means is told by the tables and the rules.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, literal, null, select
from sqlalchemy.orm import Session

from models.audit import Audit
from models.base import row_id
from models.conduct import CardEvent, ConductVoid, RequestClosing
from models.known import Entered, voided_by
from models.registry import BeatSheets, RegisterFigure, Target, TargetChange, Visit, Void
from models.rules.conduct import CardPart, VoidReason


class FactKind(StrEnum):
    """A table of facts, as its entries are named outside: ``visit:12``."""

    VISIT = "visit"
    CHANGE = "change"
    TARGET = "target"
    SHEETS = "sheets"
    REGISTER = "register"
    CARD = "card"
    CLOSING = "closing"


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact, or what is recorded beside them: a step of a card, the answer to a request.

    ``what`` is the code of its outcome, change, category, sheets or step; ``count`` sheets, households, or the bits of
    the parts that a card's revision changed.

    ``beat_id`` is the beat that the target entered in, or that the entry is about. ``on`` None: an opening row.
    """

    kind: FactKind
    id: int
    target_id: int | None
    beat_id: int
    on: date | None
    what: str
    count: int | None
    recorded_at: datetime
    audit_id: int
    officer_id: int | None
    voided: bool

    @property
    def name(self) -> str:
        """``visit:12``: opaque outside, and looked up again by ``entry_named``."""
        return f"{self.kind}:{self.id}"

    @property
    def parts(self) -> tuple[CardPart, ...]:
        """Which data a revision of a card changed (第5-6)."""
        return tuple(CardPart(self.count or 0)) if self.kind is FactKind.CARD else ()


TABLES: dict[FactKind, Entered] = {
    FactKind.VISIT: Visit,
    FactKind.CHANGE: TargetChange,
    FactKind.TARGET: Target,
    FactKind.SHEETS: BeatSheets,
    FactKind.REGISTER: RegisterFigure,
    FactKind.CARD: CardEvent,
    FactKind.CLOSING: RequestClosing,
}

_COLUMNS: dict[FactKind, tuple[Any, ...]] = {
    FactKind.VISIT: (Visit.target_id, Visit.home_beat_id, Visit.visited_on, Visit.outcome, null()),
    FactKind.CHANGE: (
        TargetChange.target_id,
        TargetChange.home_beat_id,
        TargetChange.happened_on,
        TargetChange.kind,
        TargetChange.sheets,
    ),
    FactKind.TARGET: (Target.id, Target.beat_id, Target.entered_on, Target.category, null()),
    FactKind.SHEETS: (null(), BeatSheets.beat_id, BeatSheets.used_on, BeatSheets.kind, BeatSheets.sheets),
    FactKind.REGISTER: (
        null(),
        RegisterFigure.beat_id,
        RegisterFigure.as_of,
        literal("register"),
        RegisterFigure.households,
    ),
    FactKind.CARD: (
        CardEvent.target_id,
        select(Target.beat_id).where(Target.id == CardEvent.target_id).scalar_subquery(),
        CardEvent.happened_on,
        CardEvent.step,
        CardEvent.parts,
    ),
    FactKind.CLOSING: (
        select(Visit.target_id).where(Visit.id == RequestClosing.visit_id).scalar_subquery(),
        select(Visit.home_beat_id).where(Visit.id == RequestClosing.visit_id).scalar_subquery(),
        RequestClosing.closed_on,
        RequestClosing.outcome,
        null(),
    ),
}


def entry_named(session: Session, name: str) -> Entry | None:
    """The entry that a name stands for; None for one that was never sent out so."""
    kind, _, number = name.partition(":")
    row = row_id(number)
    if kind not in set(FactKind) or row is None:
        return None
    table = TABLES[FactKind(kind)]
    return next(_entries(session, FactKind(kind), lambda: table.id == row), None)


def recorded_by(session: Session, officer_id: int, since: datetime, until: datetime) -> list[Entry]:
    """What an officer recorded from one moment until before another, the latest first; voided entries too."""
    found = [
        entry
        for kind in FactKind
        for entry in _entries(
            session, kind, lambda: (Audit.officer_id == officer_id) & (Audit.at >= since) & (Audit.at < until)
        )
    ]
    return sorted(found, key=lambda one: (one.recorded_at, one.audit_id, one.kind, one.id), reverse=True)


def of_target(session: Session, target_id: int) -> list[Entry]:
    """All entries of a target but the answers to its requests, by the day of which they tell."""
    found = [
        *_entries(session, FactKind.TARGET, lambda: Target.id == target_id),
        *_entries(session, FactKind.CHANGE, lambda: TargetChange.target_id == target_id),
        *_entries(session, FactKind.VISIT, lambda: Visit.target_id == target_id),
        *_entries(session, FactKind.CARD, lambda: CardEvent.target_id == target_id),
    ]
    return sorted(found, key=lambda one: (one.on or date.min, one.recorded_at, one.id))


def of_submission(session: Session, audit_id: int) -> list[Entry]:
    """Everything that one command recorded, voided entries too."""
    return [one for kind in FactKind for one in _entries(session, kind, lambda: Audit.id == audit_id)]


def _entries(session: Session, kind: FactKind, where: Callable[[], ColumnElement[bool]]) -> Iterator[Entry]:
    table = TABLES[kind]
    query = (
        select(
            table.id,
            *_COLUMNS[kind],
            table.recorded_at,
            table.audit_id,
            Audit.officer_id,
            exists().where(voided_by(table) == table.id).label("voided"),
        )
        .join(Audit, Audit.id == table.audit_id)
        .where(where())
    )
    for row, target, beat, on, what, count, *rest in session.execute(query):
        yield Entry(kind, row, target, beat, on, str(what), count, *rest)


def void_of(entry: Entry, reason: VoidReason, voided_at: datetime, audit_id: int) -> Void | ConductVoid:
    """The row that voids an entry (C17)."""
    column = voided_by(TABLES[entry.kind])
    table = ConductVoid if column.class_ is ConductVoid else Void
    return table(reason=reason, voided_at=voided_at, audit_id=audit_id, **{column.key: entry.id})
