"""The database: how it is opened, written and read, on SQLite and on PostgreSQL alike.

SQLite (WAL, every commit on the disk) serves a trial or one station from one process: a writer is alone, by
``BEGIN IMMEDIATE`` and a lock of the process, which queues threads more fairly than SQLite's own busy waiting.
PostgreSQL serves a prefecture from several processes.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

LEDGER_LOCK = 20_23_03_29
"""The key of the advisory lock that writers share and the issuer of a form takes alone (C17)."""

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON", "busy_timeout=5000")

QUICK = "-c jit=off -c statement_timeout=2000 -c lock_timeout=1000"
"""A chat command must answer within three seconds: rather a clear failure than a silent wait."""

PATIENT = "-c jit=off"


class Database:
    """One database; connections are made when they are needed. To be had by ``open``."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._alone = threading.Lock() if self.dialect == "sqlite" else nullcontext()

    @classmethod
    def open(cls, url: str, *, patient: bool = False) -> "Database":
        """The database behind an SQLAlchemy URL; ``patient`` waits for locks and long statements.

        Raises ``sqlalchemy.exc.ArgumentError`` for what is no URL; connects only at the first use.
        """
        if make_url(url).get_backend_name() == "sqlite":
            engine = create_engine(url, connect_args={"timeout": 5})
            event.listen(engine, "connect", _prepare_sqlite)
            return cls(engine)
        return cls(
            create_engine(
                url,
                pool_size=4,
                max_overflow=0,
                pool_pre_ping=True,
                pool_timeout=30 if patient else 1,
                connect_args={"options": PATIENT if patient else QUICK, "connect_timeout": 5},
            )
        )

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back whole on any exception."""
        with self._alone, self._transaction("BEGIN IMMEDIATE") as session:
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session over one snapshot, in which nothing can be stored."""
        with self._transaction("BEGIN") as session:
            if self.dialect == "sqlite":
                session.execute(text("PRAGMA query_only=ON"))
            else:
                session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
            yield session

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[Session]:
        with self.engine.connect() as connection:
            if self.dialect == "sqlite":
                _begin_sqlite(connection, begin)
            with Session(connection, expire_on_commit=False) as session, session.begin():
                yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so too late, and commit before DDL.
    raw: Any = connection
    raw.isolation_level = None
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection, begin: str) -> None:
    connection.exec_driver_sql("PRAGMA query_only=OFF")
    connection.commit()
    event.listen(connection, "begin", lambda started: started.exec_driver_sql(begin), once=True)


def lock_ledger_shared(session: Session) -> None:
    """Hold the ledger as a writer until the transaction ends: several may, while nobody issues a form.

    On SQLite a writing session is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock_shared(:key)"), {"key": LEDGER_LOCK})


def lock_ledger_alone(session: Session) -> None:
    """Hold the ledger alone until the transaction ends: every fact stamped before is committed by then."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LEDGER_LOCK})
