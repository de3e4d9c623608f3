"""Fixtures for every test."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.helpers import databases
from tests.helpers.postgres import PostgresServer, shared_server
from tests.helpers.postgres_host import MEMORY, temporary_folder
from tests.helpers.worlds import shared_worlds

SCENARIOS = Path(__file__).parent / "scenarios"

# Tests do not time: a slow machine is no failure. The bench measures.
hypothesis.settings.register_profile("junkai", deadline=None, print_blob=True)
hypothesis.settings.load_profile("junkai")

# SQLite waits for the disk at every commit. In memory, where there is plenty, it asks for the same and need not wait.
if temporary_folder() == MEMORY:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))


WAITING = {"test_crash", "test_server_crash", "test_lost_database", "test_work"}
"""Scenarios that wait for other processes most of the time, and leave the cores to whoever runs beside them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The scenarios take longest: they begin first, so that at the end no worker is left with one alone.

    One that waits, then two that do not, and so on: never all that wait at once.
    """
    files = dict.fromkeys(item.path for item in items if SCENARIOS in item.path.parents)
    waiting = [file for file in files if file.stem in WAITING]
    busy = [file for file in files if file.stem not in WAITING]
    turns = {file: 3 * place for place, file in enumerate(waiting)}
    turns |= {file: 1 + place + place // 2 for place, file in enumerate(busy)}
    last = 3 * len(files)
    items.sort(key=lambda item: turns.get(item.path, last))


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end anyway: modules, and thousands of tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(params=databases.KINDS)
def database_kind(request: pytest.FixtureRequest) -> databases.Kind:
    """``sqlite`` and ``postgresql`` in turn: a test that asks for it runs on both."""
    kind: databases.Kind = request.param
    return kind


@pytest.fixture
def database_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """A migrated database of the test's own, once on SQLite and once on PostgreSQL."""
    with databases.fresh(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def world_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """A migrated database in which the stations of ``World`` stand, for ``shared_worlds().world``."""
    with databases.fresh(database_kind, tmp_path, shared_worlds().templates) as url:
        yield url


@pytest.fixture
def empty_database_url(database_kind: databases.Kind, tmp_path: Path) -> Iterator[str]:
    """A database without any table, once on SQLite and once on PostgreSQL."""
    with databases.fresh_empty(database_kind, tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """A migrated SQLite database, for what only SQLite does."""
    with databases.fresh("sqlite", tmp_path) as url:
        yield url


@pytest.fixture
def sqlite_world_url(tmp_path: Path) -> Iterator[str]:
    """The same on SQLite alone, where what is tried is the way to the database, not the database."""
    with databases.fresh("sqlite", tmp_path, shared_worlds().templates) as url:
        yield url


@pytest.fixture
def postgresql_url(tmp_path: Path) -> Iterator[str]:
    """A migrated PostgreSQL database, for what only PostgreSQL does."""
    with databases.fresh("postgresql", tmp_path) as url:
        yield url


@pytest.fixture(scope="session")
def postgresql_server() -> PostgresServer:
    """The server itself, for tests of connections and locks; the databases of other tests are on it too."""
    return shared_server()
