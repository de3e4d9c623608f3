"""What the database itself refuses, and the rows beside it that it takes: one wrong thing at a time."""

import threading
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa

from models import audit, organisation, places, registry, tables
from models.database import Database
from models.rules.codes import CardState, Category, ChangeKind, Outcome, TargetKind
from tests.helpers.world import World

BEATS = ("EX-P1-1", "EX-P1-2")
DAY = date(2026, 2, 3)
MARK = "MARK"

BUSINESS = {"kind": "business", "category": "priority"}

Row = dict[str, Any]

GOOD: dict[str, Row] = {
    "targets": {
        "kind": "household",
        "category": "general",
        "criteria": 0,
        "card": "none",
        "entered_on": DAY,
        "carded_on": None,
        "last_interview_on": None,
    },
    "visits": {
        "visited_on": DAY,
        "visited_time": None,
        "outcome": "interview",
        "new_card": False,
        "cr_cards": 0,
        "patrol_cards": 0,
    },
    "target_changes": {
        "happened_on": DAY,
        "kind": "moved_out",
        "category": None,
        "criteria": None,
        "to_beat_id": None,
        "survivor_id": None,
        "sheets": None,
    },
    "beat_sheets": {"used_on": DAY, "kind": "cr_cards", "sheets": 1},
    "register_figures": {"as_of": DAY, "households": 0},
    "plans": {"year": 2026, "approved_at": datetime(2026, 1, 1, tzinfo=UTC)},
    "plan_months": {"category": "priority", "month": 1, "planned": 0},
    "voids": {"reason": "誤記", "voided_at": datetime(2026, 3, 1, tzinfo=UTC), "visit_id": MARK},
}

ACCEPTED: list[tuple[str, Row]] = [
    *((table, {}) for table in GOOD),
    ("targets", {"card": "full", "carded_on": DAY}),
    ("targets", {"category": "priority", "criteria": 1023}),
    ("targets", {**BUSINESS, "criteria": 255 * 1024}),
    ("targets", {"kind": "public_office"}),
    ("visits", {"new_card": True}),
    ("target_changes", {"kind": "category", "category": "priority", "criteria": 3}),
    ("target_changes", {"kind": "beat", "to_beat_id": MARK}),
    ("target_changes", {"kind": "duplicate", "survivor_id": MARK}),
    ("target_changes", {"kind": "patrol_cards", "sheets": 2}),
]

