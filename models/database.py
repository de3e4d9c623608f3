"""The database: how it is opened, written and read, on SQLite and on PostgreSQL alike.

SQLite (WAL, every commit on the disk) serves a trial or one station from one process: a writer is alone, by
``BEGIN IMMEDIATE`` and a lock of the process, which queues threads more fairly than SQLite's own busy waiting.
PostgreSQL serves a prefecture from several processes.
"""

import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from sqlalchemy import Engine, String, bindparam, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DatabaseError, DisconnectionError, NoSuchModuleError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from models.sqlite import FileGoneError, sqlite_engine

USUAL = "-c jit=off -c plan_cache_mode=force_generic_plan -c max_parallel_workers_per_gather=0"
"""The same statements come again and again: each connection plans them once, whatever is asked, and compiles none.
And no question takes the cores from those of others.
"""

PATIENT = f"{USUAL} -c random_page_cost=1.1"
"""What many forms are read from lies in memory, or on a disk without a head: thousands of look-ups are cheaper than
reading all targets of the prefecture. A search over one beat is quicker without.
"""

QUICK = f"{USUAL} -c statement_timeout=2000 -c lock_timeout=1000"
"""A chat command must answer within three seconds: rather a clear failure than a silent wait."""

QUICK_WAIT, PATIENT_WAIT = 1.2, 60
"""Seconds that a writer waits for another one on SQLite. A chat command waits at most twice, at the door and inside:
what is stored after Slack's three seconds would be sent, and stored, a second time.
"""

_UNHURRIED = text("SET LOCAL synchronous_commit TO OFF")

_THE_SAME = text("SET TRANSACTION SNAPSHOT :snapshot").bindparams(
    bindparam("snapshot", type_=String(), literal_execute=True)
)

BUSY_STATES = frozenset({"55P03", "57014", "40001", "40P01"})
"""PostgreSQL: lock not available, query cancelled, serialization failure, deadlock."""

BUSY_CODES = frozenset({5, 6})
"""SQLite: busy, locked."""

FAULTS = {1: "foreign", 8: "readonly", 10: "disk", 11: "damaged", 13: "full", 14: "unopened", 26: "damaged"}
"""SQLite: an SQL error (no such table, or one too many), read-only, input or output failed, corrupt, the disk is full,
a file cannot be opened, not a database.
"""

