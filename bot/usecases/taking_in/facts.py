"""Visits and events. The n-th equal row of a file is the n-th fact; a voided fact is not revived."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import exists, select

from bot.importing.fact_rows import EventRow, VisitRow
from bot.importing.target_rows import is_foreign
from bot.usecases.taking_in.matching import Matching, Stored
from bot.usecases.taking_in.running import Import, Taker, Whereabouts
from models.bulk import among, with_pairs
from models.registry import BeatSheets, TargetChange, TargetNumber, Visit, Void
from models.rules.codes import ChangeKind, SheetKind

BLOCK = 2_000
"""Moves that are looked up and stored at once."""

CONTENT = ("target_id", "visited_on", "visited_time", "outcome", "officer_id", "new_card", "cr_cards", "patrol_cards")
"""All that a visit is, besides who recorded it when."""

CHANGE_CONTENT = (
    "target_id",
    "happened_on",
    "kind",
    "category",
    "criteria",
    "to_beat_id",
    "survivor_id",
    "sheets",
)


class VisitTaker(Taker):
    """Takes rows of visits."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.matching = Matching(running)

    def take(self, records: Sequence[VisitRow]) -> None:
        """One chunk."""
        where = Whereabouts(self.running, ((record.beat_code, record.number) for record in records))
        rows = list(self._placed(records, where))
        stored, standing = self._stored({target for _, target, _ in rows})
        fresh = []
        for record, target, officer in rows:
            values = visit_values(record, target, officer)
            content = tuple(values[column] for column in CONTENT)
            if self.matching.is_stored(record.row, stored, content) or self._conflicts(record, content, standing):
                continue
            standing.setdefault(occasion(content), content)
            fresh.append({**values, "home_beat_id": where.home_beat(target), **self.running.stamped()})
            if record.new_card or not where.is_registered(target, record.on):
                self.running.touched.add(target)  # no other visit can contradict anything
        self.running.insert(Visit, fresh)
        self.running.counts["new"] += len(fresh)

    def _placed(self, records: Sequence[VisitRow], where: Whereabouts) -> Iterator[tuple[VisitRow, int, int]]:
        """The rows with their targets and officers; the others are blamed."""
        officers = self.running.officers({record.staff_no for record in records})
        for record in records:
            target = where.find(record.row, record.beat_code, record.number, record.on)
            officer = officers.get(record.staff_no)
            if officer is None:
                self.running.blame(record.row, "staff_no", "unknown_officer")
            elif target is not None:
                yield record, target, officer

    def _conflicts(self, record: VisitRow, content: tuple[Any, ...], standing: dict[Hashable, tuple[Any, ...]]) -> bool:
        there = standing.get(occasion(content))
        if there is None or there == content:
            return False
        self.running.blame(record.row, "outcome", "visit_differs", stored=str(there[3]))
        return True

    def _stored(self, targets: set[int]) -> tuple[Stored, dict[Hashable, tuple[Any, ...]]]:
        """What was there before this import, voided or not; and what stands now, by its occasion."""
        columns = [getattr(Visit, column) for column in CONTENT]
        voided = exists().where(Void.visit_id == Visit.id)
        session = self.running.work.session
        query = select(Visit.audit_id, voided, *columns).where(among(session, Visit.target_id, targets))
        before = Stored()
        standing: dict[Hashable, tuple[Any, ...]] = {}
        for audit_id, is_void, *found in session.execute(query):
            content = tuple(found)
            if audit_id != self.running.stamp.audit_id:
                before.add(content, voided=is_void)
            if not is_void:
                standing[occasion(content)] = content
        return before, standing


def occasion(content: tuple[Any, ...]) -> Hashable:
    """Target, day, time and officer: nobody visits one door twice at one moment with two results."""
    return (content[0], content[1], content[2], content[4])


def visit_values(record: VisitRow, target: int, officer: int) -> dict[str, Any]:
    """A visit's own columns."""
    return {
        "target_id": target,
        "visited_on": record.on,
        "visited_time": record.at,
        "outcome": record.outcome,
        "officer_id": officer,
        "new_card": record.new_card,
        "cr_cards": record.cr_cards,
        "patrol_cards": record.patrol_cards,
    }


