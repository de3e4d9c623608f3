"""Who waits for whom on PostgreSQL: advisory locks that last until the transaction ends.

On SQLite a writing session is alone already, and none of them does anything.
"""

import time

from sqlalchemy import BigInteger, bindparam, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from models.prepared import run

LEDGER_LOCK = 20_23_03_29
"""The key of the lock that writers share and the issuer of a form takes alone (C17)."""

IMPORT_LOCK = LEDGER_LOCK + 1
"""The key of the lock that an import holds until it is committed."""

IN_LINE = 100
"""Milliseconds for which the issuer of a form stands in line: whoever writes stands behind, and waits as long."""

ASIDE = 0.2
"""Seconds for which it then steps aside, and lets them pass."""

NOT_AVAILABLE = "55P03"
"""PostgreSQL: lock not available."""

_SHARED = select(func.pg_advisory_xact_lock_shared(bindparam("key", type_=BigInteger())))
_AT_ONCE = text("SELECT pg_try_advisory_xact_lock(:key)")
_ALONE = text("SELECT pg_advisory_xact_lock(:key)")
_PATIENCE = text("SELECT setting::int FROM pg_settings WHERE name = 'lock_timeout'")


def lock_ledger_shared(session: Session) -> None:
    """Hold the ledger as a writer until the transaction ends: several may, while nobody issues a form."""
    if _locks(session):
        run(session, _SHARED, key=LEDGER_LOCK)


def lock_ledger_alone(session: Session) -> None:
    """Hold the ledger alone until the transaction ends: every fact stamped before is committed by then.

    While a long import writes, only this one waits, and not every visit behind it. It waits as long as its connection
    waits for any lock, and raises OperationalError then.
    """
    if not _locks(session) or session.execute(_AT_ONCE, {"key": LEDGER_LOCK}).scalar_one():
        return
    patience = session.execute(_PATIENCE).scalar_one() / 1000 or float("inf")
    until = time.monotonic() + patience
    while not _alone_in_line(session, last=time.monotonic() + ASIDE > until):
        time.sleep(ASIDE)


def lock_imports(session: Session) -> None:
    """Let no other import run until the transaction ends: what one looked up, no other one gives away meanwhile."""
    if _locks(session):
        session.execute(_ALONE, {"key": IMPORT_LOCK})


def _locks(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"


def _alone_in_line(session: Session, *, last: bool) -> bool:
    """Whether the ledger was to be had within ``IN_LINE``; the ``last`` time it raises OperationalError if not."""
    try:
        with session.begin_nested():
            session.execute(text(f"SET LOCAL lock_timeout TO {IN_LINE}"))
            session.execute(_ALONE, {"key": LEDGER_LOCK})
            session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    except OperationalError as fault:
        if last or getattr(fault.orig, "sqlstate", None) != NOT_AVAILABLE:
            raise
        return False
    return True
