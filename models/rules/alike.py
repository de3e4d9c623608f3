"""Which targets are alike to a year's form, so that many can be counted as one with a weight.

A form shows months. A target that was only registered and visited keeps its beat and category, so that the day
within a month cannot change a number, nor can what happened before the year, but for a card that it gave.
Targets with any other change are never taken as alike: for them the order of days matters.
"""

from datetime import date
from functools import lru_cache
from typing import NamedTuple

from models.rules.codes import CardState, Category, TargetKind
from models.rules.facts import Entry, History, Visit
from models.rules.postings import MIDNIGHT, Posting, postings

BEFORE, LATER = 0, 13
"""Stand for a month before the year (or for always), and for one after the day asked for."""

CARDED_BEFORE = "0.1.1.0.0"
"""An interview before the year that gave a card, as it stands in ``Cohort.visits``."""


def in_month(year: int, month: int) -> date:
    """The day that stands for a month of the year, for ``BEFORE`` or for ``LATER``.

    >>> in_month(2026, BEFORE), in_month(2026, 5), in_month(2026, LATER)
    (datetime.date(2025, 12, 1), datetime.date(2026, 5, 1), datetime.date(2027, 1, 1))
    """
    return date(year + (month == LATER) - (month == BEFORE), (month - 1) % 12 + 1, 1)


class Cohort(NamedTuple):
    """Targets alike, in any beat: the months (``in_month``) of entering and of a card filed then, and their visits.

    ``visits``: of each its month, 1 for an interview and 1 for a card given, and its sheets of both kinds, as text.
    """

    entered: int
    kind: str
    category: str
    card: str
    carded: int
    visits: str = ""


@lru_cache(maxsize=10_000)
def alike_postings(cohort: Cohort, year: int) -> list[Posting]:
    """What each of some targets alike posts in a year; the beat is left open (0)."""
    return postings(alike_history(cohort, year), year)


def alike_history(cohort: Cohort, year: int) -> History:
    """The history that stands for all of them.

    >>> seen = alike_history(Cohort(0, "household", "general", "full", 0, "7.0.0.2.0,3.1.0.0.1"), 2026).visits
    >>> [(one.on.month, one.interview, one.cr_cards) for one in seen]
    [(7, False, 2), (3, True, 0)]
    """
    on = in_month(year, cohort.entered) if cohort.entered else None
    carded_on = in_month(year, cohort.carded) if cohort.carded else None
    entry = Entry(on, 0, TargetKind(cohort.kind), Category(cohort.category), CardState(cohort.card), carded_on)
    return History(None, entry, tuple(_visit(year, one) for one in cohort.visits.split(",") if one))


def _visit(year: int, text: str) -> Visit:
    month, interview, new_card, cr_cards, patrol_cards = map(int, text.split("."))
    return Visit(in_month(year, month), MIDNIGHT, bool(interview), bool(new_card), cr_cards, patrol_cards)
