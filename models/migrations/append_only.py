"""Triggers that let rows be added to a table, and never changed or taken away; and two of the same kind.

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

HORIZON_FORWARD = {
    "sqlite": (
        """CREATE TRIGGER horizon_forward BEFORE UPDATE ON horizon WHEN NEW.at < OLD.at OR NEW.id <> OLD.id
        BEGIN SELECT RAISE(ABORT, 'horizon goes forward only'); END""",
        """CREATE TRIGGER horizon_no_delete BEFORE DELETE ON horizon
        BEGIN SELECT RAISE(ABORT, 'horizon goes forward only'); END""",
        """CREATE TRIGGER horizon_no_replace BEFORE INSERT ON horizon WHEN EXISTS (SELECT 1 FROM horizon)
        BEGIN SELECT RAISE(ABORT, 'horizon goes forward only'); END""",
    ),
    "postgresql": (
        """CREATE FUNCTION junkai_horizon() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF TG_OP = 'UPDATE' AND NEW.at >= OLD.at THEN RETURN NEW; END IF;
        RAISE EXCEPTION 'horizon goes forward only' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER horizon_forward BEFORE UPDATE OR DELETE ON horizon
        FOR EACH ROW EXECUTE FUNCTION junkai_horizon()""",
        """CREATE TRIGGER horizon_no_truncate BEFORE TRUNCATE ON horizon
        FOR EACH STATEMENT EXECUTE FUNCTION junkai_horizon()""",
    ),
}

SECOND_FIGURE = """EXISTS (SELECT 1 FROM register_figures WHERE beat_id = NEW.beat_id AND as_of = NEW.as_of
        AND NOT EXISTS (SELECT 1 FROM voids WHERE voids.register_id = register_figures.id))"""

ONE_FIGURE = {
    "sqlite": (
        f"""CREATE TRIGGER register_figures_one BEFORE INSERT ON register_figures WHEN {SECOND_FIGURE}
        BEGIN SELECT RAISE(ABORT, 'register_figures has one for this day'); END""",
    ),
    "postgresql": (
        # The beat is held, so that of two that enter a figure at once the second sees the first.
        f"""CREATE FUNCTION junkai_one_figure() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM 1 FROM units WHERE id = NEW.beat_id FOR NO KEY UPDATE;
        IF {SECOND_FIGURE} THEN
        RAISE EXCEPTION 'register_figures has one for this day' USING ERRCODE = 'unique_violation'; END IF;
        RETURN NEW; END $$""",
        """CREATE TRIGGER register_figures_one BEFORE INSERT ON register_figures
        FOR EACH ROW EXECUTE FUNCTION junkai_one_figure()""",
    ),
}

FUNCTIONS = ("junkai_append_only", "junkai_horizon", "junkai_one_figure")


def protect(table: str, *keys: Key) -> None:
    """Make a table append-only; ``keys`` are the columns of its primary key and of its other unique ones."""
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
    there = " OR ".join(_is_there(table, key) for key in keys)
    op.execute(
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is {MESSAGE}'); END"
    )


def _is_there(table: str, key: Key) -> str:
    same = " AND ".join(f"{column} = NEW.{column}" for column in key)
    return f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 (names from the migration, not from anybody)


def create_function() -> None:
    """What the triggers on PostgreSQL call; before the first ``protect``."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(POSTGRESQL_FUNCTION)


def guard_horizon() -> None:
    """Let the horizon go forward only (C17)."""
    for statement in HORIZON_FORWARD[op.get_bind().dialect.name]:
        op.execute(statement)


def guard_figures() -> None:
    """One figure of C per beat and day, until it is voided (C14)."""
    for statement in ONE_FIGURE[op.get_bind().dialect.name]:
        op.execute(statement)


def drop_functions() -> None:
    """Take the functions away again, after the tables."""
    if op.get_bind().dialect.name == "postgresql":
        for function in FUNCTIONS:
            op.execute(f"DROP FUNCTION {function}()")
