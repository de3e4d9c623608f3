"""Statements made beforehand: the same rows as through the mapper, and nothing that waits is overlooked."""

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from models.audit import Audit, SeenRequest
from models.organisation import Unit
from models.prepared import has_arrays, one_of, run, store_one, store_row
from models.rules.codes import UnitKind
from tests.helpers.world import World


def test_what_is_yet_to_be_stored_is_seen(world: World) -> None:
    with world.database.writing() as session:
        session.add(Unit(kind=UnitKind.BEAT, code="XX-1"))
        rows = run(
            session, select(Unit.kind).where(one_of(Unit.code, "codes", arrays=has_arrays(session))), codes=["XX-1"]
        )
        assert rows == [(UnitKind.BEAT,)]


@pytest.mark.parametrize("wanted", [[], ["EX-P1-1"], ["EX-P1-1", "EX-P1-2", "nowhere"]])
def test_one_of_is_any_number_of_values(world: World, wanted: list[str]) -> None:
    with world.database.reading() as session:
        query = select(Unit.code).where(one_of(Unit.code, "codes", arrays=has_arrays(session))).order_by(Unit.code)
        found = run(session, query, codes=wanted)
    assert found == [(code,) for code in wanted if code != "nowhere"]


@pytest.mark.parametrize("known", [0, 1, 3])
def test_one_of_is_any_number_of_numbers(world: World, known: int) -> None:
    wanted = [*sorted(world.units.values())[:known], -1]
    with world.database.reading() as session:
        query = select(Unit.id).where(one_of(Unit.id, "numbers", arrays=has_arrays(session))).order_by(Unit.id)
        assert run(session, query, numbers=wanted) == [(number,) for number in wanted[:-1]]
        assert run(session, query, numbers=[]) == []


def test_a_row_stored_at_once_gives_its_key(world: World) -> None:
    with world.database.writing() as session:
        first, second = (store_one(session, Audit, at=world.now, actor="system", command="x") for _ in range(2))
        assert second > first
        audit = session.get_one(Audit, second)
        assert (audit.at, audit.officer_id, audit.command) == (world.now, None, "x")
        assert store_row(session, SeenRequest, digest="d", seen_at=world.now) == ("d",)


def test_what_is_stored_twice_is_refused(world: World) -> None:
    with world.database.writing() as session:
        store_row(session, SeenRequest, digest="d", seen_at=world.now)
    with world.database.writing() as session, pytest.raises(IntegrityError):
        store_row(session, SeenRequest, digest="d", seen_at=world.now)
