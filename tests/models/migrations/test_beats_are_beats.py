"""Nothing of a beat can be stored of a 交番, 署 or the 県, whatever statement is tried, on both databases."""

from datetime import date

import pytest
import sqlalchemy as sa

from models import tables
from models.rules.codes import ChangeKind
from tests.helpers.world import World

DAY = date(2026, 2, 3)

COLUMNS = {
    "assignments": "beat_id",
    "beat_sheets": "beat_id",
    "plans": "beat_id",
    "register_figures": "beat_id",
    "target_changes": "to_beat_id",
    "target_numbers": "beat_id",
    "targets": "beat_id",
}


def test_every_number_of_a_beat_is_guarded() -> None:
    """Or follows that of its target, which is."""
    named = {
        (table.name, column.name)
        for table in tables.Base.metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("beat_id")
    }
    assert named == {*COLUMNS.items(), ("visits", "home_beat_id"), ("target_changes", "home_beat_id")}


@pytest.mark.parametrize("code", ["EX-P1", "EX", "HQ"])
@pytest.mark.parametrize("table", COLUMNS)
def test_a_unit_that_is_no_beat_is_refused(world: World, table: str, code: str) -> None:
    world.target("1")
    world.change("1", DAY, ChangeKind.BEAT, to_beat="EX-P1-2")
    world.plan(1)
    world.register(DAY, 9)
    with world.work() as work:
        work.session.execute(
            sa.text(
                "INSERT INTO beat_sheets (beat_id, used_on, kind, sheets, recorded_at, audit_id)"
                " SELECT beat_id, :day, 'cr_cards', 1, recorded_at, audit_id FROM targets"
            ),
            {"day": DAY},
        )
    kept = tables.Base.metadata.tables[table]
    row = {
        column.name: getattr(value, "value", value)
        for column, value in zip(kept.columns, first(world, kept), strict=True)
    }
    row |= {COLUMNS[table]: world.units[code]} | ({"id": 10**6} if "id" in row else {})
    if table == "plans":
        row["year"] = 2030
    with pytest.raises(sa.exc.DBAPIError) as fault, world.database.writing() as session:
        session.execute(sa.insert(kept).values(row))
    assert f"{table} is of a beat" in str(fault.value)


def first(world: World, table: sa.Table) -> sa.Row[tuple[object, ...]]:
    query = sa.select(table).limit(1)
    if table.name == "target_changes":
        query = query.where(table.c.to_beat_id.is_not(None))
    with world.database.reading() as session:
        return session.execute(query).one()


def test_a_unit_stays_what_it_is(world: World) -> None:
    with pytest.raises(sa.exc.DBAPIError, match="units stay what they are"), world.database.writing() as session:
        session.execute(sa.text("UPDATE units SET kind = 'station' WHERE code = 'EX-P1-1'"))
    with world.database.writing() as session:
        session.execute(sa.text("UPDATE units SET kind = kind"))
