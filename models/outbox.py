"""What is still to be said: rows filled by use-cases, emptied by ``bot.delivery``.

Two clocks meet here. ``created_at``, ``not_before`` and ``settled_at`` are on the bot's clock, which a rehearsal may
set; ``lease_until`` is on the wall clock that all delivering processes share.
"""

from datetime import datetime, time
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Moment, code_of

LAPSED, CANCELLED = "outbox.lapsed", "outbox.cancelled"
"""Why a message was given up although nothing failed: it had lost its sense, or somebody took it back."""


class OutboxState(StrEnum):
    """Where a message stands: SENDING without a running request means doubt, never "not sent"."""

    WAITING = "waiting"
    SENDING = "sending"
    POSTED = "posted"
    SENT = "sent"
    FAILED = "failed"


class OutboxMessage(Base):
    """One thing to be said to one person, once: unique by ``key`` (kind, period, recipient).

    ``words`` names the template and block, ``facts`` its data (codes and numbers, never personal data). ``token``
    is a random UUID that goes along as message metadata, by which a message is found again after a doubt.
    ``body`` is the message as rendered (``text``, ``blocks``), kept until it is settled so that every attempt says
    the same. Nobody but ``leased_by`` touches the row before ``lease_until``; after a failed attempt ``leased_by`` is
    None and ``lease_until`` is when the next one may begin. ``attempts`` counts failures in a row, ``checks`` the
    look-ups since the last doubt that found nothing. ``channel`` and ``ts`` name the message as posted; ``after_ts``
    is the ``ts`` of the last message known in that conversation before the first attempt (None: none known): by
    Slack's own clock, the message can only stand after it. ``last_error`` is a code, never the text of an exception.

    What is said unasked is sent only from ``awake_from`` until before ``awake_until`` (Japan's wall clock), and no more
    from ``not_after`` on, when it makes no sense any longer; None: whenever.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "not_before"),
        CheckConstraint("state NOT IN ('posted', 'sent') OR (channel IS NOT NULL AND ts IS NOT NULL)", name="posted"),
        CheckConstraint("state NOT IN ('sent', 'failed') OR settled_at IS NOT NULL", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    officer_id: Mapped[int] = mapped_column(ForeignKey("officers.id"), index=True)
    words: Mapped[str] = mapped_column(String(64))
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    token: Mapped[str] = mapped_column(String(36), unique=True)
    state: Mapped[OutboxState] = mapped_column(code_of(OutboxState))
    created_at: Mapped[datetime] = mapped_column(Moment)
    not_before: Mapped[datetime] = mapped_column(Moment)
    not_after: Mapped[datetime | None] = mapped_column(Moment)
    awake_from: Mapped[time | None]
    awake_until: Mapped[time | None]
    body: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    attempts: Mapped[int] = mapped_column(default=0)
    checks: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(Moment)
    leased_by: Mapped[str | None] = mapped_column(String(64))
    channel: Mapped[str | None] = mapped_column(String(32))
    after_ts: Mapped[str | None] = mapped_column(String(32))
    ts: Mapped[str | None] = mapped_column(String(32))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(Text)


class OutboxFile(Base):
    """One file that goes with a message, in the order of ``position``; each step of its way is recorded.

    ``content`` is filled when the file is rendered and emptied when the message is settled. ``file_id`` is Slack's,
    known before any byte is sent; ``uploaded`` says that Slack has all bytes. ``asked`` counts the requests to show it,
    raised before each: from the first on only Slack's own answer tells whether it is shown. ``shared_at`` is on the
    bot's clock.
    """

    __tablename__ = "outbox_files"

    message_id: Mapped[int] = mapped_column(ForeignKey("outbox.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    title: Mapped[str] = mapped_column(String(120))
    alt_text: Mapped[str] = mapped_column(String(1000))
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    file_id: Mapped[str | None] = mapped_column(String(32))
    uploaded: Mapped[bool] = mapped_column(default=False)
    asked: Mapped[int] = mapped_column(default=0)
    shared_at: Mapped[datetime | None] = mapped_column(Moment)


class Pace(Base):
    """When requests of a kind may go on, whichever process makes them; see ``bot.delivery.pace``.

    ``name`` is a method of the Web API, or a conversation. ``next_at`` is on the wall clock.
    """

    __tablename__ = "pace"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    next_at: Mapped[datetime] = mapped_column(Moment)
