"""Who changed what, when, by which command; and the clock of the ledger (C17)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment


class Audit(Base):
    """One accepted command that changed something. Append-only; the database refuses update and delete.

    Every fact names its audit row: so "what I entered last" and "who recorded this" are one look-up. ``command``
    is a subcommand or a command line's verb, without the words typed after it.
    """

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    officer_id: Mapped[int | None] = mapped_column(ForeignKey("officers.id"), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    command: Mapped[str] = mapped_column(String(64))


class AuditNote(Base):
    """A change that leaves no fact of its own: a corrected name, a new version of a unit, a file taken in.

    ``what`` is a code, ``detail`` its codes, numbers and counts, never personal data. Append-only.
    """

    __tablename__ = "audit_notes"

    id: Mapped[int] = mapped_column(primary_key=True)
    audit_id: Mapped[int] = mapped_column(ForeignKey("audit.id"), index=True)
    what: Mapped[str] = mapped_column(String(64))
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)


class Horizon(Base):
    """One row: the latest moment up to which a form was issued.

    A writer stamps its facts after the horizon even when its clock is behind, so that nothing ever appears in a
    form that was already issued. Triggers let it go forward only.
    """

    __tablename__ = "horizon"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)


class SeenRequest(Base):
    """What was taken and must not be taken again, in any process: signatures, triggers, forms, events, by digest."""

    __tablename__ = "seen_requests"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(Moment, index=True)
