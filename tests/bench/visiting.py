"""One visit in process, against what the database must be asked and told of it, by the driver alone.

The limit looks up the officer, the duties, the target by its number, all that happened to it, and the station's policy,
under the same locks; and stores the same two rows for good. It judges nothing, makes no object and says no word.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import cycle
from statistics import median
from typing import Any

from sqlalchemy import text

from bot.usecases.record_visit import VisitOrder, record_visit
from bot.work import Work
from models.base import stored_text
from models.database import Database
from models.locks import LEDGER_LOCK
from models.people import person_by_staff_no
from models.rules.codes import Outcome
from tests.bench.table import Line, line, pairs

TODAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 3, tzinfo=UTC)
OFFICER, BEAT = "M001", "MIHON-1-1"

ASKED = (
    (
        "SELECT v.officer_id, o.staff_no, v.name, v.rank, v.unit_id, r.role FROM officer_versions v"
        " JOIN officers o ON o.id = v.officer_id LEFT JOIN officer_roles r ON r.version_id = v.id"
        " WHERE o.staff_no = :staff_no AND v.since <= :today ORDER BY v.since, v.recorded_at, v.id"
    ),
    "SELECT beat_id, duty, starts_on, ends_on, withdrawn FROM assignments WHERE officer_id = :officer",
    "SELECT id, code FROM units WHERE id = :beat /*FOR NO KEY UPDATE*/",
    (
        "SELECT t.id, t.entered_on, t.kind, t.category, t.card, t.carded_on FROM target_numbers n"
        " JOIN targets t ON t.id = n.target_id WHERE n.beat_id = :beat AND n.number = :number"
        " /*FOR NO KEY UPDATE OF t*/"
    ),
    (
        "SELECT visited_on, visited_time, outcome, new_card, cr_cards, patrol_cards FROM visits v"
        " WHERE target_id = :target AND NOT EXISTS (SELECT 1 FROM voids WHERE visit_id = v.id)"
    ),
    (
        "SELECT happened_on, kind, category, to_beat_id, survivor_id, sheets FROM target_changes c"
        " WHERE target_id = :target AND NOT EXISTS (SELECT 1 FROM voids WHERE change_id = c.id)"
    ),
    (
        "SELECT target_id, happened_on FROM target_changes c"
        " WHERE survivor_id = :target AND NOT EXISTS (SELECT 1 FROM voids WHERE change_id = c.id)"
    ),
    'SELECT "values" FROM policies WHERE unit_id = :station AND since <= :today ORDER BY since, recorded_at, id',
    f"/*SELECT pg_advisory_xact_lock_shared({LEDGER_LOCK})*/",
    "SELECT at FROM horizon",
)
"""What is between ``/*`` and ``*/`` is for PostgreSQL: on SQLite whoever writes is alone."""

TOLD = (
    "INSERT INTO audit (at, officer_id, actor, command) VALUES (:now, :officer, :staff_no, 'visit') RETURNING id",
    (
        "INSERT INTO visits (target_id, home_beat_id, visited_on, visited_time, outcome, officer_id, new_card,"
        " cr_cards, patrol_cards, recorded_at, audit_id) VALUES (:target, :beat, :today, '12:00:00.000000', 'absent',"
        " :officer, false, 0, 0, :now, :audit) RETURNING id"
    ),
)


NUMBER, AUDIT = 3, len(ASKED)
"""Where among all these the target is found, and where the audit's row gets its number."""


def writing(kind: str, database: Database, numbers: list[str], rounds: int) -> Line:
    """A visit at one of some targets after the other; all numbers are of the officer's beat."""
    remaining(database)
    turns, again = cycle(numbers), cycle(numbers)
    minutes = cycle((NOW - timedelta(minutes=past)).time() for past in range(1, 174))  # one visit a minute at a target

    def visit() -> None:
        with database.writing() as session:
            actor = person_by_staff_no(session, OFFICER, TODAY)
            order = VisitOrder(next(turns), Outcome.ABSENT, TODAY, next(minutes))
            record_visit(Work(session, NOW, "visit", actor), order)

    alone = by_the_driver(database)
    ours, limit = pairs(visit, lambda: alone(next(again)), rounds)
    return line(f"/junkai visit in process, {kind}: median", median(ours), median(limit), 2)


def by_the_driver(database: Database) -> Callable[[str], None]:
    """What a visit at a number costs without junkai, on a connection of its own."""
    with database.reading() as session:
        who = "SELECT id FROM officers WHERE staff_no = :who"
        officer = session.execute(text(who), {"who": OFFICER}).scalar_one()
        beat = session.execute(text("SELECT id FROM units WHERE code = :code"), {"code": BEAT}).scalar_one()
        station = session.execute(text("SELECT min(id) FROM units WHERE kind = 'station'")).scalar_one()
    connection: Any = database.engine.connect().connection.driver_connection
    sqlite = database.dialect == "sqlite"
    said = [spoken(one, sqlite=sqlite) for one in (*ASKED, *TOLD)]
    today, now = (TODAY.isoformat(), stored_text(NOW)) if sqlite else (TODAY, NOW)
    always = {"staff_no": OFFICER, "officer": officer, "beat": beat, "station": station, "today": today, "now": now}

    def act(number: str) -> None:
        given = always | {"number": number}
        if sqlite:
            connection.execute("BEGIN IMMEDIATE")
        for statement in filter(None, said):
            rows = connection.execute(statement, given).fetchall()
            if statement is said[NUMBER]:
                given["target"] = rows[0][0]
            elif statement is said[AUDIT]:
                given["audit"] = rows[0][0]
        connection.commit()

    return act


def spoken(statement: str, *, sqlite: bool) -> str:
    """A statement as one of the databases takes it; empty for one that is only for the other."""
    if sqlite:
        return " ".join(part.partition("*/")[2] if "*/" in part else part for part in statement.split("/*")).strip()
    said = statement.replace("/*", "").replace("*/", "")
    for name in ("staff_no", "today", "officer", "beat", "number", "target", "station", "now", "audit"):
        said = said.replace(f":{name}", f"%({name})s")
    return said


def remaining(database: Database) -> None:
    """The numbers that visits go to must be there: those that left come back by voiding their leaving."""
    with database.writing() as session:
        stamp = Work(session, NOW, "bench").stamp()
        session.execute(
            text(
                "INSERT INTO voids (change_id, reason, voided_at, audit_id)"
                " SELECT c.id, 'bench', a.at, a.id FROM target_changes c, audit a WHERE a.id = :audit"
            ),
            {"audit": stamp.audit_id},
        )
