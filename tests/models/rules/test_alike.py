"""What is taken as alike is the same on every month of a form."""

import random
from datetime import date

import pytest

from models.rules.alike import BEFORE, LATER, Cohort, alike_postings
from models.rules.facts import Entry, History, Visit
from models.rules.form import posted_columns
from models.rules.postings import postings
from tests.helpers.histories import random_day, random_target

YEAR = 2028


def month(day: date | None, as_of: date) -> int:
    """A day as a cohort knows it."""
    if day is not None and day > as_of:
        return LATER
    return day.month if day is not None and day.year == YEAR else BEFORE


def text(visit: Visit, as_of: date) -> str:
    """A visit as a cohort knows it."""
    marks = (visit.interview, visit.new_card, visit.cr_cards, visit.patrol_cards)
    return ".".join(str(int(one)) for one in (month(visit.on, as_of), *marks))


def cohort(entry: Entry, visits: tuple[Visit, ...], as_of: date) -> Cohort:
    """The cohort of a target to which nothing but visits happened."""
    seen = [one for one in visits if one.on <= as_of and (one.on.year == YEAR or (one.new_card and one.on.year < YEAR))]
    entered = (month(entry.on, as_of), entry.kind.value, entry.category.value, entry.card.value)
    return Cohort(*entered, month(entry.carded_on, as_of), ",".join(text(one, as_of) for one in seen))


@pytest.mark.parametrize("seed", range(300))
def test_a_cohort_posts_the_same_months(seed: int) -> None:
    dice = random.Random(seed)
    target = random_target(dice, 1)
    as_of = min(random_day(dice), date(YEAR, 12, 31))
    if target.entry.on is not None and target.entry.on > as_of:
        as_of = date(YEAR, 12, 31)
    alone = History(1, target.entry, target.visits)
    alike = alike_postings(cohort(target.entry, target.visits, as_of), YEAR)
    assert posted_columns(postings(alone, YEAR), YEAR, as_of) == posted_columns((), YEAR, as_of, [(1, alike)])


def test_a_cohort_counts_as_often_as_it_has_targets() -> None:
    posted = alike_postings(Cohort(BEFORE, "household", "general", "full", BEFORE, "3.1.0.2.0"), YEAR)
    as_of = date(YEAR, 12, 31)
    assert posted_columns((), YEAR, as_of, [(3, posted)]) == posted_columns(posted * 3, YEAR, as_of)
