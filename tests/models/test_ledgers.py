"""What is read from the tables is what the rules count, on both databases, for random worlds of all facts."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest

from bot.work import Stamp, Work
from models.histories import load_histories
from models.ledgers import beat_postings, ledgers
from models.places import Dwelling
from models.registry import BeatSheets, Target, TargetChange, Visit, Void
from models.rules.codes import Cause, Outcome
from models.rules.facts import Change, History
from models.rules.facts import Visit as VisitFact
from models.rules.form import posted_columns
from tests.helpers.brute_force import count
from tests.helpers.histories import BEATS, random_day, random_sheets, random_world
from tests.helpers.opening import opened
from tests.helpers.told import Name, Told, facts_of, told
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds

CODES = dict(zip(BEATS, ("EX-P1-1", "EX-P1-2", "FR-P1-1"), strict=True))


class Stored:
    """A told world in the tables; ``ids`` says which row each of its targets became."""

    def __init__(self, world: World, facts: Told, sheets: dict[int, list[Any]]) -> None:
        self.world, self.facts, self.sheets = world, facts, sheets
        self.beats = {beat: world.units[code] for beat, code in CODES.items()}
        self.ids: dict[int | None, int] = {}
        self.rows: dict[Name, Target | Visit | TargetChange] = {}
        world.do(None, self._store_early)
        self.early = world.now
        world.later(days=1).do(None, self._store_late)
        self.middle = world.now
        world.later(days=1).do(None, self._void)

    def record_again(self) -> None:
        """Record anew, a day later, what was voided."""
        self.world.later(days=1).do(None, partial(self._store, chosen=self.facts.voided))

    def stages(self) -> Sequence[tuple[datetime | None, Sequence[History]]]:
        """What is known at which moment."""
        now = self.facts.without(self.facts.voided)
        return (
            (self.early, self.facts.without(self.facts.late)),
            (self.middle, self.facts.all),
            (self.world.now, now),
            (None, now),
        )

    def _store_early(self, work: Work) -> None:
        self._store(work, self._every() - self.facts.late)
        stamp = work.stamp()
        for beat, used in self.sheets.items():
            for one in used:
                sheets = BeatSheets(beat_id=self.beats[beat], used_on=one.on, kind=one.kind, sheets=one.sheets)
                sheets.recorded_at, sheets.audit_id = stamp.recorded_at, stamp.audit_id
                work.session.add(sheets)

    def _store_late(self, work: Work) -> None:
        self._store(work, self.facts.late)

    def _every(self) -> set[Name]:
        return {(one.target, fact) for one in self.facts.all for fact in (None, *facts_of(one))}

    def _store(self, work: Work, chosen: set[Name]) -> None:
        stamp = work.stamp()
        for target in self.facts.all:
            if (target.target, None) in chosen:
                self._enter(work, target, stamp)
        for target in self.facts.all:
            for fact in facts_of(target):
                if (target.target, fact) in chosen:
                    row = self._row(target, fact, stamp)
                    work.session.add(row)
                    self.rows[target.target, fact] = row
        work.session.flush()

    def _void(self, work: Work) -> None:
        stamp = work.stamp()
        for name in self.facts.voided:
            row = self.rows[name]
            column = {Target: "target_id", Visit: "visit_id", TargetChange: "change_id"}[type(row)]
            work.session.add(
                Void(reason="試し", voided_at=stamp.recorded_at, audit_id=stamp.audit_id, **{column: row.id})
            )

    def _enter(self, work: Work, target: History, stamp: Stamp) -> None:
        dwelling = Dwelling(digest=random.randbytes(16))
        work.session.add(dwelling)
        work.session.flush()
        row = Target(
            beat_id=self.beats[target.entry.beat],
            dwelling_id=dwelling.id,
            kind=target.entry.kind,
            category=target.entry.category,
            criteria=0,
            card=target.entry.card,
            entered_on=target.entry.on,
            carded_on=target.entry.carded_on,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(row)
        work.session.flush()
        self.ids[target.target], self.rows[target.target, None] = row.id, row

    def _row(self, target: History, fact: VisitFact | Change, stamp: Stamp) -> Visit | TargetChange:
        home = {
            "target_id": self.ids[target.target],
            "home_beat_id": self.beats[target.entry.beat],
            "recorded_at": stamp.recorded_at,
            "audit_id": stamp.audit_id,
        }
        if isinstance(fact, VisitFact):
            return Visit(
                visited_on=fact.on,
                visited_time=fact.time,
                outcome=Outcome.INTERVIEW if fact.interview else Outcome.ABSENT,
                officer_id=self.world.officers["E001"],
                new_card=fact.new_card,
                cr_cards=fact.cr_cards,
                patrol_cards=fact.patrol_cards,
                **home,
            )
        return TargetChange(
            happened_on=fact.on,
            kind=fact.kind,
            category=fact.category,
            criteria=0 if fact.category else None,
            to_beat_id=self.beats[fact.beat] if fact.beat else None,
            survivor_id=self.ids[fact.survivor] if fact.survivor is not None else None,
            sheets=fact.sheets or None,
            **home,
        )


@pytest.fixture
def world(world_url: str) -> Iterator[World]:
    """Two made-up stations."""
    database = opened(world_url, patient=True)
    yield shared_worlds().world(database)
    database.dispose()


@pytest.mark.parametrize("seed", range(12))
def test_ledgers_agree_with_the_brute_force_counter(world: World, seed: int) -> None:
    """One beat alone and all in one batch; on days within, before and after the year; as known at four moments."""
    dice = random.Random(seed)
    stored = Stored(world, told(dice, random_world(dice, 40)), random_sheets(dice))
    with world.database.reading() as session:
        for known_at, targets in stored.stages():
            for year, as_of in ((2028, random_day(dice)), (2029, random_day(dice)), (2028, date(2028, 12, 31))):
                together = ledgers(session, list(stored.beats.values()), year, as_of, known_at)
                for beat, unit in stored.beats.items():
                    theirs = count(targets, stored.sheets, beat, year, as_of)
                    shown = as_of.month if as_of.year == year else 12 * (as_of.year > year)
                    for ledger in (together[unit], ledgers(session, [unit], year, as_of, known_at)[unit]):
                        ours = posted_columns(ledger.postings, year, as_of, ledger.alike)
                        for key, months in theirs.items():
                            assert list(ours[key])[:shown] == months[:shown], (known_at, year, as_of, beat, key)


def test_the_random_worlds_hold_late_and_voided_facts_of_every_kind() -> None:
    """Else the comparison could not fail for them."""
    worlds = [told(dice, random_world(dice, 40)) for dice in map(random.Random, range(12))]
    for chosen in ([each.late for each in worlds], [each.voided for each in worlds]):
        kinds = [type(fact) for names in chosen for _, fact in names]
        assert min(kinds.count(kind) for kind in (VisitFact, Change, type(None))) > 20, kinds
        assert {change.kind.value for names in chosen for _, change in names if isinstance(change, Change)} >= {
            "beat",
            "category",
            "duplicate",
            "excluded",
            "moved_out",
        }


@pytest.mark.parametrize("seed", range(100, 106))
def test_what_is_explained_adds_up_to_the_form(world: World, seed: int) -> None:
    """Histories read one by one, as for explaining a number, post the same as those read in bulk, on any day."""
    dice = random.Random(seed)
    stored = Stored(world, told(dice, random_world(dice, 40)), random_sheets(dice))
    with world.database.reading() as session:
        for unit in stored.beats.values():
            for as_of in (date(2028, 12, 31), min(random_day(dice), date(2028, 12, 31))):
                for known_at, _ in stored.stages():
                    one_by_one = beat_postings(session, unit, 2028, as_of, known_at)
                    bulk = ledgers(session, [unit], 2028, as_of, known_at)[unit]
                    together = posted_columns(bulk.postings, 2028, as_of, bulk.alike)
                    assert posted_columns(one_by_one, 2028, as_of) == together
                    unnamed = {posting.cause for posting in one_by_one if posting.target is None}
                    assert unnamed <= {Cause.SHEETS}
        assert load_histories(session, stored.ids.values(), stored.middle).keys() == set(stored.ids.values())


@pytest.mark.parametrize("seed", range(200, 203))
def test_what_is_voided_and_recorded_again_changes_nothing(world: World, seed: int) -> None:
    """Identity 6, with all that the tables and their queries do; meanwhile the forms were others."""
    dice = random.Random(seed)
    stored = Stored(world, told(dice, random_world(dice, 40)), random_sheets(dice))
    voided = world.now
    stored.record_again()
    with world.database.reading() as session:
        for unit in stored.beats.values():
            for as_of in (date(2028, 12, 31), date(2028, random_day(dice).month, 28)):
                before, between, after = (
                    posted_columns(found.postings, 2028, as_of, found.alike)
                    for known_at in (stored.middle, voided, None)
                    for found in ledgers(session, [unit], 2028, as_of, known_at).values()
                )
                assert after == before != between
