"""The demo's station as a world that lives on: what happens in it comes in by the import when its day has come."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import select

from bot.station.fill import write_tables
from bot.station.invent import Tables, invent_station
from bot.station.staffing import Row
from bot.usecases.import_table import KINDS, import_table
from models.organisation import Officer, Unit
from models.rules.japan import JAPAN
from models.sealing import Sealer
from tests.helpers.world import World

AHEAD = timedelta(days=9)
"""The story is told for a day so long after the last that is wanted: its tables say nothing of its last days."""

Corrected = Callable[[str, Row], Row | None]
"""What becomes of a row of a kind of table; None: it never comes in."""


@dataclass
class GrowingStation(World):
    """``UNITS`` and ``OFFICERS`` are the demo's, ``MIHON`` and all below it. ``until`` is the last day of the story."""

    sealer: Sealer = field(kw_only=True)
    folder: Path = field(kw_only=True)
    until: date = field(kw_only=True)
    corrected: Corrected = field(kw_only=True)
    _to_come: dict[str, list[tuple[datetime, Row]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for kind, rows in invent_station(self.until + AHEAD).tables.items():
            kept = [row for each in rows if (row := self.corrected(kind, each)) is not None]
            self._to_come[kind] = sorted(((moment_of(kind, row), row) for row in kept), key=lambda one: one[0])
        self.take_in()
        with self.database.reading() as session:
            self.units = dict(session.execute(select(Unit.code, Unit.id)).all())
            self.officers = dict(session.execute(select(Officer.staff_no, Officer.id)).all())

    def take_in(self) -> None:
        """Import all that has happened by now and has not come in yet."""
        tables: Tables = {kind: list(self._due(kind)) for kind in KINDS}
        write_tables({kind: rows for kind, rows in tables.items() if rows}, self.folder)
        for kind in (one for one in KINDS if tables[one]):
            self.do(None, partial(import_table, sealer=self.sealer, kind=kind, paths=[self.folder / f"{kind}.csv"]))

    def _due(self, kind: str) -> Iterator[Row]:
        waiting = self._to_come[kind]
        while waiting and waiting[0][0] <= self.now:
            yield waiting.pop(0)[1]


def moment_of(kind: str, row: Row) -> datetime:
    """When a row can be known; who belongs where, and what was planned for the first years, from the beginning."""
    days = {"targets": "entered_on", "events": "date", "visits": "visited_at", "register": "as_of"}
    if kind == "plans":
        return datetime(int(row["year"]), 1, 5, tzinfo=JAPAN)
    text = row[days[kind]] if kind in days else ""
    return datetime.fromisoformat(text or "2000-01-01").replace(tzinfo=JAPAN)