SNAPSHOT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class DatabaseFault(Exception):
    """The database cannot be used; nothing was stored.

    ``code``: ``url`` (no URL that is understood), ``unreachable`` (no such server, or the file is gone), ``busy``
    (others work on it: the same may succeed a moment later), ``newer`` (made by a later version of junkai), ``damaged``
    (no database at all, or a broken one), ``foreign`` (its tables are not ours). Of an SQLite file: ``readonly``
    (nothing can be stored), ``full`` (no room on the disk), ``disk`` (reading or writing failed), ``unopened`` (it, or
    one that SQLite needs beside it, cannot be opened).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Database:
    """One database; connections are made when they are needed. To be had by ``open``."""

    def __init__(self, engine: Engine, wait: float = QUICK_WAIT) -> None:
        self.engine = engine
        self._wait = wait
        self._lock = threading.Lock()

    @classmethod
    def open(cls, url: str, *, patient: bool = False) -> "Database":
        """The database behind an SQLAlchemy URL; ``patient`` waits for locks and long statements.

        Connects only at the first use. Raises DatabaseFault ``url`` for what is no URL of SQLite or PostgreSQL.
        """
        wait = PATIENT_WAIT if patient else QUICK_WAIT
        try:
            backend = make_url(url).get_backend_name()
            if backend == "sqlite":
                return cls(sqlite_engine(url, wait), wait)
            if backend == "postgresql":
                return cls(_postgresql(url, patient=patient), wait)
        except (ArgumentError, NoSuchModuleError, ImportError, ValueError):
            raise DatabaseFault("url") from None  # the message would show the URL, with its password
        raise DatabaseFault("url")

    @property
    def url(self) -> str:
        """What ``open`` takes, with its password: for other processes of this command, never for a log."""
        return self.engine.url.render_as_string(hide_password=False)

    @property
    def dialect(self) -> str:
        """``sqlite`` or ``postgresql``."""
        return self.engine.dialect.name

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one transaction: committed at the end, rolled back whole on any exception.

        Raises DatabaseFault.
        """
        options = {"junkai_begin": "BEGIN IMMEDIATE"} if self.dialect == "sqlite" else {}
        with self._alone() if self.dialect == "sqlite" else nullcontext(), self._transaction(options) as session:
            yield session

    @contextmanager
    def noting(self) -> Iterator[Session]:
        """The same, but whoever ends it does not wait for the disk.

        It lasts as soon as anything lasts that is written after it, for the database's log is kept in order. So it is
        for what matters only together with something later. Raises DatabaseFault.
        """
        if self.dialect == "sqlite":
            options = {"junkai_begin": "BEGIN IMMEDIATE", "junkai_synchronous": "NORMAL"}
            with self._alone(), self._transaction(options) as session:
                yield session
        else:
            with self._transaction({}) as session:
                session.connection().execute(_UNHURRIED)
                yield session

    @contextmanager
    def reading(self, snapshot: str | None = None) -> Iterator[Session]:
        """A session over one snapshot, in which nothing can be stored; over a ``shared_snapshot``, if one is named.

        Raises DatabaseFault.
        """
        options = {"junkai_query_only": "ON"} if self.dialect == "sqlite" else SNAPSHOT
        with self._transaction(options) as session:
            if snapshot is not None:
                session.connection().execute(_THE_SAME, {"snapshot": snapshot})
            yield session

    def dispose(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    @contextmanager
    def _alone(self) -> Iterator[None]:
        if not self._lock.acquire(timeout=self._wait):
            raise DatabaseFault("busy")
        try:
            yield
        finally:
            self._lock.release()

    @contextmanager
    def _transaction(self, options: dict[str, Any]) -> Iterator[Session]:
        try:
            with (
                self.engine.connect().execution_options(**options) as connection,
                Session(connection, expire_on_commit=False) as session,
                session.begin(),
            ):
                session.connection()  # begins now, not with the first statement
                yield session
        except NoFreeConnection as error:
            raise DatabaseFault("busy") from error
        except FileGoneError as error:
            raise DatabaseFault("unreachable") from error
        except OperationalError as error:
            raise DatabaseFault(_fault_of(error)) from error
        except DatabaseError as error:
            if _sqlite_code(error) not in FAULTS:
                raise
            raise DatabaseFault(FAULTS[_sqlite_code(error)]) from error


def _postgresql(url: str, *, patient: bool) -> Engine:
    engine = create_engine(
        url,
        pool_size=4,
        pool_use_lifo=True,
        max_overflow=0,
        pool_timeout=30 if patient else 1,
        connect_args={"options": PATIENT if patient else QUICK, "connect_timeout": 5},
        hide_parameters=True,  # an exception's text must not carry what was to be stored
    )
    event.listen(engine, "checkout", _still_open)
    return engine


def _still_open(raw: DBAPIConnection, _entry: ConnectionPoolEntry, _proxy: PoolProxiedConnection) -> None:
    """A server that has gone has closed the line, and one that nobody uses has nothing else to say.

    For a line on which something came SQLAlchemy connects anew. To ask the server would cost as much as a look-up.
    """
    line: Any = raw
    waiting = select.poll()
    waiting.register(line.fileno(), select.POLLIN)
    if waiting.poll(0):
        raise DisconnectionError


def _fault_of(error: OperationalError) -> str:
    """What an operation failed of, as far as the driver's code tells."""
    if getattr(error.orig, "sqlstate", None) in BUSY_STATES or _sqlite_code(error) in BUSY_CODES:
        return "busy"
    return FAULTS.get(_sqlite_code(error), "unreachable")


def _sqlite_code(error: DatabaseError) -> int:
    """SQLite's primary code of an error; 0 for other databases."""
    return int(getattr(error.orig, "sqlite_errorcode", 0)) & 0xFF


def shared_snapshot(session: Session) -> str | None:
    """A name by which other processes read the very same, as long as the session lasts; None on SQLite."""
    if session.get_bind().dialect.name != "postgresql":
        return None
    name: str = session.execute(text("SELECT pg_export_snapshot()")).scalar_one()
    return name
