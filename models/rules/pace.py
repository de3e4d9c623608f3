"""How far the first interviews of a year are ahead of the plan or behind it, on a day."""

from collections.abc import Sequence
from datetime import date

from models.rules.form import month_end


def pace(planned: Sequence[int], done: int, on: date) -> int:
    """How many first interviews ``done`` this year are ahead (+) of the twelve months ``planned``, or behind (−).

    The months that are over count whole, the running one by its days so far, rounded down.

    >>> (
    ...     pace([31] * 12, 40, date(2026, 2, 14)),
    ...     pace([31] * 12, 50, date(2026, 2, 14)),
    ...     pace([31] * 12, 0, date(2026, 1, 1)),
    ... )
    (-6, 4, -1)
    """
    running = planned[on.month - 1] * on.day // month_end(on.year, on.month).day
    return done - sum(planned[: on.month - 1]) - running
