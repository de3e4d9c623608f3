"""Puts a made-up prefecture into a database as fast as each will take it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from tests.bench.prefecture import COLUMNS, Prefecture, Rows

STAGED = {"visits": "visited_on", "target_changes": "happened_on"}
"""Tables whose rows are stored in the order of their days, of whichever beat, as in real life."""

VOIDS = tuple(
    f"INSERT INTO voids ({column}, reason, voided_at, audit_id)"
    f" SELECT id, 'bench', recorded_at, audit_id FROM {table} WHERE id % {share} = 0{but}"
    for table, column, share, but in (
        ("visits", "visit_id", 400, ""),
        ("target_changes", "change_id", 300, " AND kind <> 'excluded'"),
    )
)
"""An exclusion stays: what releases from it would contradict itself otherwise."""


def load(url: str, prefecture: Prefecture) -> None:
    """Fill a migrated, empty database."""
    if make_url(url).get_backend_name() == "sqlite":
        _load_sqlite(make_url(url).database or "", prefecture)
    else:
        _load_postgresql(url.replace("+psycopg", ""), prefecture)


def _everything(prefecture: Prefecture) -> Iterator[Rows]:
    yield prefecture.organisation()
    yield from prefecture.chunks()


def _load_sqlite(path: str, prefecture: Prefecture) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for table in STAGED:
            connection.execute(f"CREATE TEMP TABLE staged_{table} AS SELECT * FROM {table} LIMIT 0")
        for rows in _everything(prefecture):
            for table, own in rows.items():
                columns = COLUMNS[table].split()
                target = f"staged_{table}" if table in STAGED else table
                marks = ", ".join("?" * len(columns))
                connection.executemany(f"INSERT INTO {target} ({', '.join(columns)}) VALUES ({marks})", own)
        for statement in _finishing():
            connection.execute(statement)
        connection.commit()
        connection.execute("ANALYZE")


def _load_postgresql(url: str, prefecture: Prefecture) -> None:
    with psycopg.connect(url) as connection:
        # The rows are right by construction: no look-up of every reference, and the indexes afterwards.
        connection.execute("SET session_replication_role = replica")
        indexes = _drop_indexes(connection)
        for table in STAGED:
            connection.execute(f"CREATE TEMP TABLE staged_{table} (LIKE {table})")
            connection.execute(f"ALTER TABLE staged_{table} ALTER id DROP NOT NULL")
        for rows in _everything(prefecture):
            for table, own in rows.items():
                _copy(connection, f"staged_{table}" if table in STAGED else table, COLUMNS[table].split(), own)
        for statement in (*_finishing(), *indexes):
            connection.execute(statement)
        for table in ("audit", "voids", *COLUMNS):
            if table in ("audit", "voids", "visits", "target_changes") or COLUMNS[table].startswith("id "):
                connection.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) + 1 FROM {table}), false)"
                )
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")  # what the server does by itself in time


def _finishing() -> Iterator[str]:
    for table, day in STAGED.items():
        columns = COLUMNS[table].replace(" ", ", ")
        yield (
            f"INSERT INTO {table} (id, {columns}) SELECT row_number() OVER (ORDER BY {day}, home_beat_id, target_id),"
            f" {columns} FROM staged_{table}"
        )
    yield from VOIDS


def _drop_indexes(connection: psycopg.Connection) -> list[str]:
    """Drop what is no constraint; the statements that make it again."""
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
        " AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
    ).fetchall()
    for name, _ in found:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return [definition for _, definition in found]


def _copy(connection: psycopg.Connection, table: str, columns: list[str], rows: list[tuple[object, ...]]) -> None:
    with connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
