"""What is taken as alike is the same on every month of a form."""

import random
from datetime import date

import pytest

from models.rules.alike import alike_entry, left_before
from models.rules.codes import ChangeKind
from models.rules.facts import Change
from models.rules.form import posted_columns
from models.rules.postings import postings
from tests.helpers.histories import random_day, random_target


@pytest.mark.parametrize("seed", range(300))
def test_an_entry_alike_posts_the_same_months(seed: int) -> None:
    dice = random.Random(seed)
    history = random_target(dice, 1)._replace(changes=())
    as_of = min(random_day(dice), date(2028, 12, 31))
    alike = history._replace(entry=alike_entry(history.entry, as_of))
    same = [posted_columns(postings(each, 2028), 2028, as_of) for each in (history, alike)]
    assert same[0] == same[1]


def test_only_leaving_before_the_year_is_leaving() -> None:
    left, stayed = Change(date(2027, 12, 31), ChangeKind.DIED), Change(date(2027, 5, 1), ChangeKind.EXCLUDED)
    assert left_before([stayed, left], 2028)
    assert not left_before([stayed], 2028)
    assert not left_before([left], 2027)
