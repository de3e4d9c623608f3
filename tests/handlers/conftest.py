"""The world that people type in."""

from collections.abc import Iterator

import pytest

from bot.playground.client import WorkspaceClient, started
from tests.handlers.talk import Talk
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, phones
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def talk(world_url: str) -> Iterator[Talk]:
    """A chat with the bot over two made-up stations, on SQLite and on PostgreSQL."""
    database = opened(world_url)
    yield Talk(shared_worlds().world(database))
    database.dispose()


@pytest.fixture(scope="session")
def workspace() -> Iterator[WorkspaceClient]:
    """Slack's look-alike in a process of its own."""
    with started("--share-delay", "0", "--patience", "20") as client:
        yield client


@pytest.fixture
def phone(world_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    """Phones of everybody in two made-up stations, on SQLite and on PostgreSQL: the whole way over signed HTTP."""
    database = opened(world_url)
    with phones(shared_worlds().world(database), workspace) as ready:
        yield ready
        for officer in ready.world.officers:
            ready.closes(officer)
    database.dispose()
