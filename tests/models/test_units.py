"""The organisation as it stood on a day, as known at a moment."""

import threading
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.work import Work
from models.database import Database, DatabaseFault
from models.organisation import Assignment
from models.rules.codes import Duty, UnitKind
from models.units import (
    UnitNow,
    beats_below,
    chain_on,
    lock_beats,
    officer_names,
    officers_in_charge,
    superiors,
    unit_by_code,
    units_on,
)
from tests.helpers.world import UNITS, World

DAY = date(2026, 4, 1)
EVE = date(2026, 3, 31)


def assign(world: World, officer: str, starts_on: date, ends_on: date | None = None, beat: str = "EX-P1-1") -> None:
    def record(work: Work) -> None:
        stamp = work.stamp()
        work.session.add(
            Assignment(
                beat_id=world.units[beat],
                officer_id=world.officers[officer],
                duty=Duty.IN_CHARGE,
                starts_on=starts_on,
                ends_on=ends_on,
                recorded_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
            )
        )

    world.do(None, record)


def chain(world: World, code: str, day: date, known_at: datetime | None = None) -> list[str]:
    with world.database.reading() as session:
        return [unit.code for unit in chain_on(session, world.units[code], day, known_at)]


def in_charge(world: World, day: date, known_at: datetime | None = None) -> dict[str, str]:
    codes = {world.units[code]: code for code, (kind, _, _) in UNITS.items() if kind is UnitKind.BEAT}
    with world.database.reading() as session:
        return {codes[beat]: name for beat, name in officers_in_charge(session, codes, day, known_at).items()}


def test_a_unit_is_found_by_its_code(world: World) -> None:
    with world.database.reading() as session:
        found = unit_by_code(session, "EX-P1-1")
        assert found is not None
        assert (found.id, found.kind) == (world.units["EX-P1-1"], UnitKind.BEAT)
        assert unit_by_code(session, "NO") is None


def test_a_beat_goes_to_another_post_on_the_day(world: World) -> None:
    before = world.now
    world.later(minutes=1)
    world.rename("EX-P1-1", DAY, "移管後", "EX-P2")
    assert chain(world, "EX-P1-1", EVE) == ["EX-P1-1", "EX-P1", "EX", "HQ"]
    assert chain(world, "EX-P1-1", DAY) == ["EX-P1-1", "EX-P2", "EX", "HQ"]
    assert chain(world, "EX-P1-1", DAY, before) == ["EX-P1-1", "EX-P1", "EX", "HQ"]
    with world.database.reading() as session:
        units = units_on(session, DAY)
    assert [unit.code for unit in beats_below(units, world.units["EX-P1"])] == ["EX-P1-2"]
    assert [unit.code for unit in beats_below(units, world.units["EX-P2"])] == ["EX-P1-1", "EX-P2-1"]
    assert [unit.code for unit in beats_below(units, world.units["EX-P2-1"])] == ["EX-P2-1"]
    assert units[world.units["EX-P1-1"]].name == "移管後"


def test_of_two_versions_of_a_day_the_one_recorded_last_holds(world: World) -> None:
    world.rename("EX", DAY, "誤り", "HQ")
    world.rename("EX", DAY, "正しい", "HQ")
    world.rename("EX", date(2026, 1, 1), "以前", "HQ")
    with world.database.reading() as session:
        assert units_on(session, DAY)[world.units["EX"]].name == "正しい"
        assert units_on(session, EVE)[world.units["EX"]].name == "以前"


def test_some_units_only(world: World) -> None:
    with world.database.reading() as session:
        assert set(units_on(session, DAY, ids=[world.units["EX"]])) == {world.units["EX"]}
        assert units_on(session, DAY, ids=[]) == {}
        assert chain_on(session, 10**6, DAY) == []


def test_a_circle_of_superiors_ends(world: World) -> None:
    """The tables would take one, and a form must not hang for ever."""
    world.rename("EX", DAY, "例示署", "EX-P1")
    assert chain(world, "EX-P1-1", DAY) == ["EX-P1-1", "EX-P1", "EX"]


@given(st.dictionaries(st.integers(1, 8), st.none() | st.integers(1, 8)))
def test_superiors_are_named_once_from_below(parents: dict[int, int | None]) -> None:
    units = {one: UnitNow(one, UnitKind.POST, str(one), "", parent, None) for one, parent in parents.items()}
    for one in units:
        found = list(superiors(units, one))
        assert found[0] == one
        assert len(set(found)) == len(found)
        assert [units[lower].parent_id for lower in found[:-1]] == found[1:]


def test_who_is_in_charge_and_vacancy(world: World) -> None:
    assert in_charge(world, DAY) == {"EX-P1-1": "例示 一郎", "EX-P1-2": "例示 五郎", "FR-P1-1": "他所 一郎"}
    assert in_charge(world, date(2025, 3, 31)) == {}
    assert in_charge(world, date(2026, 2, 15))["EX-P1-1"] == "例示 一郎"  # a helper is not in charge


def test_of_two_in_charge_the_one_who_started_later(world: World) -> None:
    before = world.now
    world.later(minutes=1)
    assign(world, "E002", DAY, date(2026, 4, 30))
    assign(world, "E002", date(2024, 1, 1), beat="EX-P1-2")
    assert in_charge(world, EVE)["EX-P1-1"] == "例示 一郎"
    assert in_charge(world, DAY)["EX-P1-1"] == in_charge(world, date(2026, 4, 30))["EX-P1-1"] == "例示 二郎"
    assert in_charge(world, date(2026, 5, 1))["EX-P1-1"] == "例示 一郎"
    assert in_charge(world, DAY)["EX-P1-2"] == "例示 五郎"
    assert in_charge(world, DAY, before)["EX-P1-1"] == "例示 一郎"


def test_names_of_officers(world: World) -> None:
    ids = [world.officers["E001"], world.officers["F001"], 10**6]
    with world.database.reading() as session:
        assert sorted(officer_names(session, ids, DAY).values()) == ["他所 一郎", "例示 一郎"]
        assert officer_names(session, ids, DAY, datetime.fromisoformat("2000-01-01T00:00+09:00")) == {}


def test_a_beat_is_held_by_one_at_a_time(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    world = World(database)
    one, other = world.units["EX-P1-1"], world.units["EX-P1-2"]
    with database.writing() as holder:
        lock_beats(holder, [one])
        with database.writing() as neighbour:
            lock_beats(neighbour, [other])
        with pytest.raises(DatabaseFault) as fault, database.writing() as second:
            lock_beats(second, [other, one])
        assert fault.value.code == "busy"
    database.dispose()


def test_two_that_hold_the_same_beats_never_wait_for_each_other(postgresql_url: str) -> None:
    database = Database.open(postgresql_url, patient=True)
    world = World(database)
    beats = [world.units[code] for code in ("EX-P1-1", "EX-P1-2", "EX-P2-1")]
    done: list[int] = []

    def hold(order: list[int]) -> None:
        for _ in range(30):
            with database.writing() as session:
                lock_beats(session, order)
        done.append(1)

    threads = [threading.Thread(target=hold, args=(order,)) for order in (beats, beats[::-1], beats)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database.dispose()
    assert len(done) == 3
