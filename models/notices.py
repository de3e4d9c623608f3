"""What was decided about each notice, and who is away.

A decision is made once for a kind, a period, a unit and the one whom it concerns: either it became part of a message
or there was nothing to say. So any number of ticks, in any number of processes, say it once.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of
from models.rules.notices import Notice


class NoticeDecision(Base):
    """One notice, decided: ``message_id`` names the message that says it; None: there was nothing to say.

    ``officer_id`` is the one whom it concerns, even when somebody else heard it in their stead. ``decided_at`` is on
    the bot's clock.
    """

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("kind", "period", "unit_id", "officer_id"),
        Index("ix_notices_decided_at", "decided_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Notice] = mapped_column(code_of(Notice))
    period: Mapped[str] = mapped_column(String(16))
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id"))
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("outbox.id"), index=True)
    decided_at: Mapped[datetime] = mapped_column(Moment)


class Absence(Base):
    """An officer is away from a day to a day (both included); ``acting_id`` hears the notices meanwhile. Append-only.

    Without anybody acting they wait. A later record of the same officer and start replaces the earlier one;
    ``withdrawn`` takes it back.
    """

    __tablename__ = "absences"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("acting_id <> officer_id", name="acting_is_another"),
        Index("ix_absences_officer", "officer_id", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    acting_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"))
    withdrawn: Mapped[bool] = mapped_column(default=False)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
