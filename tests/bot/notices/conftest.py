"""The station that notices are tried in."""

from collections.abc import Iterator

import pytest

from models.database import Database
from tests.helpers.world import World


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Two made-up stations in an otherwise empty database, on SQLite and on PostgreSQL."""
    database = Database.open(database_url, patient=True)
    yield World(database)
    database.dispose()
