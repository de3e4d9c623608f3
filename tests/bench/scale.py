"""Forms of a whole made-up prefecture, on PostgreSQL, and of a station, on SQLite: against SQL, and against duckdb."""

import itertools
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import duckdb
from sqlalchemy import text

from bot.usecases.issue_form import FormOrder, issue_all, issue_form
from models.database import Database
from models.rules.codes import Row, Split, UnitKind
from tests.bench.loading import load
from tests.bench.prefecture import COLUMNS, TODAY, Prefecture, Rows
from tests.bench.table import Line, line, p99, pairs
from tests.helpers import databases

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

DUCK = (
    """
    SELECT beat, category, month(first), count(*)
    FROM (SELECT v.target_id, any_value(t.beat_id) AS beat, any_value(t.category) AS category,
                 min(v.visited_on) AS first
          FROM visits v JOIN targets t ON t.id = v.target_id
          WHERE v.visited_on >= '{year}-01-01' AND v.outcome = 'interview'
          GROUP BY v.target_id)
    GROUP BY 1, 2, 3
    """,
    """
    SELECT home_beat_id, month(visited_on), sum(cr_cards), sum(patrol_cards), sum(new_card::int)
    FROM visits WHERE visited_on >= '{year}-01-01' GROUP BY 1, 2
    """,
    "SELECT beat_id, category, kind, card, count(*) FROM targets GROUP BY 1, 2, 3, 4",
    """
    SELECT home_beat_id, kind, year(happened_on), month(happened_on), count(*)
    FROM target_changes GROUP BY 1, 2, 3, 4
    """,
)


def at_scale(kind: databases.Kind, folder: Path, beats: int) -> Iterator[Line]:
    """One form and all forms over so many beats."""
    prefecture = Prefecture(beats)
    with databases.fresh(kind, folder) as url:
        load(url, prefecture)
        database = Database.open(url, patient=True)
        yield one_form(database, kind, beats)
        yield all_forms(database, kind, beats, in_duckdb(prefecture))
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


def all_forms(database: Database, kind: str, beats: int, duck: duckdb.DuckDBPyConnection) -> Line:
    """The forms of all beats, against the like counts by a column store that has the same rows in memory."""
    with database.reading() as session:
        before = time.perf_counter()
        done = sum(
            int(form.line(Row.FIRST_INTERVIEWS, Split.ALL).total or 0)
            for form in issue_all(session, FormOrder(UnitKind.PREFECTURE, None, YEAR, TODAY))
        )
        ours = time.perf_counter() - before
    assert done > beats  # they were counted
    before = time.perf_counter()
    for query in DUCK:
        duck.execute(query.format(year=YEAR)).fetchall()
    return line(f"forms of all {beats} beats, {kind}", ours, time.perf_counter() - before, 6)


def in_duckdb(prefecture: Prefecture) -> duckdb.DuckDBPyConnection:
    """The rows that the queries read, in a column store."""
    columns: dict[str, list[list[object]]] = defaultdict(list)
    wanted = ("targets", "visits", "target_changes")
    for rows in prefecture.chunks():
        gather(rows, wanted, columns)
    duck = duckdb.connect()
    for table in wanted:
        names = COLUMNS[table].split()
        data = dict(zip(names, zip(*columns[table], strict=True), strict=True))
        kept = {name: list(values) for name, values in data.items() if name in KEPT[table]}
        duck.execute(f"CREATE TABLE {table} ({', '.join(f'{name} {KEPT[table][name]}' for name in kept)})")
        marks = ", ".join("unnest(?)" for _ in kept)
        duck.execute(f"INSERT INTO {table} SELECT {marks}", list(kept.values()))
    return duck


def gather(rows: Rows, wanted: tuple[str, ...], columns: dict[str, list[list[object]]]) -> None:
    """Keep the rows of some tables."""
    for table in wanted:
        columns[table].extend(list(row) for row in rows[table])


KEPT = {
    "targets": {"id": "INTEGER", "beat_id": "INTEGER", "kind": "VARCHAR", "category": "VARCHAR", "card": "VARCHAR"},
    "visits": {
        "target_id": "INTEGER",
        "home_beat_id": "INTEGER",
        "visited_on": "DATE",
        "outcome": "VARCHAR",
        "new_card": "BOOLEAN",
        "cr_cards": "INTEGER",
        "patrol_cards": "INTEGER",
    },
    "target_changes": {"home_beat_id": "INTEGER", "happened_on": "DATE", "kind": "VARCHAR"},
}
"""What the queries read, with duckdb's types."""
