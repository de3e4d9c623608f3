"""Why a number of the form is what it is: the targets and causes behind it, and the bridge to it.

Pure: made from the same postings as the form (``models.rules.postings``), so that it cannot say anything else.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from models.rules.codes import Cause, Row, Split
from models.rules.form import FLOWS, STOCKS, month_end, months_shown
from models.rules.postings import Posting

COLUMNS = 15
"""1–6, 上半期小計, 7–12, 下半期小計, 合計, counted from 0 as in ``Line.cells``."""

COUNTED = frozenset((*FLOWS, *STOCKS))
"""The rows that are made of postings."""


class Period(NamedTuple):
    """The months of a column, from 1, as far as they are shown; ``first`` after ``last``: none is."""

    first: int
    last: int


class Behind(NamedTuple):
    """One target behind a number: the last thing that put it there, when, and how much it counts.

    ``target`` None: sheets that name no target.
    """

    target: int | None
    on: date
    cause: Cause
    n: int


class Explanation(NamedTuple):
    """``number`` is the sum of the ``n`` of ``behind``; ``before`` and the bridge by cause lead to it (stocks only)."""

    number: int
    behind: tuple[Behind, ...]
    before: int | None
    bridge: tuple[tuple[Cause, int], ...]


def period_of(column: int, year: int, as_of: date) -> Period:
    """The months that a column shows.

    >>> (
    ...     period_of(13, 2026, date(2026, 8, 20)),
    ...     period_of(6, 2026, date(2026, 2, 1)),
    ...     period_of(9, 2026, date(2026, 2, 1)),
    ... )
    (Period(first=7, last=8), Period(first=1, last=2), Period(first=9, last=2))
    """
    shown = months_shown(year, as_of)
    if column == COLUMNS - 1:
        return Period(1, shown)
    if column in (6, 13):
        return Period(1, min(6, shown)) if column == 6 else Period(7, min(12, shown))
    month = column + 1 if column < 6 else column
    return Period(month, min(month, shown))


def explain(postings: Iterable[Posting], year: int, as_of: date, row: Row, split: Split, column: int) -> Explanation:
    """The explanation of a counted row's number in a column; nothing where the form shows nothing.

    KeyError for a row that is not made of postings.
    """
    if row not in COUNTED:
        raise KeyError(row)
    period = period_of(column, year, as_of)
    if period.first > period.last:
        return Explanation(0, (), None, ())
    start, end = month_end(year - 1, 12), min(month_end(year, period.last), as_of)
    if period.first > 1:
        start = month_end(year, period.first - 1)
    chosen = [
        one for one in postings if one.row is row and one.on <= end and (split is Split.ALL or one.split is split)
    ]
    if row in FLOWS:
        return _of_flow([one for one in chosen if one.on > start])
    return _of_stock(chosen, start)


def _of_flow(chosen: list[Posting]) -> Explanation:
    behind = [Behind(one.target, one.on, one.cause, one.n) for one in chosen]
    return Explanation(sum(one.n for one in chosen), _in_order(behind), None, ())


def _of_stock(chosen: list[Posting], start: date) -> Explanation:
    by_target: dict[int | None, list[Posting]] = defaultdict(list)
    bridge: Counter[Cause] = Counter()
    before = 0
    for one in chosen:
        by_target[one.target].append(one)
        if one.on <= start:
            before += one.n
        else:
            bridge[one.cause] += one.n
    behind = [
        Behind(target, last.on, last.cause, n)
        for target, own in by_target.items()
        if (n := sum(one.n for one in own))
        for last in [max((one for one in own if one.n * n > 0), key=lambda one: one.on)]
    ]
    changes = tuple((cause, bridge[cause]) for cause in Cause if bridge[cause])
    return Explanation(sum(one.n for one in behind), _in_order(behind), before, changes)


def _in_order(behind: list[Behind]) -> tuple[Behind, ...]:
    return tuple(sorted(behind, key=lambda one: (one.on, one.target or 0)))
