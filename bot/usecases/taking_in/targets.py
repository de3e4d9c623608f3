"""Targets: entered once; later imports may correct what they are called and where they are, nothing else."""

import sys
from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from functools import cached_property

from sqlalchemy import exists, select, update

from bot.importing.target_rows import TargetRow
from bot.naming import typed_target
from bot.usecases.examine_facts import first_visits
from bot.usecases.taking_in.places import Places
from bot.usecases.taking_in.running import Import, Taker
from models.audit import AuditNote
from models.bulk import Staged, among, with_pairs
from models.histories import changes_by_target
from models.known import known
from models.places import PersonalData
from models.registry import Target, TargetDwelling, TargetNumber, Visit, Void
from models.rules.codes import Outcome
from models.sealing import load_personal

FACTS = ("kind", "category", "criteria", "card", "entered_on", "carded_on", "last_interview_on")
"""The columns of a row that are facts: they never change."""


class TargetTaker(Taker):
    """Takes rows of targets, and keeps those that carry a stamp back until all are there.

    So the issuing of forms is held up for the last stage only. What was looked up before still holds then: no other
    import runs meanwhile, and facts of targets are never changed.
    """

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.places = Places(running)
        self.given: dict[int, set[str]] = defaultdict(set)
        self.lettered: dict[int, set[str]] = defaultdict(set)
        self.voided: set[int] = set()
        session = running.work.session
        self.targets, self.numbers = Staged(session, Target), Staged(session, TargetNumber)
        self.dwellings, self.notes = Staged(session, TargetDwelling), Staged(session, AuditNote)

    def take(self, records: Sequence[TargetRow]) -> None:
        """One chunk: the numbers already given are compared, the others entered."""
        beats = self.running.beats({record.beat_code for record in records})
        known = [record for record in records if self._in_known_beat(record, beats)]
        names = {(beats[record.beat_code], record.number) for record in known}
        held, alike = self._holders(names), self.running.alike(names)
        fresh, again = [], []
        for record in known:
            beat, number = beats[record.beat_code], record.number
            if number in self.given[beat]:
                self.running.blame(record.row, "number", "twice")
            elif (beat, number) in held:
                again.append((record, held[beat, number]))
                self._warn(record, beat, held[beat, number])
            elif self._may_enter(record, beat, alike):
                self._give(beat, number)
                fresh.append(record)
                self._warn(record, beat)
        self._enter(fresh, beats)
        if again:
            self._compare(again, beats)

    def _may_enter(self, record: TargetRow, beat: int, alike: Collection[tuple[int, str]]) -> bool:
        """Whether a number may be given, and the beat was there on the day; blamed otherwise."""
        if (beat, record.number) in alike or record.number.lower() in self.lettered[beat]:
            self.running.blame(record.row, "number", "number_alike")
            return False
        return self.running.is_there(record.row, beat, record.entered_on, "entered_on")

    def finish(self) -> None:
        """The last stage: everything gets its stamp."""
        stamped = self.running.stamped()
        self.targets.release(**stamped)
        self.numbers.release()
        self.dwellings.release(**stamped)
        self.notes.release(audit_id=stamped["audit_id"])

    def _give(self, beat: int, number: str) -> None:
        """Remember a number as given in these files."""
        self.given[beat].add(sys.intern(number))  # every beat has a number 1: kept once, not a thousand times
        if number.lower() != number.upper():
            self.lettered[beat].add(number.lower())

    def _in_known_beat(self, record: TargetRow, beats: dict[str, int]) -> bool:
        if record.beat_code in beats:
            return True
        self.running.blame(record.row, "beat_code", "unknown_beat")
        return False

    def _warn(self, record: TargetRow, beat: int, stored: Target | None = None) -> None:
        """Numbers that nobody can type in chat; a 最終面接日 that no form counts, as ``doctor`` tells it (files.md)."""
        if typed_target(record.number) is None:
            self.running.warnings["number_not_for_chat"] += 1
        claimed = record.last_interview_on
        if claimed and claimed.year == self._first_year(beat) and not (stored and self._met(stored, claimed)):
            self.running.warnings["last_interview_in_running_year"] += 1

    def _first_year(self, beat: int) -> int:
        """The first year of which a beat has visits; without any it is this one that will be counted."""
        first = self._starts.get(beat)
        return first.year if first else self.running.work.today.year

    @cached_property
    def _starts(self) -> dict[int, date]:
        return first_visits(self.running.work.session)

    def _met(self, target: Target, on: date) -> bool:
        """Whether an interview of a day is stored."""
        visited = (Visit.target_id == target.id, Visit.visited_on == on, Visit.outcome == Outcome.INTERVIEW)
        return (
            self.running.work.session.scalar(select(Visit.id).where(*visited, known(Visit, None)).limit(1)) is not None
        )

    def _holders(self, keys: set[tuple[int, str]]) -> dict[tuple[int, str], Target]:
        session = self.running.work.session
        voided = exists().where(Void.target_id == Target.id)
        query = select(TargetNumber.beat_id, TargetNumber.number, Target, voided).join(Target)
        query = with_pairs(session, query, TargetNumber.beat_id, TargetNumber.number, keys)
        found = session.execute(query).all()
        self.voided |= {target.id for _, _, target, is_void in found if is_void}
        return {(beat, number): target for beat, number, target, _ in found}

    def _enter(self, records: list[TargetRow], beats: dict[str, int]) -> None:
        if not records:
            return
        dwellings = self.places.settle(records)
        ids = self.running.next_ids(Target, len(records))
        targets, numbers, sealed = [], [], []
        for target, record, dwelling in zip(ids, records, dwellings, strict=True):
            beat = beats[record.beat_code]
            facts = {column: getattr(record, column) for column in FACTS}
            targets.append({"id": target, "beat_id": beat, "dwelling_id": dwelling, **facts})
            numbers.append({"beat_id": beat, "number": record.number, "target_id": target})
            content = self.running.sealer.seal("target", target, called(record))
            sealed.append({"subject": "target", "subject_id": target, "sealed": content})
        self.targets.add(targets)
        self.numbers.add(numbers)
        self.running.insert(PersonalData, sealed)
        self.running.counts["new"] += len(records)

    def _compare(self, again: list[tuple[TargetRow, Target]], beats: dict[str, int]) -> None:
        session = self.running.work.session
        names = load_personal(session, self.running.sealer, "target", [target.id for _, target in again])
        dwellings = self.places.settle([record for record, _ in again])
        present = self._present_dwellings([target for _, target in again])
        elsewhere = [target.id for record, target in again if target.beat_id != beats[record.beat_code]]
        changes = changes_by_target(session, elsewhere, None).own
        same = [
            (record, target, dwelling)
            for (record, target), dwelling in zip(again, dwellings, strict=True)
            if self._is_same_fact(
                record, target, beats[record.beat_code], {change.beat for change in changes.get(target.id, ())}
            )
        ]
        renamed = {target.id: record for record, target, _ in same if names.get(target.id) != called(record)}
        moved = {target.id: dwelling for _, target, dwelling in same if dwelling != present[target.id]}
        updated = len(renamed.keys() | moved.keys())
        self.running.counts["updated"] += updated
        self.running.counts["unchanged"] += len(same) - updated
        self.dwellings.add([{"target_id": target, "dwelling_id": dwelling} for target, dwelling in moved.items()])
        self._rename(list(renamed.items()), names.keys())

    def _is_same_fact(self, record: TargetRow, target: Target, beat: int, moved_to: Collection[int | None]) -> bool:
        """Whether a row tells of the target that has its number, in the beat it entered in or one it moved to."""
        if beat != target.beat_id and beat not in moved_to:
            self.running.blame(record.row, "number", "number_taken")
            return False
        differing = [column for column in FACTS if getattr(record, column) != getattr(target, column)]
        if target.id in self.voided:
            self._refuse_to_revive(record, differing)
            return False
        if differing and beat != target.beat_id:
            self.running.blame(record.row, "number", "number_of_moved")
        else:
            for column in differing:
                self.running.blame(record.row, column, "fact_differs")
        return not differing

    def _refuse_to_revive(self, record: TargetRow, differing: Collection[str]) -> None:
        """A row of a target that was voided: the same again changes nothing, another one needs another number."""
        if differing:
            self.running.blame(record.row, "number", "number_voided", beat=record.beat_code)
        else:
            self.running.counts["unchanged"] += 1
            self.running.warnings["voided"] += 1

    def _rename(self, renamed: Sequence[tuple[int, TargetRow]], named: Collection[int]) -> None:
        seal = self.running.sealer.seal
        sealed = [
            {"subject": "target", "subject_id": target, "sealed": seal("target", target, called(record))}
            for target, record in renamed
        ]
        there = [row for row in sealed if row["subject_id"] in named]
        if there:
            self.running.work.session.execute(update(PersonalData), there)
        self.running.insert(PersonalData, [row for row in sealed if row["subject_id"] not in named])
        self.notes.add([{"what": "target.name_corrected", "detail": {"target": target}} for target, _ in renamed])

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
