"""Look whether the database still keeps facts as they were, and whether all that is sealed opens."""

from collections import Counter

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from models.histories import CHUNK
from models.places import PersonalData
from models.sealing import Sealer, Tampered, WrongKey
from models.tables import Base

MEANT_TO_CHANGE = frozenset(
    {
        *("buildings", "dwellings", "officers", "outbox", "outbox_files", "pace"),
        *("personal_data", "sealed_keys", "seen_requests", "units"),
    }
)
"""The tables without a trigger: no count depends on what changes in them."""

TRIGGERS = {
    "sqlite": "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE NOT t.tgisinternal",
}

LEAST_TRIGGERS = {"sqlite": 3, "postgresql": 1}
"""Against UPDATE, DELETE and REPLACE; PostgreSQL has one for all."""

BESIDE = {"register_figures": 2} | dict.fromkeys(
    ("assignments", "beat_sheets", "plans", "target_changes", "target_numbers", "targets"), 1
)
"""How many triggers a table has that keep something else: that a beat is one, that a day has one figure."""


def missing_guards(session: Session) -> list[str]:
    """The tables that are gone, or whose rows could be changed: somebody worked past the program."""
    dialect = session.get_bind().dialect.name
    there = set(inspect(session.connection()).get_table_names())
    guarded = Counter(session.scalars(text(TRIGGERS[dialect])))
    return sorted(
        table for table in Base.metadata.tables if table not in there or guarded[table] < _least(table, dialect)
    )


def _least(table: str, dialect: str) -> int:
    return BESIDE.get(table, 0) + (0 if table in MEANT_TO_CHANGE else LEAST_TRIGGERS[dialect])


def unreadable(session: Session, sealer: Sealer) -> list[str]:
    """The rows of personal data that do not open: sealed under another key, changed, or moved to another row."""
    found: list[str] = []
    query = select(PersonalData.subject, PersonalData.subject_id, PersonalData.sealed).execution_options(
        yield_per=CHUNK
    )
    for subject, row, sealed in session.execute(query):
        try:
            sealer.open(subject, row, sealed)
        except (Tampered, WrongKey):
            found.append(f"{subject}:{row}")
    return found
