"""The station that notices are tried in."""

from collections.abc import Iterator

import pytest

from tests.helpers.opening import opened
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    """Two made-up stations in an otherwise empty database, on SQLite and on PostgreSQL."""
    database = opened(world_url, patient=True)
    yield shared_worlds().world(database)
    database.dispose()
