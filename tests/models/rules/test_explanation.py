"""Every number of the form opens to exactly as many targets as it says, and the bridge leads to it."""

import random
from datetime import date

import pytest

from models.rules.codes import Cause, Row, Split, UnitKind
from models.rules.explanation import COLUMNS, COUNTED, explain, period_of
from models.rules.form import STOCKS, Header, Ledger, beat_form, line_keys
from models.rules.postings import postings, sheet_postings
from tests.helpers.histories import BEATS, random_day, random_sheets, random_world


@pytest.mark.parametrize("seed", range(150))
def test_every_number_is_explained(seed: int) -> None:
    dice = random.Random(seed)
    as_of, sheets = min(random_day(dice), date(2028, 12, 31)), random_sheets(dice)
    every = [posting for history in random_world(dice, 12) for posting in postings(history, 2028)]
    for beat in BEATS:
        own = [one for one in every if one.beat == beat] + sheet_postings(beat, sheets[beat], 2028)
        form = beat_form(Header(UnitKind.BEAT, "X", "X"), Ledger(own, [], None), 2028, as_of, None)
        for row, split in line_keys():
            for column in range(COLUMNS) if row in COUNTED else ():
                told = explain(own, 2028, as_of, row, split, column)
                assert told.number == (form.line(row, split).cells[column] or 0)
                assert told.number == sum(one.n for one in told.behind)
                if row in STOCKS and told.before is not None:
                    assert told.number == told.before + sum(n for _, n in told.bridge)
                    assert all(one.n == 1 for one in told.behind)


def test_what_no_posting_makes_is_not_explained() -> None:
    with pytest.raises(KeyError):
        explain([], 2028, date(2028, 3, 1), Row.COVERAGE_RATE, Split.NONE, 0)


def test_months_that_are_not_shown_have_nothing_behind_them() -> None:
    assert explain([], 2028, date(2028, 3, 1), Row.TARGETS, Split.ALL, 8) == (0, (), None, ())


def test_the_columns() -> None:
    every = [period_of(column, 2028, date(2028, 12, 31)) for column in range(COLUMNS)]
    assert [(one.first, one.last) for one in every] == [
        *((month, month) for month in range(1, 7)),
        (1, 6),
        *((month, month) for month in range(7, 13)),
        (7, 12),
        (1, 12),
    ]


def test_the_cause_is_the_last_that_put_it_there() -> None:
    dice = random.Random(3)
    posted = [posting for history in random_world(dice, 30) for posting in postings(history, 2028)]
    told = explain(posted, 2028, date(2028, 12, 31), Row.TARGETS, Split.ALL, COLUMNS - 1)
    assert {one.cause for one in told.behind} >= {Cause.OPENING, Cause.ENTERED}
