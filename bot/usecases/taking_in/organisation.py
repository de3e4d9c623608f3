"""署, 交番・駐在所 and 受持区: new versions where a name or a superior differs."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bot import lexicon
from bot.importing.staff_rows import UnitRow
from bot.usecases.taking_in.running import Import, Taker
from models.organisation import BEGINNING, Unit, UnitVersion
from models.rules.codes import PostKind, UnitKind
from models.units import first_days, unit_by_code, units_on

HEADQUARTERS = "HQ"


class OrganisationTaker(Taker):
    """Takes rows of organisation; remembers what this file said of each unit."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.said: dict[tuple[str, date | None], tuple[object, ...]] = {}

    def take(self, records: Sequence[UnitRow]) -> None:
        """Each row names a 署, a 所属 and a 受持区, from above."""
        for record in records:
            station, post, beat = record.station, record.post, record.beat
            if len({station[0], post[0], beat[0]}) < 3:
                self.running.blame(record.row, "beat_code", "code_twice")
                continue
            top = self.headquarters()
            above = self.unit(record, UnitKind.STATION, "station", station, top, None)
            middle = self.unit(record, UnitKind.POST, "post", post, above, record.post_kind) if above else None
            if middle:
                self.unit(record, UnitKind.BEAT, "beat", beat, middle, None)

    def headquarters(self) -> int:
        """本部, above all stations; made when first needed."""
        found = unit_by_code(self.running.work.session, HEADQUARTERS)
        if found is not None:
            return found.id
        unit = self._new_unit(UnitKind.PREFECTURE, HEADQUARTERS)
        self._new_version(unit, BEGINNING, lexicon.word("unit", UnitKind.PREFECTURE), None, None)
        return unit

    def unit(
        self,
        record: UnitRow,
        kind: UnitKind,
        column: str,
        named: tuple[str, str],
        parent: int,
        post_kind: PostKind | None,
    ) -> int | None:
        """One unit in the version that a row says; None after a fault."""
        code, name = named
        wanted, key = (kind, name, parent, post_kind), (code, record.since)
        again = key in self.said
        if self.said.setdefault(key, wanted) != wanted:
            self.running.blame(record.row, f"{column}_name", "contradicts_file", other=str(self.said[key][1]))
            return None
        unit = unit_by_code(self.running.work.session, code)
        if unit is None:
            unit_id = self._new_unit(kind, code)
            since = record.since or first_days(self.running.work.session, [parent])[parent]
            self._new_version(unit_id, since, name, parent, post_kind)
            self.running.counts["new"] += 1
            return unit_id
        if unit.kind is not kind:
            self.running.blame(record.row, f"{column}_code", "code_of_other_kind")
            return None
        if not again:
            self._update(unit.id, record.since, (name, parent, post_kind))
        return unit.id

    def _update(self, unit: int, since: date | None, wanted: tuple[str, int, PostKind | None]) -> None:
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
