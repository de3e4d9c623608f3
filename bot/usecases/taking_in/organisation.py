"""署, 交番・駐在所 and 受持区: new versions where a name or a superior differs."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot import lexicon
from bot.importing.staff_rows import UnitRow
from bot.importing.tables import Row
from bot.usecases.taking_in.running import Import, Taker
from models.organisation import BEGINNING, HEADQUARTERS, Unit, UnitVersion
from models.rules.codes import PostKind, UnitKind
from models.units import first_days, unit_by_code, units_on

Version = tuple[str, int, PostKind | None]
"""Name, superior and kind of 所属 of a unit from a day on."""

COLUMNS = {
    UnitKind.STATION: ("station_code", ("station_name",)),
    UnitKind.POST: ("post_code", ("post_name", "station_code", "post_kind")),
    UnitKind.BEAT: ("beat_code", ("beat_name", "post_code")),
}
"""Where the code of a unit stands, and where its version."""


class OrganisationTaker(Taker):
    """Takes rows of organisation; remembers what this file said of each unit."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.said: dict[tuple[str, date | None], tuple[UnitKind, Version, Row]] = {}

    def take(self, records: Sequence[UnitRow]) -> None:
        """Each row names a 署, a 所属 and a 受持区, from above."""
        for record in records:
            station, post, beat = record.station, record.post, record.beat
            if len({station[0], post[0], beat[0]}) < 3:
                self.running.blame(record.row, "beat_code", "code_twice")
                continue
            top = self.headquarters()
            above = self.unit(record, UnitKind.STATION, station[0], (station[1], top, None))
            middle = self.unit(record, UnitKind.POST, post[0], (post[1], above, record.post_kind)) if above else None
            if middle:
                self.unit(record, UnitKind.BEAT, beat[0], (beat[1], middle, None))

    def headquarters(self) -> int:
        """本部, above all stations; made when first needed."""
        found = unit_by_code(self.running.work.session, HEADQUARTERS)
        if found is not None:
            return found.id
        unit = self._new_unit(UnitKind.PREFECTURE, HEADQUARTERS)
        self._new_version(unit, BEGINNING, lexicon.word("unit", UnitKind.PREFECTURE), None, None)
        return unit

    def unit(self, record: UnitRow, kind: UnitKind, code: str, wanted: Version) -> int | None:
        """One unit in the version that a row says; None after a fault."""
        again = (code, record.since) in self.said
        said_kind, said, row = self.said.setdefault((code, record.since), (kind, wanted, record.row))
        unit = unit_by_code(self.running.work.session, code)
        place, columns = COLUMNS[kind]
        if said_kind is not kind or (unit and unit.kind is not kind):
            self.running.blame(record.row, place, "code_of_other_kind")
            return None
        differing = [column for column, one, other in zip(columns, wanted, said, strict=False) if one != other]
        for column in differing:
            self.running.blame(record.row, column, "contradicts_file", unit=code, other=row.cells[column])
        if differing:
            return None
        if unit is None:
            unit_id = self._new_unit(kind, code)
            since = record.since or first_days(self.running.work.session, [wanted[1]])[wanted[1]]
            self._new_version(unit_id, since, *wanted)
            self.running.counts["new"] += 1
            return unit_id
        if not again:
            self._update(unit.id, record.since, wanted)
        return unit.id

    def _update(self, unit: int, since: date | None, wanted: Version) -> None:
        day = since or self.running.work.today
        present = units_on(self.running.work.session, day, ids=[unit]).get(unit)
        if present and (present.name, present.parent_id, present.post_kind) == wanted:
            self.running.counts["unchanged"] += 1
            return
        self._new_version(unit, day, *wanted)
        self.running.counts["updated"] += 1

    def _new_unit(self, kind: UnitKind, code: str) -> int:
        unit = Unit(kind=kind, code=code)
        self.running.work.session.add(unit)
        self.running.work.session.flush()
        return unit.id

    def _new_version(self, unit: int, since: date, name: str, parent: int | None, post_kind: PostKind | None) -> None:
        self.running.work.session.add(
            UnitVersion(
                unit_id=unit, since=since, name=name, parent_id=parent, post_kind=post_kind, **self.running.stamped()
            )
        )
        self.running.work.session.flush()


def units_by_code(running: Import) -> dict[str, Unit]:
    """All units by their codes: there are a few thousand at most."""
    return {unit.code: unit for unit in running.work.session.scalars(select(Unit))}