REFUSED: list[tuple[str, str, Row]] = [
    ("targets", "ck_targets_carded_on_of_card", {"carded_on": DAY}),
    ("targets", "ck_targets_criteria_known", {**BUSINESS, "criteria": 256 * 1024}),
    ("targets", "ck_targets_criteria_known", {"category": "priority", "criteria": -1}),
    ("targets", "ck_targets_criteria_of_kind", {"category": "priority", "criteria": 1024}),
    ("targets", "ck_targets_criteria_of_kind", {**BUSINESS, "criteria": 1}),
    ("targets", "ck_targets_criteria_of_kind", {**BUSINESS, "criteria": 1025}),
    ("targets", "ck_targets_criteria_of_priority", {"criteria": 1}),
    ("targets", "ck_targets_targetkind", {"kind": "castle"}),
    ("targets", "ck_targets_category", {"category": "all"}),
    ("targets", "ck_targets_cardstate", {"card": "FULL"}),
    ("targets", "", {"kind": None}),
    ("targets", "", {"dwelling_id": 10**6}),
    ("visits", "ck_visits_card_needs_interview", {"outcome": "absent", "new_card": True}),
    ("visits", "ck_visits_sheets_not_negative", {"cr_cards": -1}),
    ("visits", "ck_visits_sheets_not_negative", {"patrol_cards": -1}),
    ("visits", "ck_visits_outcome", {"outcome": "slept"}),
    ("visits", "", {"home_beat_id": MARK}),
    ("visits", "", {"officer_id": 10**6}),
    ("visits", "", {"audit_id": 10**6}),
    ("target_changes", "ck_target_changes_category_of_kind", {"kind": "category", "criteria": 0}),
    ("target_changes", "ck_target_changes_category_of_kind", {"category": "general"}),
    ("target_changes", "ck_target_changes_criteria_of_kind", {"kind": "category", "category": "general"}),
    ("target_changes", "ck_target_changes_criteria_of_kind", {"criteria": 0}),
    (
        "target_changes",
        "ck_target_changes_criteria_known",
        {"kind": "category", "category": "priority", "criteria": -1},
    ),
    (
        "target_changes",
        "ck_target_changes_criteria_of_priority",
        {"kind": "category", "category": "general", "criteria": 1},
    ),
    ("target_changes", "ck_target_changes_beat_of_kind", {"kind": "beat"}),
    ("target_changes", "ck_target_changes_beat_of_kind", {"to_beat_id": MARK}),
    ("target_changes", "ck_target_changes_survivor_of_kind", {"kind": "duplicate"}),
    ("target_changes", "ck_target_changes_survivor_of_kind", {"survivor_id": MARK}),
    ("target_changes", "ck_target_changes_survivor_is_another", {"kind": "duplicate", "survivor_id": "itself"}),
    ("target_changes", "ck_target_changes_sheets_of_kind", {"kind": "cr_cards"}),
    ("target_changes", "ck_target_changes_sheets_of_kind", {"sheets": 1}),
    ("target_changes", "ck_target_changes_sheets_positive", {"kind": "cr_cards", "sheets": 0}),
    ("target_changes", "ck_target_changes_changekind", {"kind": "vanished"}),
    ("target_changes", "ck_target_changes_category", {"kind": "category", "category": "all", "criteria": 0}),
    ("target_changes", "", {"home_beat_id": MARK}),
    ("beat_sheets", "ck_beat_sheets_sheets_positive", {"sheets": 0}),
    ("beat_sheets", "ck_beat_sheets_sheetkind", {"kind": "paper"}),
    ("register_figures", "ck_register_figures_not_negative", {"households": -1}),
    ("plans", "ck_plans_year", {"year": 1899}),
    ("plans", "ck_plans_year", {"year": 10_000}),
    ("plan_months", "ck_plan_months_month", {"month": 0}),
    ("plan_months", "ck_plan_months_month", {"month": 13}),
    ("plan_months", "ck_plan_months_not_negative", {"planned": -1}),
    ("plan_months", "ck_plan_months_category", {"category": "all"}),
    ("voids", "ck_voids_one_fact", {"visit_id": None}),
    ("voids", "ck_voids_one_fact", {"target_id": MARK}),
    ("voids", "ck_voids_reason_given", {"reason": ""}),
]


@pytest.fixture
def ground(world: World) -> World:
    """Two targets of one beat, the first with a visit."""
    world.target("1")
    world.target("2")
    world.visit("1", DAY)
    return world


def complete(world: World, table: str, row: Row) -> Row:
    """A row that is good but for what the test changes; ``MARK`` is another beat, target, or the visit."""
    target, other = world.targets["EX-P1-1/1"], world.targets["EX-P1-1/2"]
    whole = {
        "audit_id": 1,
        "recorded_at": datetime(2026, 3, 1, tzinfo=UTC),
        "beat_id": world.units[BEATS[0]],
        "home_beat_id": world.units[BEATS[0]],
        "target_id": None if table == "voids" else target,
        "dwelling_id": 1,
        "officer_id": world.officers["E001"],
        "plan_id": None,
        **GOOD[table],
        **row,
    }
    marks = {"to_beat_id": world.units[BEATS[1]], "home_beat_id": world.units[BEATS[1]], "visit_id": 1}
    for name, value in whole.items():
        if value == MARK:
            whole[name] = marks.get(name, other)
        elif value == "itself":
            whole[name] = target
    return {name: value for name, value in whole.items() if name in tables.Base.metadata.tables[table].c}


def insert(world: World, table: str, row: Row) -> None:
    """Past SQLAlchemy's own checks, by plain SQL."""
    shape = tables.Base.metadata.tables[table]
    plain = sa.table(
        table, *(sa.column(c.name, sa.String() if isinstance(c.type, sa.Enum) else c.type) for c in shape.c)
    )
    with world.database.writing() as session:
        if table == "plan_months":
            plan = registry.Plan(**complete(world, "plans", {}))
            session.add(plan)
            session.flush()
            row = {"plan_id": plan.id, **row}
        session.execute(sa.insert(plain), complete(world, table, row))


