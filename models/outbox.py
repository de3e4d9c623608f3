"""What is still to be said: rows filled by use-cases, emptied by ``bot.delivery``."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of


class OutboxState(StrEnum):
    """Where a message stands: SENDING with an expired lease means doubt, never "not sent"."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """One thing to be said to one person, once: unique by ``key`` (kind, period, recipient).

    ``words`` names the template and block, ``facts`` its data (codes and numbers, never personal data). ``token``
    is a random UUID that goes along as message metadata, by which a message is found again after a doubt.
    ``not_before`` and ``lease_until`` are moments; ``channel`` and ``ts`` name the message as sent.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    words: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    token: Mapped[str] = mapped_column(String(36), unique=True)
    state: Mapped[OutboxState] = mapped_column(code_of(OutboxState))
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)


class OutboxFile(Base):
    """One file that goes with a message; uploaded and shared on its own, so that a retry uploads nothing twice.

    ``content`` is filled when the file is rendered and emptied when the message is settled. ``file_id`` is Slack's.
    """

    __tablename__ = "outbox_files"

    message_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    file_id: Mapped[str | None] = mapped_column(String(32))
    shared_at: Mapped[datetime | None] = mapped_column(Moment)
