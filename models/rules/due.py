"""When a target is due again (第4-2): nothing ever drops off the list but by an interview, or by leaving."""

from calendar import monthrange
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from models.rules.codes import Category, ChangeKind
from models.rules.facts import History
from models.rules.policy import StationPolicy
from models.rules.whereabouts import category_on, registered_on


class Due(NamedTuple):
    """A target in the registry: its category, the last interview known, and the day from which it is due again.

    ``last`` None: none is known; then ``due_on`` is None as well, and it is due at once.
    """

    target: int
    category: Category
    last: date | None
    due_on: date | None

    def by(self, day: date) -> bool:
        """Whether it is due on a day."""
        return self.due_on is None or self.due_on <= day


def due(history: History, known_before: date | None, policy: StationPolicy, day: date) -> Due | None:
    """When a target is due again, as of a day; None for one that is not to be visited then.

    ``known_before`` is the last interview of the time before this system (``targets.last_interview_on``).
    """
    if history.target is None or not registered_on(history, day) or excluded_on(history, day):
        return None
    days = [*interviews(history, day), *([known_before] if known_before else [])]
    category = category_on(history, day)
    if not days:
        return Due(history.target, category, None, None)
    months = policy.priority_months if category is Category.PRIORITY else policy.general_months
    return Due(history.target, category, max(days), months_later(max(days), months))


def interviews(history: History, day: date) -> Iterator[date]:
    """The days of a target's interviews up to a day, those of its twins before they left included (C9)."""
    yield from (visit.on for visit in history.visits if visit.interview and visit.on <= day)
    for twin in history.duplicates:
        yield from interviews(twin, day)


def excluded_on(history: History, day: date) -> bool:
    """Whether a target is excluded at the end of a day (第4-1(1) ただし書, C10)."""
    kinds = [change.kind for change in history.changes if change.on <= day]
    return kinds.count(ChangeKind.EXCLUDED) > kinds.count(ChangeKind.RELEASED)


def months_later(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month.

    >>> months_later(date(2024, 2, 29), 12), months_later(date(2026, 8, 31), 6)
    (datetime.date(2025, 2, 28), datetime.date(2027, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
