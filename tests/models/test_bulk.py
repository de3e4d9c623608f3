"""Rows stored in bulk are the rows that the session would have stored, under the same guard."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from models.audit import Audit
from models.base import Base
from models.bulk import Staged, among, store, with_pairs
from models.database import Database
from models.places import Building, Dwelling, PersonalData
from models.registry import Target, TargetChange, TargetNumber, Visit
from models.rules.codes import Category, ChangeKind, Outcome
from tests.helpers.world import World

AWKWARD = bytes(range(256)) + b"\\.\n\\N\t"


def how_many(database: Database, table: type[Base]) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_every_type_of_column_comes_back_as_it_was(world: World) -> None:
    """Days, times with and without a value, codes, flags, moments."""
    target, moment = world.target("1"), datetime(2026, 3, 2, 8, 30, 0, 5, tzinfo=UTC)
    whole = {
        "target_id": target,
        "home_beat_id": world.units["EX-P1-1"],
        "visited_on": date(2024, 2, 29),
        "visited_time": time(23, 59, 59),
        "outcome": Outcome.INTERCOM_ONLY,
        "officer_id": world.officers["E001"],
        "new_card": False,
        "cr_cards": 2,
        "patrol_cards": 0,
        "recorded_at": moment,
        "audit_id": 1,
    }
    other = {**whole, "visited_time": None, "outcome": Outcome.INTERVIEW, "new_card": True}
    with world.database.writing() as session:
        store(session, Visit, [whole, other])
    with world.database.reading() as session:
        found = session.scalars(select(Visit).order_by(Visit.id)).all()
    assert [{column: getattr(visit, column) for column in whole} for visit in found] == [whole, other]


def test_no_byte_and_no_character_is_taken_for_the_end_of_a_cell(world: World) -> None:
    numbers = ("\\N", "\\.", "a\tb\nc\r\\", "髙﨑𠮷", "", '",')
    target = world.target("1")
    beat = world.units["EX-P1-2"]
    with world.database.writing() as session:
        store(session, TargetNumber, [{"beat_id": beat, "number": each, "target_id": target} for each in numbers])
        store(session, PersonalData, [{"subject": "target", "subject_id": target, "sealed": AWKWARD}])
    with world.database.reading() as session:
        found = session.scalars(select(TargetNumber.number).where(TargetNumber.beat_id == beat)).all()
        assert session.scalars(select(PersonalData.sealed)).one() == AWKWARD
    assert sorted(found) == sorted(numbers)


def test_what_the_session_holds_is_stored_before(database: Database) -> None:
    """A row may refer to one that was only added to the session."""
    with database.writing() as session:
        building = Building(id=7, digest=bytes(16))
        session.add(building)
        store(session, Dwelling, [{"id": 1, "digest": bytes(16), "building_id": 7}])
        store(session, Dwelling, [])
    assert how_many(database, Dwelling) == 1


@pytest.mark.parametrize(
    "rows",
    [
        [{"id": 1, "digest": b"a" * 16, "building_id": None}, {"id": 2, "digest": b"a" * 16, "building_id": None}],
        [{"id": 1, "digest": b"a" * 16, "building_id": 404}],
        [{"id": 1, "digest": None, "building_id": None}],
    ],
    ids=["unique", "foreign key", "not null"],
)
def test_constraints_hold_and_nothing_of_the_work_stays(database: Database, rows: list[dict[str, object]]) -> None:
    def work() -> None:
        with database.writing() as session:
            session.add(Audit(at=datetime(2026, 3, 2, tzinfo=UTC), actor="system", command="test"))
            store(session, Dwelling, rows)

    with pytest.raises(IntegrityError):
        work()
    assert (how_many(database, Dwelling), how_many(database, Audit)) == (0, 0)
    with database.writing() as session:  # and the connection is fit for use
        store(session, Dwelling, [{"id": 1, "digest": b"a" * 16, "building_id": None}])


def test_what_is_append_only_stays_so(world: World) -> None:
    """On SQLite a row stored over another would be a change in disguise."""
    target, beat = world.target("1"), world.units["EX-P1-1"]
    with pytest.raises(IntegrityError), world.database.writing() as session:
        store(session, TargetNumber, [{"beat_id": beat, "number": "1", "target_id": target}])


@pytest.mark.parametrize("wanted", [(), ("1",), ("1", "3", "4"), tuple(str(each) for each in range(9_000))])
def test_rows_are_found_among_any_number_of_values(world: World, wanted: tuple[str, ...]) -> None:
    ids = {number: world.target(number) for number in ("1", "2", "3")}
    values = [ids.get(number, 10**6 + int(number)) for number in wanted]
    with world.database.reading() as session:
        found = session.scalars(select(Target.id).where(among(session, Target.id, values)))
        assert sorted(found) == sorted(ids[number] for number in ids.keys() & set(wanted))


def test_bytes_are_found_too(world: World) -> None:
    digests = [bytes([each, 0x5C, 0x27, 0, 0xFF]) for each in range(3)]
    with world.database.writing() as session:
        rows = [{"id": 100 + at, "digest": digest, "building_id": None} for at, digest in enumerate(digests)]
        store(session, Dwelling, rows)
        found = session.scalars(select(Dwelling.id).where(among(session, Dwelling.digest, [*digests[1:], b"none"])))
        assert sorted(found) == [101, 102]


def test_pairs_are_found_as_pairs(world: World) -> None:
    """Not each beat with each number; and each row once, however often it is asked for."""
    here, there = world.units["EX-P1-1"], world.units["EX-P1-2"]
    for beat, number in (("EX-P1-1", "1"), ("EX-P1-1", "2"), ("EX-P1-2", "1"), ("EX-P1-2", "𠮷\"'")):
        world.target(number, beat=beat)
    query = select(TargetNumber.beat_id, TargetNumber.number)
    with world.database.reading() as session:

        def found(*pairs: tuple[int, str]) -> list[tuple[int, str]]:
            held = with_pairs(session, query, TargetNumber.beat_id, TargetNumber.number, pairs)
            return sorted((beat, number) for beat, number in session.execute(held))

        assert found() == []
        asked = [(here, "2"), (there, "1"), (there, "1"), (there, "2"), (there, "𠮷\"'")]
        assert found(*asked) == [(here, "2"), (there, "1"), (there, "𠮷\"'")]
        assert found(*asked, *((there, f"X{each}") for each in range(5_000))) == found(*asked)


def test_staged_rows_wait_for_their_last_columns(world: World) -> None:
    target, moment = world.target("1"), datetime(2026, 3, 2, 8, 30, tzinfo=UTC)
    beat = world.units["EX-P1-1"]
    common = {"target_id": target, "home_beat_id": beat, "happened_on": date(2024, 2, 29)}
    rows = [
        {**common, "kind": ChangeKind.CR_CARDS, "sheets": 2, "category": None, "criteria": None},
        {**common, "kind": ChangeKind.CATEGORY, "sheets": None, "category": Category.PRIORITY, "criteria": 1},
    ]
    with world.database.writing() as session:
        staged, numbers = Staged(session, TargetChange), Staged(session, TargetNumber)
        for row in rows:
            staged.add([row])
        staged.add([])
        numbers.add([{"beat_id": world.units["EX-P1-2"], "number": "X", "target_id": target}])
        assert session.scalars(select(func.count()).select_from(TargetChange)).one() == 0
        staged.release(recorded_at=moment, audit_id=1)
        numbers.release()
        staged.release(recorded_at=moment, audit_id=1)  # nothing waits any more
        found = session.scalars(select(TargetChange).order_by(TargetChange.id)).all()
        assert [{column: getattr(one, column) for column in rows[0]} for one in found] == rows
        assert {(one.recorded_at, one.audit_id) for one in found} == {(moment, 1)}
    assert how_many(world.database, TargetNumber) == 2


def test_staged_rows_are_gone_with_their_transaction(database: Database) -> None:
    """And the next one may stage under the same names, on the same connection."""
    row = {"id": 1, "digest": bytes(16), "building_id": None}
    for _ in range(2):
        with database.writing() as session:
            Staged(session, Dwelling).add([row])
            session.rollback()
    with database.writing() as session:
        staged = Staged(session, Dwelling)
        staged.add([row])
        staged.release()
        again = Staged(session, Dwelling)
        again.add([{**row, "id": 2, "digest": b"b" * 16}])
        again.release()
        Staged(session, Dwelling).release()
    assert how_many(database, Dwelling) == 2


def test_released_rows_must_fit(database: Database) -> None:
    with database.writing() as session:
        staged = Staged(session, Dwelling)
        staged.add([{"id": each, "digest": bytes(16), "building_id": None} for each in range(2)])
        with pytest.raises(IntegrityError):
            staged.release()
        session.rollback()
    assert how_many(database, Dwelling) == 0
