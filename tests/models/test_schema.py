"""The schema on both databases: there and back, as the tables say, and never by halves."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from models import schema, tables
from models.database import Database, DatabaseFault

LEFT_OVER = """
SELECT proname FROM pg_proc WHERE proname LIKE 'junkai%'
UNION ALL SELECT tgname FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace
"""


@pytest.fixture
def database(empty_database_url: str) -> Iterator[Database]:
    opened = Database.open(empty_database_url)
    yield opened
    opened.dispose()


def names(database: Database) -> set[str]:
    """Everything in a database by name, but for Alembic's own table."""
    with database.reading() as session:
        found = set(sa.inspect(session.connection()).get_table_names())
        if database.dialect == "sqlite":
            found |= set(session.scalars(sa.text("SELECT name FROM sqlite_master")))
        else:
            found |= set(session.scalars(sa.text(LEFT_OVER)))
    return {name for name in found if "alembic" not in name}


def test_up_and_down_and_up_again(database: Database, empty_database_url: str) -> None:
    assert schema.current(database) is None
    schema.upgrade(empty_database_url)
    assert schema.current(database) == schema.head()
    there = names(database)
    assert {"targets", "visits", "voids"} <= there
    schema.downgrade(empty_database_url, "base")
    assert schema.current(database) is None
    assert names(database) == set()
    schema.upgrade(empty_database_url)
    assert names(database) == there


def test_upgrading_twice_changes_nothing(database_url: str) -> None:
    schema.upgrade(database_url)
    opened = Database.open(database_url)
    assert schema.current(opened) == schema.head()
    opened.dispose()


def test_autogenerate_finds_nothing(database_url: str) -> None:
    opened = Database.open(database_url)
    with opened.reading() as session:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(session.connection(), opts=options)
        assert compare_metadata(context, tables.Base.metadata) == []
    opened.dispose()


def words_of(index: Any) -> str:
    """An index as text, with the condition of a partial one."""
    options = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return repr({**index, "dialect_options": options})


def described(connection: sa.Connection) -> dict[str, object]:
    """What Alembic does not compare: checks, keys and indexes with all their words."""
    inspector = sa.inspect(connection)
    return {
        table: (
            sorted((one["name"] or "", one["sqltext"]) for one in inspector.get_check_constraints(table)),
            sorted(repr(one) for one in inspector.get_unique_constraints(table)),
            sorted(repr(one) for one in inspector.get_foreign_keys(table)),
            sorted(map(words_of, inspector.get_indexes(table))),
            inspector.get_pk_constraint(table),
        )
        for table in inspector.get_table_names()
        if table != "alembic_version"
    }


def test_the_migrations_make_what_the_tables_say(database: Database, database_url: str) -> None:
    with database.writing() as session:
        tables.Base.metadata.create_all(session.connection())
        wanted = described(session.connection())
    migrated = Database.open(database_url)
    with migrated.reading() as session:
        assert described(session.connection()) == wanted
    migrated.dispose()


def test_the_horizon_begins_before_everything(database_url: str) -> None:
    opened = Database.open(database_url)
    with opened.reading() as session:
        rows = session.execute(sa.select(tables.audit.Horizon.id, tables.audit.Horizon.at)).all()
    opened.dispose()
    assert [(number, at.year) for number, at in rows] == [(1, 1970)]


def test_a_migration_that_fails_leaves_nothing(database: Database, empty_database_url: str) -> None:
    with database.writing() as session:
        session.execute(sa.text("CREATE TABLE voids (in_the_way integer)"))  # nearly the last one to be made
    before = names(database)
    with pytest.raises(sa.exc.DBAPIError if database.dialect == "postgresql" else DatabaseFault):
        schema.upgrade(empty_database_url)
    assert names(database) == before
    assert schema.current(database) is None


def test_a_database_of_a_later_version_is_told_from_a_broken_one(database_url: str) -> None:
    opened = Database.open(database_url)
    with opened.writing() as session:
        session.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseFault) as fault:
        schema.upgrade(database_url)
    assert fault.value.code == "newer"
    assert schema.current(opened) == "9999"
    opened.dispose()


MIGRATE = "import sys; from models import schema; schema.upgrade(sys.argv[1])"


def test_two_processes_may_migrate_at_once_from_any_folder(empty_database_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", MIGRATE, empty_database_url]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=tmp_path)
        for _ in range(3)
    ]
    said = [process.communicate(timeout=60)[0] for process in running]
    assert [(process.returncode, text) for process, text in zip(running, said, strict=True)] == [(0, "")] * 3
