"""Facts stay as they were recorded, whatever statement is tried, on both databases."""

import sqlite3
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa

from models import tables
from models.audit import AuditNote, Horizon
from models.conduct import CardEvent, ConductVoid, Policy, RegisterTown, RequestClosing, VisitDetail
from models.database import Database
from models.notices import Absence, NoticeDecision
from models.registry import BeatSheets, Plan, PlanMonth, TargetDwelling
from models.rules.codes import Category, ChangeKind, SheetKind
from models.rules.conduct import CardStep, RequestCategory, RequestOutcome
from models.rules.notices import Notice
from tests.helpers.world import World

DAY = date(2026, 2, 3)

TABLES = (
    "absences",
    "assignments",
    "audit",
    "audit_notes",
    "beat_sheets",
    "card_events",
    "conduct_voids",
    "notices",
    "officer_roles",
    "officer_versions",
    "plan_months",
    "plans",
    "policies",
    "register_figures",
    "register_towns",
    "request_closings",
    "target_changes",
    "target_dwellings",
    "target_numbers",
    "targets",
    "unit_versions",
    "visit_details",
    "visits",
    "voids",
)

CHANGEABLE = {
    "buildings",  # a place is known by its digest; nothing counts on it
    "dwellings",
    "horizon",  # goes forward; tried below
    "officers",  # the Slack id changes
    "outbox",
    "outbox_files",
    "pace",
    "personal_data",  # names are corrected, keys rotated
    "sealed_keys",
    "seen_requests",
    "units",
}


@pytest.fixture
def full(world: World) -> World:
    """At least one row in every append-only table, on both databases."""
    return filled(world)


def filled(world: World) -> World:
    target = world.target("1")
    world.visit("1", DAY)
    world.change("1", DAY, ChangeKind.MOVED_OUT)
    world.register(DAY, 9)
    with world.work() as work:
        stamp = work.stamp()
        stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        beat = world.units["EX-P1-1"]
        plan = Plan(beat_id=beat, year=2026, approved_at=stamp.recorded_at, **stamped)
        sheets = BeatSheets(beat_id=beat, used_on=DAY, kind=SheetKind("cr_cards"), sheets=1, **stamped)
        moved = TargetDwelling(target_id=target, dwelling_id=1, **stamped)
        work.session.add_all([plan, sheets, moved, AuditNote(audit_id=stamp.audit_id, what="test", detail={})])
        work.session.flush()
        work.session.add_all(
            [
                VisitDetail(visit_id=1, topics=3, not_before=None, preferred=None, request=RequestCategory.PATROL),
                RequestClosing(visit_id=1, outcome=RequestOutcome.DONE, closed_on=DAY, **stamped),
                CardEvent(target_id=target, step=CardStep.HANDED_OUT, happened_on=DAY, parts=0, **stamped),
                RegisterTown(figure_id=1, town="例示町", households=9),
                Policy(unit_id=world.units["EX"], since=DAY, values={}, **stamped),
                Absence(officer_id=world.officers["E001"], starts_on=DAY, ends_on=DAY, **stamped),
                NoticeDecision(
                    kind=Notice.NUDGE,
                    period="2026-02",
                    unit_id=beat,
                    officer_id=world.officers["E001"],
                    message_id=None,
                    decided_at=stamp.recorded_at,
                ),
            ]
        )
        work.session.flush()
        work.session.add(
            ConductVoid(card_event_id=1, reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id)
        )
        work.session.add(PlanMonth(plan_id=plan.id, category=Category.PRIORITY, month=1, planned=1))
    world.void(visit_id=1)
    world.void(register_id=1)  # else another rule would refuse it first
    return world


def content(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.reading() as session:
        return sorted((tuple(row) for row in session.execute(sa.text(f"SELECT * FROM {table}"))), key=repr)


def refuse(world: World, table: str, *statements: str) -> None:
    before = content(world.database, table)
    assert before
    for statement in statements:
        with pytest.raises(sa.exc.DBAPIError) as fault, world.database.writing() as session:
            session.execute(sa.text(statement))
        assert f"{table} is append-only" in str(fault.value)
    assert content(world.database, table) == before


@pytest.mark.parametrize("table", TABLES)
def test_rows_stay_as_they_are(full: World, table: str) -> None:
    column = tables.Base.metadata.tables[table].primary_key.columns.keys()[0]
    refuse(full, table, f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}")
    if full.database.dialect == "postgresql":
        refuse(full, table, f"TRUNCATE {table} CASCADE")
        refuse(
            full, table, f"INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key(table)}) DO UPDATE {same(table)}"
        )
    else:
        refuse(full, table, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
        refuse(full, table, f"REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
        refuse(full, table, f"INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT DO UPDATE {same(table)}")


def key(table: str) -> str:
    return ", ".join(tables.Base.metadata.tables[table].primary_key.columns.keys())


def same(table: str) -> str:
    column = tables.Base.metadata.tables[table].primary_key.columns.keys()[0]
    return f"SET {column} = excluded.{column}"


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_keeps_rows_from_programs_that_know_nothing(sqlite_url: str, table: str) -> None:
    database = Database.open(sqlite_url)
    filled(World(database))
    file = sqlite3.connect(str(database.engine.url.database))
    assert file.execute("PRAGMA recursive_triggers").fetchone() == (0,)
    before = content(database, table)
    for statement in (
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
        f"UPDATE OR REPLACE {table} SET {tables.Base.metadata.tables[table].primary_key.columns.keys()[0]} = 1",
        f"DELETE FROM {table}",
    ):
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            file.execute(statement)
    file.close()
    assert content(database, table) == before
    database.dispose()


def test_a_void_is_not_replaced_through_the_fact_it_names(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    world = World(database)
    world.target("1")
    world.visit("1", DAY)
    world.void(visit_id=1)
    file = sqlite3.connect(str(database.engine.url.database))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        file.execute("INSERT OR REPLACE INTO voids (visit_id, reason, voided_at, audit_id) VALUES (1, 'x', 'x', 1)")
    file.close()
    database.dispose()


def test_every_table_is_either_kept_or_meant_to_change() -> None:
    assert set(tables.Base.metadata.tables) == set(TABLES) | CHANGEABLE
    assert not set(TABLES) & CHANGEABLE


def test_the_horizon_goes_forward_only(world: World) -> None:
    with world.work() as work:
        moment = work.issue_moment()
    with pytest.raises(sa.exc.DBAPIError, match="forward"), world.database.writing() as session:
        session.get_one(Horizon, 1).at = moment - timedelta(microseconds=1)
    with pytest.raises(sa.exc.DBAPIError, match="forward"), world.database.writing() as session:
        session.execute(sa.delete(Horizon))
    again = "TRUNCATE horizon" if world.database.dialect == "postgresql" else "REPLACE INTO horizon VALUES (1, '')"
    with pytest.raises(sa.exc.DBAPIError, match="forward"), world.database.writing() as session:
        session.execute(sa.text(again))
    with world.database.writing() as session:
        session.get_one(Horizon, 1).at = datetime(2026, 12, 31, tzinfo=UTC)
