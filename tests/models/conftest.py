"""What tests of the tables stand on."""

from collections.abc import Iterator

import pytest

from models.database import Database
from tests.helpers.opening import opened
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A migrated database, on SQLite and on PostgreSQL."""
    database = opened(database_url)
    yield database
    database.dispose()


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    """Two made-up stations in an otherwise empty database."""
    database = opened(world_url)
    yield shared_worlds().world(database)
    database.dispose()
