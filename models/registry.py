"""The facts of targets: entering, visits, other changes, and voids. Append-only, held so by the database (C17).

A visit or change repeats the beat that its target entered in (``home_beat_id``): that never changes, so it can be
trusted, and it lets one beat's facts be read in one range of an index. Which beat a fact counts for is another
question, answered by the rules.
"""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of
from models.rules.codes import CardState, Category, ChangeKind, Outcome, SheetKind, TargetKind


class Target(Base):
    """A household, business or public office enters the registry of a beat (C1, C6, C10).

    ``entered_on`` None: an opening row, in the registry before everything else. ``criteria`` are bits of
    ``Criterion``. ``last_interview_on`` feeds due dates only, never the form.
    """

    __tablename__ = "targets"
    __table_args__ = (
        UniqueConstraint("id", "beat_id"),
        Index("ix_targets_cohort", "beat_id", "kind", "category", "card", "entered_on", "carded_on"),
        CheckConstraint("card = 'full' OR carded_on IS NULL", name="carded_on_of_card"),
        CheckConstraint("criteria BETWEEN 0 AND 262143", name="criteria_known"),
        CheckConstraint(
            "CASE WHEN kind = 'household' THEN criteria < 1024 ELSE criteria % 1024 = 0 END", name="criteria_of_kind"
        ),
        CheckConstraint("category = 'priority' OR criteria = 0", name="criteria_of_priority"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    dwelling_id: Mapped[int] = mapped_column(ForeignKey("dwellings.id"), index=True)
    kind: Mapped[TargetKind] = mapped_column(code_of(TargetKind))
    category: Mapped[Category] = mapped_column(code_of(Category))
    criteria: Mapped[int]
    card: Mapped[CardState] = mapped_column(code_of(CardState))
    entered_on: Mapped[date | None]
    carded_on: Mapped[date | None]
    last_interview_on: Mapped[date | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class TargetDwelling(Base):
    """A corrected address: from now on the target is in another dwelling than the one it was entered with.

    The one recorded last holds. Append-only; no count depends on it.
    """

    __tablename__ = "target_dwellings"

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id"), index=True)
    dwelling_id: Mapped[int] = mapped_column(ForeignKey("dwellings.id"), index=True)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class TargetNumber(Base):
    """The number by which a target is called in a beat; never given to another target of that beat.

    A target that moves to another beat keeps its number there, and the old pair stays reserved.
    """

    __tablename__ = "target_numbers"

    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"), primary_key=True)
    number: Mapped[str] = mapped_column(String(16), primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id"), index=True)


POSTED = ["target_id", "outcome", "new_card", "cr_cards", "patrol_cards", "id"]
"""What a form asks of a visit: it stands in the index, for the visits of one beat lie all over the table."""


class Visit(Base):
    """Somebody of the police stood at a target's door. Day and time are Japan's wall clock (C3, C4, C16).

    ``visited_time`` None: the time of day was not said.
    """

    __tablename__ = "visits"
    __table_args__ = (
        ForeignKeyConstraint(["target_id", "home_beat_id"], ["targets.id", "targets.beat_id"]),
        Index("ix_visits_beat", "home_beat_id", "visited_on", postgresql_include=POSTED),
        Index(
            "ix_visits_card",
            "home_beat_id",
            "visited_on",
            postgresql_include=["target_id", "id"],
            postgresql_where=text("new_card"),
            sqlite_where=text("new_card = 1"),
        ),
        Index("ix_visits_target", "target_id", "visited_on"),
        CheckConstraint("outcome = 'interview' OR NOT new_card", name="card_needs_interview"),
        CheckConstraint("cr_cards >= 0 AND patrol_cards >= 0", name="sheets_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int]
    home_beat_id: Mapped[int]
    visited_on: Mapped[date]
    visited_time: Mapped[time | None]
    outcome: Mapped[Outcome] = mapped_column(code_of(Outcome))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    new_card: Mapped[bool]
    cr_cards: Mapped[int]
    patrol_cards: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


def _seldom(name: str, column: str) -> Index:
    """An index over the rows that have something in a column that most leave empty: so many alike would be no help."""
    there = text(f"{column} IS NOT NULL")
    return Index(name, column, postgresql_where=there, sqlite_where=there)


class TargetChange(Base):
    """Anything else that happens to a registered target; ``kind`` says which columns are set (C5–C13)."""

    __tablename__ = "target_changes"
    __table_args__ = (
        ForeignKeyConstraint(["target_id", "home_beat_id"], ["targets.id", "targets.beat_id"]),
        Index("ix_target_changes_beat", "home_beat_id", "happened_on"),
        Index("ix_target_changes_target", "target_id"),
        _seldom("ix_target_changes_to_beat", "to_beat_id"),
        _seldom("ix_target_changes_survivor", "survivor_id"),
        CheckConstraint("(kind = 'category') = (category IS NOT NULL)", name="category_of_kind"),
        CheckConstraint("(kind = 'category') = (criteria IS NOT NULL)", name="criteria_of_kind"),
        CheckConstraint("(kind = 'beat') = (to_beat_id IS NOT NULL)", name="beat_of_kind"),
        CheckConstraint("(kind = 'duplicate') = (survivor_id IS NOT NULL)", name="survivor_of_kind"),
        CheckConstraint("(kind IN ('cr_cards', 'patrol_cards')) = (sheets IS NOT NULL)", name="sheets_of_kind"),
        CheckConstraint("criteria BETWEEN 0 AND 262143", name="criteria_known"),
        CheckConstraint("category = 'priority' OR criteria = 0", name="criteria_of_priority"),
        CheckConstraint("sheets > 0", name="sheets_positive"),
        CheckConstraint("survivor_id <> target_id", name="survivor_is_another"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int]
    home_beat_id: Mapped[int]
    happened_on: Mapped[date]
    kind: Mapped[ChangeKind] = mapped_column(code_of(ChangeKind))
    category: Mapped[Category | None] = mapped_column(code_of(Category))
    criteria: Mapped[int | None]
    to_beat_id: Mapped[int | None] = mapped_column(ForeignKey("units.id"))
    survivor_id: Mapped[int | None] = mapped_column(ForeignKey("targets.id"))
    sheets: Mapped[int | None]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class BeatSheets(Base):
    """Sheets used in a beat without naming a target (C13)."""

    __tablename__ = "beat_sheets"
    __table_args__ = (
        Index("ix_beat_sheets_beat", "beat_id", "used_on"),
        CheckConstraint("sheets > 0", name="sheets_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    used_on: Mapped[date]
    kind: Mapped[SheetKind] = mapped_column(code_of(SheetKind))
    sheets: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class RegisterFigure(Base):
    """C: the households of a beat in the resident register, as of a day (C14, 注6).

    A trigger refuses a second one for a beat and day, unless the first was voided.
    """

    __tablename__ = "register_figures"
    __table_args__ = (
        Index("ix_register_figures_beat", "beat_id", "as_of"),
        CheckConstraint("households >= 0", name="not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    as_of: Mapped[date]
    households: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class Plan(Base):
    """An approved 実施計画 of a beat and year; the latest by time of approval holds (C15)."""

    __tablename__ = "plans"
    __table_args__ = (
        Index("ix_plans_beat", "beat_id", "year"),
        CheckConstraint("year BETWEEN 1900 AND 9999", name="year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    beat_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    year: Mapped[int]
    approved_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class PlanMonth(Base):
    """How many targets of a category a plan foresees in a month (注1); a category left out is 0."""

    __tablename__ = "plan_months"
    __table_args__ = (
        CheckConstraint("month BETWEEN 1 AND 12", name="month"),
        CheckConstraint("planned >= 0", name="not_negative"),
    )

    plan_id: Mapped[int] = mapped_column(ForeignKey("plans.id"), primary_key=True)
    category: Mapped[Category] = mapped_column(code_of(Category), primary_key=True)
    month: Mapped[int] = mapped_column(primary_key=True)
    planned: Mapped[int]


class Void(Base):
    """A wrong fact is voided, never changed: who, when and why stand in the audit row and here (C17).

    Exactly one of the six references is set; a fact can be voided once. ``reason`` is a code, ``VoidReason`` for one
    that somebody chose; before there were codes it held words, which are shown nowhere.
    """

    __tablename__ = "voids"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN target_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN visit_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN change_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN sheets_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN register_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN plan_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="one_fact",
        ),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int | None] = mapped_column(ForeignKey("targets.id"), unique=True)
    visit_id: Mapped[int | None] = mapped_column(ForeignKey("visits.id"), unique=True)
    change_id: Mapped[int | None] = mapped_column(ForeignKey("target_changes.id"), unique=True)
    sheets_id: Mapped[int | None] = mapped_column(ForeignKey("beat_sheets.id"), unique=True)
    register_id: Mapped[int | None] = mapped_column(ForeignKey("register_figures.id"), unique=True)
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("plans.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(200))
    voided_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