class EventTaker(Taker):
    """Takes rows of events; those of 受持区変更 must all be taken before the others, which may name the new beat."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.matching = Matching(running)

    def take(self, records: Sequence[EventRow]) -> None:
        """One chunk of events other than moves."""
        self._take_sheets([record for record in records if record.number is None])
        named = [record for record in records if record.number is not None]
        names = {
            (record.beat_code, number) for record in named for number in (record.number, record.survivor) if number
        }
        where = Whereabouts(self.running, names)
        found = [(record, values) for record in named if (values := self._values(record, where)) is not None]
        self._store(found, where)

    def take_moves(self, records: Iterable[EventRow]) -> None:
        """All 受持区変更: the number goes along, if it is free."""
        for block in independent(sorted(records, key=lambda record: record.on)):
            where = Whereabouts(self.running, {(record.beat_code, record.number or "") for record in block})
            found = [(record, values) for record in block if (values := self._values(record, where)) is not None]
            self._store(self._reserved(found), where)

    def _reserved(self, moves: list[tuple[EventRow, dict[str, Any]]]) -> list[tuple[EventRow, dict[str, Any]]]:
        """The moves that can take their number along, which is reserved for them."""
        session = self.running.work.session
        names = [(values["to_beat_id"], record.number or "") for record, values in moves]
        columns = select(TargetNumber.beat_id, TargetNumber.number, TargetNumber.target_id)
        query = with_pairs(session, columns, TargetNumber.beat_id, TargetNumber.number, names)
        held = {(beat, number): target for beat, number, target in session.execute(query)}
        alike = self.running.alike(names)
        possible, fresh = [], []
        for name, (record, values) in zip(names, moves, strict=True):
            holder = held.get(name)
            if holder is None and name in alike:
                self.running.blame(record.row, "value", "number_alike")
            elif holder not in (None, values["target_id"]):
                self.running.blame(record.row, "value", "number_taken_there", number=record.number)
            else:
                possible.append((record, values))
                if holder is None:
                    fresh.append({"beat_id": name[0], "number": record.number, "target_id": values["target_id"]})
        self.running.insert(TargetNumber, fresh)
        return possible

    def _values(self, record: EventRow, where: Whereabouts) -> dict[str, Any] | None:
        target = where.find(record.row, record.beat_code, record.number or "", record.on)
        to_beat = self._new_beat(record) if record.kind is ChangeKind.BEAT else None
        survivor = self._survivor(record, where) if record.kind is ChangeKind.DUPLICATE else None
        found = bool(to_beat) == bool(record.to_beat) and bool(survivor) == bool(record.survivor)
        if target is None or not found:
            return None
        if is_foreign(where.kind(target), record.criteria or 0):
            self.running.blame(record.row, "value", "criteria_of_other_kind")
            return None
        return {
            "target_id": target,
            "happened_on": record.on,
            "kind": record.kind,
            "category": record.category,
            "criteria": record.criteria,
            "to_beat_id": to_beat,
            "survivor_id": survivor,
            "sheets": record.sheets,
        }

    def _new_beat(self, record: EventRow) -> int | None:
        """The beat that a 受持区変更 names, if it is there on the day; None after a fault."""
        beat = self.running.known_beat(record.row, record.to_beat or "", "value")
        return beat if beat and self.running.is_there(record.row, beat, record.on, "date") else None

    def _survivor(self, record: EventRow, where: Whereabouts) -> int | None:
        return where.find(record.row, record.beat_code, record.survivor or "", record.on, "value")

    def _store(self, rows: list[tuple[EventRow, dict[str, Any]]], where: Whereabouts) -> None:
        readable = [(record.row, values) for record, values in rows]
        stored = self._stored({values["target_id"] for _, values in readable})
        fresh = [
            {**values, "home_beat_id": where.home_beat(values["target_id"]), **self.running.stamped()}
            for row, values in readable
            if not self.matching.is_stored(row, stored, tuple(values[column] for column in CHANGE_CONTENT))
        ]
        self.running.insert(TargetChange, fresh)
        self.running.touched |= {values["target_id"] for values in fresh}
        self.running.touched |= {values["survivor_id"] for values in fresh if values["survivor_id"]}
        self.running.counts["new"] += len(fresh)

    def _stored(self, targets: set[int]) -> Stored:
        columns = [getattr(TargetChange, column) for column in CHANGE_CONTENT]
        session = self.running.work.session
        query = select(exists().where(Void.change_id == TargetChange.id), *columns).where(
            among(session, TargetChange.target_id, targets), TargetChange.audit_id != self.running.stamp.audit_id
        )
        return Stored.of(session.execute(query))

    def _take_sheets(self, records: list[EventRow]) -> None:
        beats = self.running.held_beats({record.beat_code for record in records})
        columns = (BeatSheets.beat_id, BeatSheets.used_on, BeatSheets.kind, BeatSheets.sheets)
        query = select(exists().where(Void.sheets_id == BeatSheets.id), *columns).where(
            BeatSheets.beat_id.in_(beats[record.beat_code] for record in records if record.beat_code in beats),
            BeatSheets.audit_id != self.running.stamp.audit_id,
        )
        stored = Stored.of(self.running.work.session.execute(query))
        fresh = []
        for record in records:
            beat = self.running.known_beat(record.row, record.beat_code)
            if beat is None or not self.running.is_there(record.row, beat, record.on, "date"):
                continue
            content = (beat, record.on, SheetKind(record.kind), record.sheets)
            if not self.matching.is_stored(record.row, stored, content):
                values = dict(zip(("beat_id", "used_on", "kind", "sheets"), content, strict=True))
                fresh.append({**values, **self.running.stamped()})
        self.running.insert(BeatSheets, fresh)
        self.running.counts["new"] += len(fresh)


def independent(moves: Iterable[EventRow]) -> Iterator[list[EventRow]]:
    """Blocks of moves of which none begins or ends where another one does: those must be taken one after the other."""
    block: list[EventRow] = []
    places: set[tuple[str | None, str | None]] = set()
    for move in moves:
        number = (move.number or "").lower()
        ends = {(move.beat_code, number), (move.to_beat, number)}
        if places & ends or len(block) == BLOCK:
            yield block
            block, places = [], set()
        block.append(move)
        places |= ends
    if block:
        yield block
