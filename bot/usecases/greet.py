"""Greet somebody who opens the Home for the first time: once, whoever opens it at how many places."""

from datetime import datetime, timedelta

from sqlalchemy import select

from bot.errors import Refusal
from bot.work import Work
from models.audit import Audit, AuditNote
from models.locks import lock_ledger_shared
from models.organisation import Officer

GREETED = "home.greeted"
"""The note of the audit that keeps it."""

SAME_OPENING = timedelta(minutes=1)
"""A Home opened again so soon, on the telephone and at the desk, still greets: neither wipes out the other."""


def greet(work: Work) -> None:
    """Note that somebody was greeted, unless it was noted before."""
    if work.actor is None:
        raise Refusal("access.stranger")
    if greeted_before(work):
        return
    lock_ledger_shared(work.session)  # before any other lock, as everybody takes it
    work.session.execute(select(Officer.id).where(Officer.id == work.actor.officer_id).with_for_update(key_share=True))
    if not greeted_before(work):
        work.note(GREETED)


def greeted_before(work: Work) -> bool:
    """Whether somebody was ever greeted."""
    return _greeted_at(work) is not None


def greets_now(work: Work) -> bool:
    """Whether what is shown now belongs to the first opening."""
    at = _greeted_at(work)
    return at is not None and work.now - at < SAME_OPENING


def _greeted_at(work: Work) -> datetime | None:
    query = (
        select(Audit.at)
        .join(AuditNote, AuditNote.audit_id == Audit.id)
        .where(Audit.officer_id == (work.actor.officer_id if work.actor else None), AuditNote.what == GREETED)
    )
    return work.session.scalars(query).first()
