"""A turn of the notices: it wakes the delivery when it said something, and outlives a database that is away."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from models.database import Database
from scheduler.notices import notices_turn
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    database = Database.open(world_url, patient=True)
    yield shared_worlds().world(database)
    database.dispose()


def test_the_delivery_is_woken_when_something_was_said(world: World) -> None:
    woken: list[int] = []
    turn = notices_turn(world.database, world.at("2026-04-01T08:30").clock, lambda: woken.append(1))
    turn()
    turn()
    assert woken == [1]


def test_a_database_that_is_away_is_met_again(world: World) -> None:
    woken: list[int] = []
    ticked: list[int] = []
    turn = notices_turn(
        world.database, world.at("2026-04-01T08:30").clock, lambda: woken.append(1), lambda: ticked.append(1)
    )
    with world.database.writing() as session:
        session.execute(sa.text("ALTER TABLE notices RENAME TO away"))
    turn()
    assert ticked == []
    with world.database.writing() as session:
        session.execute(sa.text("ALTER TABLE away RENAME TO notices"))
    turn()
    assert woken == [1]
    assert ticked == [1]
