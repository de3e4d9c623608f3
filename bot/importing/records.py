"""One checked record a row, for each kind of table; what cannot be read goes to the faults."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from bot.importing.fact_rows import read_event, read_visit
from bot.importing.faults import Fault, Faults
from bot.importing.figure_rows import read_plan, read_register
from bot.importing.reading import Reading
from bot.importing.staff_rows import read_assignment, read_officer, read_unit
from bot.importing.tables import Row
from bot.importing.target_rows import read_target

READERS: dict[str, Callable[[Reading, date], Any]] = {
    "organisation": read_unit,
    "officers": read_officer,
    "assignments": read_assignment,
    "targets": read_target,
    "visits": read_visit,
    "events": read_event,
    "plans": read_plan,
    "register": read_register,
}
"""How a row of each kind is read."""


def records(kind: str, rows: Iterable[Row], faults: Faults, today: date) -> Iterator[Any]:
    """The readable rows of a table as records of its kind; the others become faults."""
    read = READERS[kind]
    for row in rows:
        if row.overfull:
            faults.add(Fault(row.file, row.line, None, None, "overfull"))
            continue
        reading = Reading(kind, row, faults)
        record = read(reading, today)
        if reading.ok:
            yield record
