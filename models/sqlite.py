"""SQLite's connections: what each is told, how a transaction begins, and whether the file is still the one."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.pool import ConnectionPoolEntry

from models.driver import fetched

PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "recursive_triggers=ON")

USUAL = {"query_only": "OFF", "synchronous": "FULL"}
"""SQLite: what is set otherwise for some transactions."""


class FileGoneError(Exception):
    """The file is not where it was."""


def sqlite_engine(url: str, wait: float) -> Engine:
    """An engine for a file; a connection waits so many seconds for others.

    ``junkai_begin`` and ``junkai_<pragma>`` among the execution options say how a transaction begins. Connecting raises
    FileGoneError when the file was moved away.
    """
    engine = create_engine(url, connect_args={"timeout": wait}, hide_parameters=True, pool_use_lifo=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    if engine.url.database:
        file = Path(engine.url.database)
        event.listen(engine, "connect", lambda _raw, entry: entry.info.update(file=_identity(file)))
        event.listen(engine, "checkout", lambda _raw, entry, _proxy: _same_file(file, entry))
    return engine


def _same_file(file: Path, entry: ConnectionPoolEntry) -> None:
    """A file moved away or put in place of another is still open under its old name: nothing may be written there.

    Raises FileGoneError when none is there; for another one SQLAlchemy connects anew.
    """
    there = _identity(file)
    if there is None:
        entry.invalidate()
        raise FileGoneError
    if there != entry.info["file"]:
        raise DisconnectionError


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _prepare_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver must not begin transactions by itself: it would do so too late, and commit before DDL.
    raw: Any = connection
    raw.isolation_level = None
    for pragma in PRAGMAS:
        raw.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options, info = connection.get_execution_options(), connection.info
    for pragma, usual in USUAL.items():
        wanted = options.get(f"junkai_{pragma}", usual)
        if info.get(pragma, usual) != wanted:
            fetched(connection, f"PRAGMA {pragma}={wanted}")
            info[pragma] = wanted
    fetched(connection, options.get("junkai_begin", "BEGIN"))
