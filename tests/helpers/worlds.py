"""Databases in which the made-up stations stand already: written once, and copied with their tables."""

import functools

from models.database import Database
from tests.helpers import databases
from tests.helpers.world import World


class Worlds:
    """What most tests begin with. A test takes the fixture ``world_url`` and gives its database to ``world``."""

    def __init__(self) -> None:
        self.templates = databases.Templates(self._found)
        self._units: dict[str, int] = {}
        self._officers: dict[str, int] = {}

    def world(self, database: Database) -> World:
        """The world in a copy."""
        return World(database, units=dict(self._units), officers=dict(self._officers))

    def _found(self, url: str) -> None:
        databases.migrate(url)
        database = Database.open(url)
        first = World(database)
        self._units, self._officers = first.units, first.officers
        database.dispose()


@functools.cache
def shared_worlds() -> Worlds:
    """Give this process's worlds."""
    return Worlds()
