"""Forms of a whole made-up prefecture, on PostgreSQL, and of a station, on SQLite: against SQL, and against duckdb."""

import csv
import itertools
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import duckdb
from sqlalchemy import text

from bot.commands.all_forms import all_forms
from bot.usecases.issue_form import FormOrder, issue_form
from models.database import Database
from models.rules.codes import UnitKind
from tests.bench.counted import differing, query, summed
from tests.bench.loading import load
from tests.bench.prefecture import TODAY, Prefecture
from tests.bench.table import Line, line, p99, pairs
from tests.helpers import databases
from tests.helpers.sending import itself

YEAR = TODAY.year

TUNED = (
    # First interviews by month and category as entered.
    """
    SELECT substr(CAST(first AS VARCHAR), 1, 7), category, count(*)
    FROM (SELECT v.target_id, min(v.visited_on) AS first, min(t.category) AS category
          FROM visits v JOIN targets t ON t.id = v.target_id
          WHERE v.home_beat_id = {beat} AND v.visited_on >= '{year}-01-01' AND v.outcome = 'interview'
          AND NOT EXISTS (SELECT 1 FROM voids WHERE visit_id = v.id)
          GROUP BY v.target_id) AS f
    GROUP BY 1, 2
    """,
    """
    SELECT substr(CAST(visited_on AS VARCHAR), 1, 7), sum(cr_cards), sum(patrol_cards),
           sum(CASE WHEN new_card THEN 1 ELSE 0 END)
    FROM visits v
    WHERE home_beat_id = {beat} AND visited_on >= '{year}-01-01'
    AND NOT EXISTS (SELECT 1 FROM voids WHERE visit_id = v.id)
    GROUP BY 1
    """,
    "SELECT category, kind, card, count(*) FROM targets WHERE beat_id = {beat} GROUP BY 1, 2, 3",
    """
    SELECT kind, substr(CAST(happened_on AS VARCHAR), 1, 7), count(*)
    FROM target_changes c
    WHERE home_beat_id = {beat} AND NOT EXISTS (SELECT 1 FROM voids WHERE change_id = c.id)
    GROUP BY 1, 2
    """,
)
"""Less than a form: no history is followed, nobody moves, no category changes. So this limit is a hard one."""


def at_scale(kind: databases.Kind, folder: Path, beats: int) -> Iterator[Line]:
    """One form and all forms over so many beats."""
    with databases.fresh(kind, folder) as url:
        load(url, Prefecture(beats))
        database = Database.open(url, patient=True)
        yield one_form(database, kind, beats)
        yield every_form(database, kind, beats, in_duckdb(database, folder))
        database.dispose()


def one_form(database: Database, kind: str, beats: int) -> Line:
    """One beat's form, beat after beat, so that no cache is warm by chance."""
    with database.reading() as session:
        codes = session.execute(text("SELECT id, code FROM units WHERE kind = 'beat' ORDER BY id")).all()
        turn, again = itertools.cycle(codes), itertools.cycle(codes)

        def ours() -> None:
            issue_form(session, FormOrder(UnitKind.BEAT, next(turn)[1], YEAR, TODAY))

        def limit() -> None:
            beat = next(again)[0]
            for query in TUNED:
                session.execute(text(query.format(beat=beat, year=YEAR))).all()

        times, limits = pairs(ours, limit, 300)
    what = f"one form of {beats} beats, {kind}: p99 (p50 {median(times) * 1000:.1f} ms)"
    return line(what, p99(times), p99(limits), 2)


def every_form(database: Database, kind: str, beats: int, duck: duckdb.DuckDBPyConnection) -> Line:
    """The forms of all beats, against a column store that has the same rows in memory and counts the same numbers.

    Every form is compared with what that counted: AssertionError, naming the lines, if one differs.
    """
    with database.reading() as session:
        numbers: dict[str, int] = dict(session.execute(text("SELECT code, id FROM units WHERE kind = 'beat'")).all())
    before = time.perf_counter()
    forms = list(all_forms(database, FormOrder(UnitKind.PREFECTURE, None, YEAR, TODAY), itself))
    ours = time.perf_counter() - before
    before = time.perf_counter()
    rows = duck.execute(query("duckdb", YEAR, TODAY)).fetchall()
    limit = time.perf_counter() - before
    counted = summed(rows)
    wrong = [each for form in forms for each in differing(counted, numbers[form.header.code], form, TODAY.month)]
    assert len(forms) == beats, len(forms)
    assert not wrong, wrong[:5]
    return line(f"forms of all {beats} beats, {kind}", ours, limit, 6)


def in_duckdb(database: Database, folder: Path) -> duckdb.DuckDBPyConnection:
    """The rows that the counting reads, in a column store; the second counting in it is the one to be timed."""
    duck = duckdb.connect()
    file = folder / "rows.csv"
    for table, columns in READ.items():
        names = ", ".join(columns)
        with database.reading() as session, file.open("w", newline="") as out:
            rows = (
                session.connection().execution_options(yield_per=10_000).execute(text(f"SELECT {names} FROM {table}"))
            )
            csv.writer(out).writerows(rows)
        types = ", ".join(f"{name} {kind}" for name, kind in columns.items())
        duck.execute(f"CREATE TABLE {table} ({types})")
        duck.execute(f"COPY {table} FROM '{file}' (HEADER false, NULLSTR '')")
    duck.execute(query("duckdb", YEAR, TODAY)).fetchall()
    return duck


READ = {
    "targets": {
        "id": "INTEGER",
        "beat_id": "INTEGER",
        "kind": "VARCHAR",
        "category": "VARCHAR",
        "card": "VARCHAR",
        "entered_on": "DATE",
        "carded_on": "DATE",
    },
    "visits": {
        "id": "INTEGER",
        "target_id": "INTEGER",
        "home_beat_id": "INTEGER",
        "visited_on": "DATE",
        "outcome": "VARCHAR",
        "new_card": "BOOLEAN",
        "cr_cards": "INTEGER",
        "patrol_cards": "INTEGER",
    },
    "target_changes": {
        "id": "INTEGER",
        "target_id": "INTEGER",
        "home_beat_id": "INTEGER",
        "happened_on": "DATE",
        "kind": "VARCHAR",
        "category": "VARCHAR",
        "to_beat_id": "INTEGER",
        "survivor_id": "INTEGER",
    },
    "beat_sheets": {"beat_id": "INTEGER", "used_on": "DATE", "kind": "VARCHAR", "sheets": "INTEGER"},
    "voids": {"visit_id": "INTEGER", "change_id": "INTEGER"},
}
"""What the counting reads, with duckdb's types."""
