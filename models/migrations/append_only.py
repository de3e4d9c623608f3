"""Triggers that let rows be added to a table, and never changed or taken away.

On SQLite, ``INSERT OR REPLACE`` deletes without asking the delete trigger unless the connection has set
``recursive_triggers``; so a trigger of its own refuses an insert over a row that is there.
"""

from collections.abc import Sequence

from alembic import op

MESSAGE = "append-only"

POSTGRESQL_FUNCTION = f"""
CREATE FUNCTION junkai_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% is {MESSAGE}', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$
"""

Key = Sequence[str]


def protect(table: str, key: Key = ("id",)) -> None:
    """Make a table append-only; ``key`` are the columns of its primary key."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION junkai_append_only()"
        )
        return
    for event in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{table} is {MESSAGE}'); END"
        )
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    there = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names from the migration, not from anybody)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is {MESSAGE}'); END"
    )


def create_function() -> None:
    """What the triggers on PostgreSQL call; before the first ``protect``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)


def drop_function() -> None:
    """Take the function away again, after the tables."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION junkai_append_only()")
