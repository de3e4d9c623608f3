"""The world that people type in."""

from collections.abc import Iterator

import pytest

from bot.playground.client import WorkspaceClient, started
from models.database import Database
from tests.handlers.talk import Talk
from tests.helpers.phone import Phone, phones
from tests.helpers.world import World


@pytest.fixture
def talk(database_url: str) -> Iterator[Talk]:
    """A chat with the bot over two made-up stations, on SQLite and on PostgreSQL."""
    database = Database.open(database_url)
    yield Talk(World(database))
    database.dispose()


@pytest.fixture(scope="session")
def workspace() -> Iterator[WorkspaceClient]:
    """Slack's look-alike in a process of its own."""
    with started("--share-delay", "0", "--patience", "20") as client:
        yield client


@pytest.fixture
def phone(database_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    """Phones of everybody in two made-up stations, on SQLite and on PostgreSQL: the whole way over signed HTTP."""
    database = Database.open(database_url)
    with phones(World(database), workspace) as ready:
        yield ready
        for officer in ready.world.officers:
            ready.closes(officer)
    database.dispose()
