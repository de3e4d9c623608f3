"""The world that people type in."""

from collections.abc import Iterator

import pytest

from models.database import Database
from tests.handlers.talk import Talk
from tests.helpers.world import World


@pytest.fixture
def talk(database_url: str) -> Iterator[Talk]:
    """A chat with the bot over two made-up stations, on SQLite and on PostgreSQL."""
    database = Database.open(database_url)
    yield Talk(World(database))
    database.dispose()
