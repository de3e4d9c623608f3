"""Fresh databases for the tests, SQLite and PostgreSQL: empty, or migrated once and then copied.

A test takes the fixture ``database_url`` (migrated) or ``empty_database_url``. What makes many databases itself, as
a hypothesis test or the bench does, uses the context managers :func:`fresh` and :func:`fresh_empty`.
"""

import atexit
import functools
import importlib
import shutil
import sqlite3
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, Literal, get_args

from tests.helpers.postgres import shared_server

Kind = Literal["sqlite", "postgresql"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

Migrate = Callable[[str], None]


def migrate(url: str) -> None:
    """Bring the database to the present schema, with the product's own migrations."""
    # By name: these helpers also serve trees and tests that have no schema.
    importlib.import_module("models.schema").upgrade(url)


class Templates:
    """One migrated database of each kind, made when it is first needed and copied ever after."""

    def __init__(self, upgrade: Migrate = migrate) -> None:
        self._upgrade = upgrade
        self._lock = threading.Lock()
        self._sqlite: Path | None = None
        self._postgresql: str | None = None

    def sqlite(self) -> Path:
        """Give the file to copy."""
        with self._lock:
            if self._sqlite is None:
                folder = Path(tempfile.mkdtemp(prefix="junkai-sqlite-"))
                atexit.register(shutil.rmtree, folder, ignore_errors=True)
                file = folder / "template.db"
                self._upgrade(sqlite_url(file))
                # What still lies in the write-ahead log would not be copied along.
                with closing(sqlite3.connect(file)) as connection:
                    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                self._sqlite = file
            return self._sqlite

    def postgresql(self) -> str:
        """Give the name of the database to copy."""
        with self._lock:
            if self._postgresql is None:
                server = shared_server()
                name = server.create()
                self._upgrade(server.url(name))
                server.freeze(name)
                self._postgresql = name
            return self._postgresql


@functools.cache
def shared_templates() -> Templates:
    """Give this process's templates, migrated by the product's own migrations."""
    return Templates()


def sqlite_url(file: Path) -> str:
    """Give the SQLAlchemy URL of an SQLite file."""
    return f"sqlite:///{file}"


@contextmanager
def fresh_empty(kind: Kind, folder: Path) -> Iterator[str]:
    """Give the URL of a database without any table; SQLite's file lies in ``folder``."""
    if kind == "sqlite":
        yield sqlite_url(_new_file(folder))
    else:
        with _postgresql(template=None) as url:
            yield url


@contextmanager
def fresh(kind: Kind, folder: Path, templates: Templates | None = None) -> Iterator[str]:
    """Give the URL of a migrated database without any row of a test; SQLite's file lies in ``folder``."""
    templates = templates or shared_templates()
    if kind == "sqlite":
        file = _new_file(folder)
        shutil.copyfile(templates.sqlite(), file)
        yield sqlite_url(file)
    else:
        with _postgresql(templates.postgresql()) as url:
            yield url


def _new_file(folder: Path) -> Path:
    return folder / f"{uuid.uuid4().hex}.db"


@contextmanager
def _postgresql(template: str | None) -> Iterator[str]:
    server = shared_server()
    name = server.create(template)
    try:
        yield server.url(name)
    finally:
        server.drop(name)