@pytest.mark.parametrize(("table", "row"), ACCEPTED)
def test_the_database_takes(ground: World, table: str, row: Row) -> None:
    insert(ground, table, row)


@pytest.mark.parametrize(("table", "constraint", "row"), REFUSED)
def test_the_database_refuses(ground: World, table: str, constraint: str, row: Row) -> None:
    with pytest.raises(sa.exc.IntegrityError) as fault:
        insert(ground, table, row)
    assert constraint in str(fault.value)


def test_every_check_is_tried() -> None:
    tried = {constraint for _, constraint, _ in REFUSED}
    checks = {
        str(one.name)
        for table in (
            getattr(registry, name).__table__ for name in dir(registry) if hasattr(getattr(registry, name), "__table__")
        )
        for one in table.constraints
        if isinstance(one, sa.CheckConstraint)
    }
    assert checks - tried == set()


def test_a_fact_is_voided_once(ground: World) -> None:
    ground.void(visit_id=1)
    with pytest.raises(sa.exc.IntegrityError):
        ground.void(visit_id=1)


def test_a_number_is_given_once_in_a_beat(ground: World) -> None:
    with pytest.raises(sa.exc.IntegrityError):
        ground.target("1")
    ground.target("1", beat=BEATS[1])


def test_a_beat_has_one_figure_a_day_until_it_is_voided(ground: World) -> None:
    ground.register(DAY, 9)
    ground.register(DAY, 9, beat=BEATS[1])
    ground.register(date(2026, 2, 4), 9)
    with pytest.raises(sa.exc.IntegrityError):
        ground.register(DAY, 10)
    ground.void(register_id=1)
    ground.register(DAY, 10)
    with pytest.raises(sa.exc.IntegrityError):
        ground.register(DAY, 11)


def test_of_two_figures_entered_at_once_one_is_refused(ground: World) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(2)

    def enter(households: int) -> None:
        ready.wait()
        try:
            with ground.work() as work:
                stamp = work.stamp()
                figure = registry.RegisterFigure(
                    beat_id=ground.units[BEATS[0]],
                    as_of=DAY,
                    households=households,
                    recorded_at=stamp.recorded_at,
                    audit_id=stamp.audit_id,
                )
                work.session.add(figure)
                work.session.flush()
                # On PostgreSQL the other one stands before the first is committed.
                threading.Event().wait(0.1)
        except sa.exc.IntegrityError:
            outcomes.append("refused")
        else:
            outcomes.append("stored")

    threads = [threading.Thread(target=enter, args=(households,)) for households in (8, 9)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "stored"]


def test_codes_are_stored_by_their_values(ground: World) -> None:
    ground.change("2", DAY, ChangeKind.MOVED_OUT)
    with ground.database.reading() as session:
        row = session.execute(sa.text("SELECT kind, category, card FROM targets WHERE id = 1")).one()
        assert tuple(row) == (TargetKind.HOUSEHOLD.value, Category.GENERAL.value, CardState.FULL.value)
        assert session.scalar(sa.text("SELECT outcome FROM visits")) == Outcome.INTERVIEW.value


@pytest.mark.parametrize(
    ("table", "column"), [(places.Building, "digest"), (organisation.Unit, "code"), (organisation.Officer, "staff_no")]
)
def test_what_is_known_by_it_has_it_once(database: Database, table: Any, column: str) -> None:
    more = {"kind": "beat"} if table is organisation.Unit else {}
    value: Any = b"x" * 16 if column == "digest" else "X1"
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.add_all([table(**{column: value}, **more), table(**{column: value}, **more)])


def test_the_ledger_has_one_horizon(database: Database) -> None:
    with pytest.raises(sa.exc.IntegrityError), database.writing() as session:
        session.add(audit.Horizon(id=2, at=datetime(2026, 1, 1, tzinfo=UTC)))
