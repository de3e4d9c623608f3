"""Whose a stored row is: the units and the officers that it leads to."""

from collections.abc import Iterator

from models.base import Base
from tests.helpers.tampering import TABLES, Row, Rows

NAMELESS = {"dwellings", "buildings", "sealed_keys", "pace"}
"""Nobody's by themselves: a place is whose targets stand there."""


class Ownership:
    """All rows before something was changed, and those that were."""

    def __init__(self, before: Rows, changed: Rows) -> None:
        self._rows = {table: [*before[table], *changed.get(table, ())] for table in TABLES}
        self._changed = changed

    def concerned(self) -> set[tuple[str, str]]:
        """Whom the changes concern: ``("unit", code)``, ``("officer", code of their unit)``."""
        told = {table: rows for table, rows in self._changed.items() if table not in NAMELESS}
        return {owner for table, rows in told.items() for row in rows for owner in self._owners(table, row)}

    def _owners(self, table: str, row: Row) -> Iterator[tuple[str, str]]:
        if table == "units":
            yield "unit", row["code"]
        elif table == "officers":
            for version in self._where("officer_versions", "officer_id", row["id"]):
                yield "officer", self._one("units", version["unit_id"])["code"]
        elif table == "personal_data":
            yield from self._standing_in(f"{row['subject']}s", row["subject_id"])
        else:
            yield from self._followed(table, row)

    def _standing_in(self, table: str, number: int) -> Iterator[tuple[str, str]]:
        """Of a building its dwellings', of a dwelling its targets', of others their own."""
        below = {"buildings": ("dwellings", "building_id"), "dwellings": ("targets", "dwelling_id")}.get(table)
        if below is None:
            yield from self._owners(table, self._one(table, number))
            return
        for row in self._where(*below, number):
            yield from self._standing_in(below[0], row["id"])

    def _followed(self, table: str, row: Row) -> Iterator[tuple[str, str]]:
        """Where the foreign keys lead; the beat of a target is a unit, too."""
        for column in Base.metadata.tables[table].columns:
            for key in column.foreign_keys:
                to = "units" if key.column.name == "beat_id" else key.column.table.name
                if row[column.name] is not None and to in TABLES and to not in NAMELESS:
                    yield from self._owners(to, self._one(to, row[column.name]))

    def _one(self, table: str, number: int) -> Row:
        return self._where(table, "id", number)[0]

    def _where(self, table: str, column: str, value: int) -> list[Row]:
        return [row for row in self._rows[table] if row[column] == value]
