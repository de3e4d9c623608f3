"""The world that use-cases are tried in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from models.sealing import Sealer, new_key
from tests.helpers.office import Office
from tests.helpers.opening import opened
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    """Two made-up stations in an otherwise empty database, on SQLite and on PostgreSQL."""
    database = opened(world_url)
    yield shared_worlds().world(database)
    database.dispose()


@pytest.fixture
def office(database_url: str, tmp_path: Path) -> Iterator[Office]:
    """An administrator at an empty database, on SQLite and on PostgreSQL."""
    database = opened(database_url, patient=True)
    yield Office(database, tmp_path, Sealer([new_key()]))
    database.dispose()
