"""Targets: entered once; later imports may correct what they are called and where they are, nothing else."""

from collections.abc import Sequence

from sqlalchemy import select

from bot.importing.records import TargetRow
from bot.usecases.taking_in.places import Places
from bot.usecases.taking_in.running import Import
from models.bulk import among, with_pairs
from models.places import PersonalData
from models.registry import Target, TargetDwelling, TargetNumber
from models.sealing import load_personal, store_personal

FACTS = ("kind", "category", "criteria", "card", "entered_on", "carded_on", "last_interview_on")
"""The columns of a row that are facts: they never change."""


class TargetTaker:
    """Takes rows of targets."""

    def __init__(self, running: Import) -> None:
        self.running = running
        self.places = Places(running)
        self.lines: dict[tuple[int, str], int] = {}

    def take(self, records: Sequence[TargetRow]) -> None:
        """One chunk: the numbers already given are compared, the others entered."""
        beats = self.running.beats({record.beat_code for record in records})
        known = [record for record in records if self._in_known_beat(record)]
        held = self._holders({(beats[record.beat_code], record.number) for record in known})
        own = {target.id for target in held.values() if target.audit_id == self._audit_id}
        fresh, again = [], []
        for record in known:
            key = (beats[record.beat_code], record.number)
            if key in self.lines or (key in held and held[key].id in own):
                self.running.blame(record.row, "number", "twice")
                continue
            if key in held:
                again.append((record, held[key]))
            else:
                self.lines[key] = record.row.line
                fresh.append(record)
            self._warn(record)
        self.lines.clear()
        self._enter(fresh, beats)
        self._compare(again, beats)

    @property
    def _audit_id(self) -> int:
        return self.running.stamp.audit_id

    def _in_known_beat(self, record: TargetRow) -> bool:
        return self.running.known_beat(record.row, record.beat_code) is not None

    def _warn(self, record: TargetRow) -> None:
        """A 最終面接日 of the running year is not counted: only a visit is (files.md)."""
        if record.last_interview_on and record.last_interview_on.year == self.running.work.today.year:
            self.running.warnings["last_interview_in_running_year"] += 1

    def _holders(self, keys: set[tuple[int, str]]) -> dict[tuple[int, str], Target]:
        session = self.running.work.session
        query = select(TargetNumber.beat_id, TargetNumber.number, Target).join(Target)
        query = with_pairs(session, query, TargetNumber.beat_id, TargetNumber.number, keys)
        return {(beat, number): target for beat, number, target in session.execute(query)}

    def _enter(self, records: list[TargetRow], beats: dict[str, int]) -> None:
        if not records:
            return
        dwellings = self.places.settle(records)
        ids = self.running.next_ids(Target, len(records))
        stamped = self.running.stamped()
        targets, numbers, sealed = [], [], []
        for target, record, dwelling in zip(ids, records, dwellings, strict=True):
            beat = beats[record.beat_code]
            facts = {column: getattr(record, column) for column in FACTS}
            targets.append({"id": target, "beat_id": beat, "dwelling_id": dwelling, **facts, **stamped})
            numbers.append({"beat_id": beat, "number": record.number, "target_id": target})
            content = self.running.sealer.seal("target", target, called(record))
            sealed.append({"subject": "target", "subject_id": target, "sealed": content})
        self.running.insert(Target, targets)
        self.running.insert(TargetNumber, numbers)
        self.running.insert(PersonalData, sealed)
        self.running.counts["new"] += len(records)

    def _compare(self, again: list[tuple[TargetRow, Target]], beats: dict[str, int]) -> None:
        if not again:
            return
        session = self.running.work.session
        names = load_personal(session, self.running.sealer, "target", [target.id for _, target in again])
        dwellings = self.places.settle([record for record, _ in again])
        present = self._present_dwellings([target for _, target in again])
        for (record, target), dwelling in zip(again, dwellings, strict=True):
            differing = [column for column in FACTS if getattr(record, column) != getattr(target, column)]
            if target.beat_id != beats[record.beat_code]:
                self.running.blame(record.row, "number", "number_taken")
            elif differing:
                for column in differing:
                    self.running.blame(record.row, column, "fact_differs")
            else:
                changed = self._rename(record, target.id, names.get(target.id))
                changed = self._relocate(target.id, dwelling, present[target.id]) or changed
                self.running.counts["updated" if changed else "unchanged"] += 1

    def _rename(self, record: TargetRow, target: int, present: dict[str, str] | None) -> bool:
        if present == called(record):
            return False
        store_personal(self.running.work.session, self.running.sealer, "target", target, called(record))
        self.running.work.note("target.name_corrected", target=target)
        return True

    def _relocate(self, target: int, dwelling: int, present: int) -> bool:
        if dwelling == present:
            return False
        self.running.insert(TargetDwelling, [{"target_id": target, "dwelling_id": dwelling, **self.running.stamped()}])
        return True

    def _present_dwellings(self, targets: list[Target]) -> dict[int, int]:
        session = self.running.work.session
        query = (
            select(TargetDwelling.target_id, TargetDwelling.dwelling_id)
            .where(among(session, TargetDwelling.target_id, [target.id for target in targets]))
            .order_by(TargetDwelling.id)
        )
        corrected = dict(session.execute(query).all())
        return {target.id: corrected.get(target.id, target.dwelling_id) for target in targets}


def called(record: TargetRow) -> dict[str, str]:
    """What is sealed of a target itself."""
    return {"name": record.name, "name_kana": record.name_kana}
