"""What is read from the tables is what the rules count, on both databases, for random worlds of all facts."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from bot.work import Work
from models.database import Database
from models.histories import load_histories
from models.ledgers import beat_histories, ledgers
from models.places import Dwelling
from models.registry import BeatSheets, Target, TargetChange, Visit
from models.rules.codes import Outcome
from models.rules.facts import History
from models.rules.form import posted_columns
from models.rules.postings import postings
from tests.helpers.brute_force import count
from tests.helpers.histories import BEATS, random_day, random_sheets, random_world
from tests.helpers.world import World

CODES = dict(zip(BEATS, ("EX-P1-1", "EX-P1-2", "FR-P1-1"), strict=True))


class Stored:
    """A random world in the tables; ``ids`` says which row each of its targets became."""

    def __init__(self, world: World, targets: list[History], sheets: dict[int, list[Any]]) -> None:
        self.world, self.targets, self.sheets = world, targets, sheets
        self.beats = {beat: world.units[code] for beat, code in CODES.items()}
        self.ids: dict[int | None, int] = {}
        world.do(None, self._store)

    def _store(self, work: Work) -> None:
        stamp = work.stamp()
        self.stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        for target in self.targets:
            self._enter(work, target)
        for target in self.targets:
            self._tell(work, target)
        for beat, used in self.sheets.items():
            for one in used:
                work.session.add(
                    BeatSheets(
                        beat_id=self.beats[beat], used_on=one.on, kind=one.kind, sheets=one.sheets, **self.stamped
                    )
                )

    def _enter(self, work: Work, target: History) -> None:
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
            **self.stamped,
        )
        work.session.add(row)
        work.session.flush()
        self.ids[target.target] = row.id

    def _tell(self, work: Work, target: History) -> None:
        home = {"target_id": self.ids[target.target], "home_beat_id": self.beats[target.entry.beat], **self.stamped}
        for visit in target.visits:
            work.session.add(
                Visit(
                    visited_on=visit.on,
                    visited_time=visit.time,
                    outcome=Outcome.INTERVIEW if visit.interview else Outcome.ABSENT,
                    officer_id=self.world.officers["E001"],
                    new_card=visit.new_card,
                    cr_cards=visit.cr_cards,
                    patrol_cards=visit.patrol_cards,
                    **home,
                )
            )
        for change in target.changes:
            work.session.add(
                TargetChange(
                    happened_on=change.on,
                    kind=change.kind,
                    category=change.category,
                    criteria=0 if change.category else None,
                    to_beat_id=self.beats[change.beat] if change.beat else None,
                    survivor_id=self.ids[change.survivor] if change.survivor is not None else None,
                    sheets=change.sheets or None,
                    **home,
                )
            )


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """Two made-up stations."""
    database = Database.open(database_url, patient=True)
    yield World(database)
    database.dispose()


@pytest.mark.parametrize("seed", range(12))
def test_ledgers_agree_with_the_brute_force_counter(world: World, seed: int) -> None:
    """One beat alone and all in one batch; on days within, before and after the year."""
    dice = random.Random(seed)
    stored = Stored(world, random_world(dice, 40), random_sheets(dice))
    with world.database.reading() as session:
        for year, as_of in ((2028, random_day(dice)), (2029, random_day(dice)), (2028, date(2028, 12, 31))):
            together = ledgers(session, list(stored.beats.values()), year, as_of, None)
            for beat, unit in stored.beats.items():
                theirs = count(stored.targets, stored.sheets, beat, year, as_of)
                shown = as_of.month if as_of.year == year else 12 * (as_of.year > year)
                for ledger in (together[unit], ledgers(session, [unit], year, as_of, None)[unit]):
                    ours = posted_columns(ledger.postings, year, as_of)
                    for key, months in theirs.items():
                        assert list(ours[key])[:shown] == months[:shown], (year, as_of, beat, key)


@pytest.mark.parametrize("seed", range(100, 104))
def test_the_explanation_adds_up_to_the_form(world: World, seed: int) -> None:
    """Histories read one by one, as for explaining a cell, post the same as those read in bulk."""
    dice = random.Random(seed)
    stored = Stored(world, random_world(dice, 40), {})
    with world.database.reading() as session:
        for unit in stored.beats.values():
            one_by_one = [
                posting
                for history in beat_histories(session, unit, None).values()
                for posting in postings(history, 2028)
                if posting.beat == unit
            ]
            bulk = ledgers(session, [unit], 2028, date(2028, 12, 31), None)[unit].postings
            year_end = date(2028, 12, 31)
            assert posted_columns(one_by_one, 2028, year_end) == posted_columns(bulk, 2028, year_end)
            assert all(posting.target is not None for posting in one_by_one)
        assert load_histories(session, stored.ids.values()).keys() == set(stored.ids.values())
