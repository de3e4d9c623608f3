"""What belongs to a beat belongs to no 交番, 署 or 県; and a unit stays what it is."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BEATS = {
    "assignments": "beat_id",
    "beat_sheets": "beat_id",
    "plans": "beat_id",
    "register_figures": "beat_id",
    "target_changes": "to_beat_id",
    "target_numbers": "beat_id",
    "targets": "beat_id",
}
"""The tables with the number of a beat, and its column there. Visits and changes repeat that of their target."""

POSTGRESQL = (
    """CREATE FUNCTION junkai_of_a_beat() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE other bigint; BEGIN
    EXECUTE format('SELECT 1 FROM units WHERE kind <> ''beat'' AND id IN (SELECT %I FROM added) LIMIT 1', TG_ARGV[0])
    INTO other;
    IF other IS NOT NULL THEN
    RAISE EXCEPTION '% is of a beat', TG_TABLE_NAME USING ERRCODE = 'check_violation'; END IF;
    RETURN NULL; END $$""",
    """CREATE FUNCTION junkai_unit_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'units stay what they are' USING ERRCODE = 'check_violation'; END $$""",
    """CREATE TRIGGER units_stay BEFORE UPDATE OF kind ON units FOR EACH ROW WHEN (NEW.kind <> OLD.kind)
    EXECUTE FUNCTION junkai_unit_stays()""",
)

SQLITE = (
    """CREATE TRIGGER units_stay BEFORE UPDATE OF kind ON units WHEN NEW.kind <> OLD.kind
    BEGIN SELECT RAISE(ABORT, 'units stay what they are'); END""",
)


def upgrade() -> None:
    """Guard the tables; what stands in them was judged by the program."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        op.execute(statement)
    for table, column in BEATS.items():
        op.execute(in_one_go(table, column) if postgresql else row_by_row(table, column))


def in_one_go(table: str, column: str) -> str:
    """All rows of a statement are judged together: a prefecture is stored in one."""
    return (
        f"CREATE TRIGGER {table}_of_a_beat AFTER INSERT ON {table} REFERENCING NEW TABLE AS added"
        f" FOR EACH STATEMENT EXECUTE FUNCTION junkai_of_a_beat('{column}')"
    )


def row_by_row(table: str, column: str) -> str:
    """SQLite knows no other triggers."""
    elsewhere = f"EXISTS (SELECT 1 FROM units WHERE id = NEW.{column} AND kind <> 'beat')"  # noqa: S608 (our own names)
    return (
        f"CREATE TRIGGER {table}_of_a_beat BEFORE INSERT ON {table} WHEN {elsewhere}"
        f" BEGIN SELECT RAISE(ABORT, '{table} is of a beat'); END"
    )


def downgrade() -> None:
    """Without the guards, as before."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    for table in BEATS:
        op.execute(f"DROP TRIGGER {table}_of_a_beat" + (f" ON {table}" if postgresql else ""))
    op.execute("DROP TRIGGER units_stay" + (" ON units" if postgresql else ""))
    if postgresql:
        op.execute("DROP FUNCTION junkai_of_a_beat()")
        op.execute("DROP FUNCTION junkai_unit_stays()")
