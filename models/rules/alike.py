"""Which targets are alike to a year's form, so that many can be counted as one with a weight.

A form shows months. A target that was only registered and visited keeps its beat and category, so that the day
within a month cannot change a number, nor can what happened before the year, but for a card that it gave.
Targets with any other change are never taken as alike: for them the order of days matters.
"""

from collections.abc import Iterable
from datetime import date

from models.rules.codes import LEAVINGS
from models.rules.facts import Change, Entry


def alike_entry(entry: Entry, as_of: date) -> Entry:
    """The entry of an only visited target as far as the months of a form as of a day can tell.

    >>> from models.rules.codes import CardState, Category, TargetKind
    >>> entered = Entry(date(2026, 5, 20), 7, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.NONE)
    >>> alike_entry(entered, date(2026, 5, 31)).on, alike_entry(entered, date(2026, 5, 19)).on
    (datetime.date(2026, 5, 1), datetime.date(2026, 5, 20))
    """
    return entry._replace(on=_first_of_month(entry.on, as_of), carded_on=_first_of_month(entry.carded_on, as_of))


def left_before(changes: Iterable[Change], year: int) -> bool:
    """Whether a target had left the registry before a year: then it is on none of that year's rows."""
    return any(change.kind in LEAVINGS and change.on.year < year for change in changes)


def _first_of_month(day: date | None, as_of: date) -> date | None:
    # What lies after the day asked for must stay there.
    return day.replace(day=1) if day is not None and day <= as_of else day
