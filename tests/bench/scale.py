"""Forms of a whole made-up prefecture, on PostgreSQL, and of a station, on SQLite: against SQL, and against duckdb."""

import csv
import itertools
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import duckdb
from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.commands.all_forms import all_forms
from bot.usecases.issue_form import FormOrder, issue_form
from models.database import Database
from models.rules.codes import UnitKind
from models.rules.form import Form
from tests.bench.counted import MOVED, differing, query, summed
from tests.bench.loading import load
from tests.bench.prefecture import TODAY, Prefecture
from tests.bench.table import Line, line, p99, pairs
from tests.helpers import databases
from tests.helpers.sending import itself

YEAR = TODAY.year


@contextmanager
def made_up(kind: databases.Kind, folder: Path, beats: int) -> Iterator[Database]:
    """A prefecture of so many beats."""
    with databases.fresh(kind, folder) as url:
        load(url, Prefecture(beats))
        database = Database.open(url, patient=True)
        yield database
        database.dispose()


def at_scale(database: Database, folder: Path) -> Generator[Line, None, float]:
    """One form and all forms of a prefecture; the seconds of all."""
    with database.reading() as session:
        beats = len(beats_of(session))
    times, limits = one_form(database)
    yield line(f"one form of {beats} beats, {database.dialect}: p99", p99(times), p99(limits), 2)
    every, limit = every_form(database, in_duckdb(database, folder))
    yield line(f"forms of all {beats} beats, {database.dialect}", every, limit, 6)
    return every


def growth(small: Database, large: Database, every: tuple[float, float]) -> Iterator[Line]:
    """What five times as much costs: one form next to nothing more, all of them not much more than five times.

    One form in the one and in the other by turns; ``every`` are the seconds of all forms of both.
    """
    with small.reading() as here, large.reading() as there:
        few, many = (itertools.cycle(code for _, code in beats_of(session)) for session in (here, there))
        slow, quick = pairs(lambda: of_beat(there, next(many)), lambda: of_beat(here, next(few)), 300)
    yield line("one form in five times the prefecture, postgresql: median", median(slow), median(quick), 1.3)
    yield line("all forms of five times the prefecture, postgresql", every[1], every[0], 6)


def beats_of(session: Session) -> list[tuple[int, str]]:
    """The numbers and codes of all beats."""
    found = session.execute(text("SELECT id, code FROM units WHERE kind = 'beat' ORDER BY id"))
    return [(number, code) for number, code in found]


def one_form(database: Database) -> tuple[list[float], ...]:
    """Seconds of one beat's form, beat after beat, so that no cache is warm by chance, and of SQL that counts the same.

    Forms are compared with what that counted: AssertionError, naming the lines, if one differs.
    """
    with database.reading() as session, tuned(database) as count:
        codes = beats_of(session)
        turn, again = itertools.cycle(codes), itertools.cycle(codes)
        times = pairs(lambda: of_beat(session, next(turn)[1]), lambda: count(next(again)[0]), 300)
        for beat, code in codes[:60]:
            wrong = differing(summed(count(beat)), beat, of_beat(session, code), TODAY.month)
            assert not wrong, wrong[:5]
    return times


def of_beat(session: Session, code: str) -> Form:
    """A form as people ask for it."""
    return issue_form(session, FormOrder(UnitKind.BEAT, code, YEAR, TODAY))


@contextmanager
def tuned(database: Database) -> Iterator[Callable[[int], list[Any]]]:
    """Counts one form (``summed``) by the database alone: statements made once, as fast as they were made to run."""
    with database.reading() as session:
        driver: Any = session.connection().connection.driver_connection
        if database.dialect == "sqlite":
            alone = query("sqlite", YEAR, TODAY, beat="?1")
            yield lambda beat: driver.execute(alone, [beat]).fetchall()
            return
        driver.execute(
            "SET LOCAL enable_nestloop TO off"
        )  # it expects one row of each step, and would go round in loops
        moved = MOVED.format(beat="%s")
        counting = query("postgresql", YEAR, TODAY, beat="%(beat)s", moved="= ANY(%(moved)s)")

        def count(beat: int) -> list[Any]:
            here = [target for (target,) in driver.execute(moved, [beat])]
            rows: list[Any] = driver.execute(counting, {"beat": beat, "moved": here}).fetchall()
            return rows

        yield count


def every_form(database: Database, duck: duckdb.DuckDBPyConnection) -> tuple[float, float]:
    """Seconds of the forms of all beats, and of a column store that has the same rows in memory and counts the same.

    Every form is compared with what that counted: AssertionError, naming the lines, if one differs.
    """
    with database.reading() as session:
        numbers = {code: number for number, code in beats_of(session)}
    before = time.perf_counter()
    forms = list(all_forms(database, FormOrder(UnitKind.PREFECTURE, None, YEAR, TODAY), itself))
    ours = time.perf_counter() - before
    before = time.perf_counter()
    rows = duck.execute(query("duckdb", YEAR, TODAY)).fetchall()
    limit = time.perf_counter() - before
    counted = summed(rows)
    wrong = [each for form in forms for each in differing(counted, numbers[form.header.code], form, TODAY.month)]
    assert len(forms) == len(numbers), len(forms)
    assert not wrong, wrong[:5]
    return ours, limit


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
