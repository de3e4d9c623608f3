"""Thousands of random worlds, counted twice: by the rule, and by looking everything up."""

import random

import pytest

from models.rules.codes import Split
from models.rules.form import posted_columns
from models.rules.postings import postings, sheet_postings
from tests.helpers.brute_force import count
from tests.helpers.histories import BEATS, random_day, random_sheets, random_world

WORLDS, PARTS = 3_000, 10


@pytest.mark.parametrize("part", range(PARTS))
def test_both_counters_agree(part: int) -> None:
    for seed in range(part * WORLDS // PARTS, (part + 1) * WORLDS // PARTS):
        dice = random.Random(seed)
        targets, sheets = random_world(dice, dice.randrange(1, 7)), random_sheets(dice)
        year, as_of = dice.choice((2028, 2029)), random_day(dice)
        posted = [posting for target in targets for posting in postings(target, year)]
        for beat in BEATS:
            ours = [posting for posting in posted if posting.beat == beat]
            columns = posted_columns([*ours, *sheet_postings(beat, sheets[beat], year)], year, as_of)
            theirs = count(targets, sheets, beat, year, as_of)
            shown = as_of.month if as_of.year == year else 12 * (as_of.year > year)
            for key, months in theirs.items():
                assert list(columns[key])[:shown] == months[:shown], (seed, beat, key)
            assert {split for _, split in theirs} == set(Split) - {Split.ALL}
