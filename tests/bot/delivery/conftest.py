"""The office that tests of delivery share."""

from collections.abc import Iterator

import pytest

from bot.playground.client import WorkspaceClient, started
from tests.helpers.delivery import Office
from tests.helpers.opening import opened


@pytest.fixture(scope="module")
def slack() -> Iterator[WorkspaceClient]:
    """The workspace, a process of its own."""
    with started("--share-delay", "0.03") as workspace:
        yield workspace


@pytest.fixture
def office(database_url: str, slack: WorkspaceClient) -> Iterator[Office]:
    """An empty outbox, and a workspace that behaves unless told otherwise."""
    slack.no_faults()
    database = opened(database_url)
    yield Office(database, slack)
    database.dispose()
