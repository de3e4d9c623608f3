"""What is recorded beside the counted facts: no number of the form depends on any of it. Append-only.

Free text of a visit (the memo, the words of a request and of its answer) is personal data, and stands sealed in
``personal_data`` under the visit.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of
from models.rules.conduct import CardStep, Preferred, RequestCategory, RequestOutcome


class VisitDetail(Base):
    """What was said at a visit: ``topics`` are bits of ``Topic`` (第4-4); and what is to be heeded from then on."""

    __tablename__ = "visit_details"
    __table_args__ = (CheckConstraint("topics BETWEEN 0 AND 31", name="topics_known"),)

    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), primary_key=True, autoincrement=False)
    topics: Mapped[int]
    not_before: Mapped[date | None]
    preferred: Mapped[Preferred | None] = mapped_column(code_of(Preferred))
    request: Mapped[RequestCategory | None] = mapped_column(code_of(RequestCategory), index=True)


class RequestClosing(Base):
    """The answer to the request heard at a visit; it is closed again only when this was voided."""

    __tablename__ = "request_closings"

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey("visits.id"), index=True)
    outcome: Mapped[RequestOutcome] = mapped_column(code_of(RequestOutcome))
    closed_on: Mapped[date]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class CardEvent(Base):
    """A step in the life of a target's paper card (第5-1, 第5-6); ``parts`` are bits of ``CardPart``."""

    __tablename__ = "card_events"
    __table_args__ = (
        Index("ix_card_events_target", "target_id", "happened_on"),
        CheckConstraint("parts BETWEEN 0 AND 255", name="parts_known"),
        CheckConstraint("(step = 'revised') = (parts > 0)", name="parts_of_revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("targets.id"))
    step: Mapped[CardStep] = mapped_column(code_of(CardStep))
    happened_on: Mapped[date]
    parts: Mapped[int]
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class ConductVoid(Base):
    """A wrong step or closing is voided, never changed, like a fact (``models.registry.Void``): one of them a row."""

    __tablename__ = "conduct_voids"
    __table_args__ = (
        CheckConstraint("(card_event_id IS NULL) <> (closing_id IS NULL)", name="one_entry"),
        CheckConstraint("length(reason) > 0", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    card_event_id: Mapped[int | None] = mapped_column(ForeignKey("card_events.id"), unique=True)
    closing_id: Mapped[int | None] = mapped_column(ForeignKey("request_closings.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(200))
    voided_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)


class RegisterTown(Base):
    """The share of one town in a figure of the resident register (注6)."""

    __tablename__ = "register_towns"
    __table_args__ = (CheckConstraint("households >= 0", name="not_negative"),)

    figure_id: Mapped[int] = mapped_column(ForeignKey("register_figures.id"), primary_key=True, autoincrement=False)
    town: Mapped[str] = mapped_column(String(40), primary_key=True)
    households: Mapped[int]


class Policy(Base):
    """What a station's policy changes to from a day on (第4-2, 第4-3): ``values`` names only what changes.

    Of several that name the same, the one with the latest ``since`` holds, of these the one recorded last. ``values``
    are codes and numbers by the names of ``models.rules.policy``.
    """

    __tablename__ = "policies"
    __table_args__ = (Index("ix_policies_unit", "unit_id", "since"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    since: Mapped[date]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
