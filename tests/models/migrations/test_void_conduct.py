"""Closings that were there are numbered and stay; going back, what was voided is gone."""

from collections.abc import Iterator
from datetime import date

import pytest
import sqlalchemy as sa

from models import schema
from models.database import Database
from tests.helpers.world import World

DAY = date(2026, 2, 3)


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Two visits whose requests were closed before closings had numbers."""
    database = Database.open(database_url)
    world = World(database)
    world.target("1")
    visits = [world.visit("1", DAY), world.visit("1", DAY)]
    schema.downgrade(database_url, "0002")
    with database.writing() as session:
        for visit in visits:
            session.execute(
                sa.text(
                    "INSERT INTO request_closings (visit_id, outcome, closed_on, recorded_at, audit_id)"
                    " SELECT :visit, 'done', visited_on, recorded_at, audit_id FROM visits WHERE id = :visit"
                ),
                {"visit": visit},
            )
    schema.upgrade(database_url)
    yield world
    database.dispose()


def closings(world: World) -> list[tuple[object, ...]]:
    with world.database.reading() as session:
        return [tuple(row) for row in session.execute(sa.text("SELECT * FROM request_closings ORDER BY 1"))]


def test_they_are_numbered_in_their_order(world: World) -> None:
    assert [row[:3] for row in closings(world)] == [(1, 1, "done"), (2, 2, "done")]


def test_going_back_what_was_voided_is_gone(world: World, database_url: str) -> None:
    with world.database.writing() as session:
        session.execute(
            sa.text(
                "INSERT INTO conduct_voids (closing_id, reason, voided_at, audit_id)"
                " SELECT id, 'x', recorded_at, audit_id FROM request_closings WHERE id = 1"
            )
        )
    schema.downgrade(database_url, "0002")
    assert [row[:2] for row in closings(world)] == [(2, "done")]
    schema.upgrade(database_url)
    with world.database.writing() as session, pytest.raises(sa.exc.DBAPIError, match="append-only"):
        session.execute(sa.text("DELETE FROM request_closings"))
