"""What every import shares: the work, the keys, the counts, the faults, and who is meant by codes and numbers."""

from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select, text

from bot.importing.faults import Fault, Faults, harmless
from bot.importing.tables import Row
from bot.work import Stamp, Work
from models.base import Base
from models.bulk import store, with_pairs
from models.histories import changes_by_target, entries
from models.organisation import Officer, Unit
from models.registry import Target, TargetNumber
from models.rules.codes import TargetKind, UnitKind
from models.rules.facts import EARLIEST, History
from models.rules.whereabouts import beats_on, registered_on
from models.sealing import Sealer
from models.units import first_days, lock_beats


@dataclass
class Import:
    """One running import: everything in it is committed together, or nothing is. ``several``: it has several files."""

    work: Work
    sealer: Sealer
    faults: Faults = field(default_factory=Faults)
    counts: Counter[str] = field(default_factory=Counter)
    warnings: Counter[str] = field(default_factory=Counter)
    touched: set[int] = field(default_factory=set)
    several: bool = False
    _beats: dict[str, int] = field(default_factory=dict)
    _first_days: dict[int, date] = field(default_factory=dict)
    _officers: dict[str, int] = field(default_factory=dict)
    _held: set[int] = field(default_factory=set)
    _last_ids: dict[str, int] = field(default_factory=dict)

    @property
    def stamp(self) -> Stamp:
        """The stamp of every fact of this import; from the first time on it holds up the issuing of forms."""
        return self.work.stamp()

    def stamped(self) -> dict[str, Any]:
        """The two columns that every fact carries."""
        return {"recorded_at": self.stamp.recorded_at, "audit_id": self.stamp.audit_id}

    def blame(self, row: Row, column: str | None, code: str, *, show: bool = True, **facts: Any) -> None:
        """Write down what is wrong with a row."""
        value = harmless(row.cells[column][:80]) if column and show else None
        self.faults.add(Fault(row.file, row.line, column, value, code, facts))

    def insert(self, table: type[Base], rows: list[dict[str, Any]]) -> None:
        """Many rows at once."""
        store(self.work.session, table, rows)

    def next_ids(self, table: type[Base], number: int) -> list[int]:
        """A block of fresh ids, so that rows can name each other before they are stored."""
        session, name = self.work.session, table.__tablename__
        if session.get_bind().dialect.name == "postgresql":
            query = text("SELECT nextval(pg_get_serial_sequence(:table, 'id')) FROM generate_series(1, :number)")
            return list(session.scalars(query, {"table": name, "number": number}))
        if name not in self._last_ids:  # nobody else writes meanwhile
            self._last_ids[name] = session.scalar(select(func.max(table.metadata.tables[name].c.id))) or 0
        first = self._last_ids[name] + 1
        self._last_ids[name] += number
        return list(range(first, first + number))

    def beats(self, codes: Collection[str]) -> dict[str, int]:
        """The beats with these codes and others; unknown ones are left out."""
        unknown = set(codes) - self._beats.keys()
        if unknown:
            query = select(Unit.code, Unit.id).where(Unit.kind == UnitKind.BEAT, Unit.code.in_(unknown))
            self._beats |= dict(self.work.session.execute(query).all())
        return self._beats

    def held_beats(self, codes: Collection[str]) -> dict[str, int]:
        """The same, and nobody else writes facts of the beats with these codes until the import ends."""
        beats = self.beats(codes)
        free = {beats[code] for code in codes if code in beats} - self._held
        if free:
            lock_beats(self.work.session, free)
            self._held |= free
        return beats

    def officers(self, staff_numbers: Collection[str]) -> dict[str, int]:
        """The officers with these staff numbers; unknown ones are left out."""
        unknown = set(staff_numbers) - self._officers.keys()
        if unknown:
            query = select(Officer.staff_no, Officer.id).where(Officer.staff_no.in_(unknown))
            self._officers |= dict(self.work.session.execute(query).all())
        return self._officers

    def known_beat(self, row: Row, code: str, column: str = "beat_code") -> int | None:
        """The id of a beat named in a row, which is held from now on; a fault and None if there is no such beat."""
        found = self.held_beats([code]).get(code)
        if found is None:
            self.blame(row, column, "unknown_beat")
        return found

    def alike(self, numbers: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
        """Those of which the beat has another that differs in capital letters only: to chat both are one (files.md)."""
        lettered = {(beat, number) for beat, number in numbers if number.lower() != number.upper()}
        if not lettered:
            return set()
        query = select(TargetNumber.beat_id, TargetNumber.number).where(
            TargetNumber.beat_id.in_({beat for beat, _ in lettered}),
            func.lower(TargetNumber.number).in_({number.lower() for _, number in lettered}),
        )
        held: dict[tuple[int, str], set[str]] = defaultdict(set)
        for beat, number in self.work.session.execute(query):
            held[beat, number.lower()].add(number)
        return {(beat, number) for beat, number in lettered if held[beat, number.lower()] - {number}}

    def is_there(self, row: Row, beat: int, on: date | None, column: str) -> bool:
        """Whether a beat exists on a day of a row (None: before everything else); a fault if not (C12)."""
        if beat not in self._first_days:
            self._first_days |= first_days(self.work.session, set(self._beats.values()) - self._first_days.keys())
        since = self._first_days[beat]
        if since <= (on or EARLIEST):
            return True
        self.blame(row, column, "beat_not_yet" if on else "beat_not_always", since=since.isoformat())
        return False


class Taker(ABC):
    """Takes the rows of one kind of table."""

    def __init__(self, running: Import) -> None:
        self.running = running

    @abstractmethod
    def take(self, records: Sequence[Any]) -> None:
        """One chunk of the file."""

    def finish(self) -> None:  # noqa: B027 (most kinds have nothing to do then)
        """After the last chunk, if there was no fault."""


class Whereabouts:
    """Which targets beats and numbers mean, for the rows of one chunk."""

    def __init__(self, running: Import, names: Iterable[tuple[str, str]]) -> None:
        self._running = running
        wanted = set(names)
        beats = running.held_beats({beat for beat, _ in wanted})
        codes = {unit: code for code, unit in beats.items()}
        query = with_pairs(
            running.work.session,
            select(TargetNumber.beat_id, TargetNumber.number, TargetNumber.target_id),
            TargetNumber.beat_id,
            TargetNumber.number,
            [(beats[beat], number) for beat, number in wanted if beat in beats],
        )
        rows = running.work.session.execute(query)
        self._targets = {(codes[beat], number): target for beat, number, target in rows}
        self._histories = self._sojourns(set(self._targets.values()))

    def _sojourns(self, targets: set[int]) -> dict[int, History]:
        session = self._running.work.session
        changes = changes_by_target(session, targets, None).own
        return {
            target: History(target, entry, changes=tuple(changes.get(target, ())))
            for target, entry in entries(session, Target.id, targets, None).items()
        }

    def home_beat(self, target: int) -> int:
        """The beat that a target entered in."""
        return self._histories[target].entry.beat

    def kind(self, target: int) -> TargetKind:
        """What kind of target it is."""
        return self._histories[target].entry.kind

    def is_registered(self, target: int, on: date) -> bool:
        """Whether a target was in the registry on a day."""
        return registered_on(self._histories[target], on)

    def find(self, row: Row, beat: str, number: str, on: date, column: str = "number") -> int | None:
        """The target that a row means on a day; a fault and None if there is none (files.md)."""
        unit = self._running.known_beat(row, beat)
        if unit is None:
            return None
        target = self._targets.get((beat, number))
        if target is None or target not in self._histories:
            self._running.blame(row, column, "unknown_number" if target is None else "number_voided", beat=beat)
            return None
        if unit not in beats_on(self._histories[target], on):
            self._running.blame(row, column, "elsewhere", beat=beat, on=on.isoformat())
            return None
        return target
