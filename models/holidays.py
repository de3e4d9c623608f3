"""Which days are off in Japan: by the library that follows the law and the decrees, and by the law on public offices.

行政機関の休日に関する法律: Saturdays and Sundays, public holidays, and 29 December to 3 January.
"""

from datetime import date
from functools import cache

from holidays import country_holidays

SATURDAY = 5


def is_day_off(day: date) -> bool:
    """Whether public offices are closed on a day.

    >>> [is_day_off(date(2026, month, day)) for month, day in ((4, 29), (9, 22), (12, 28), (12, 29), (1, 5))]
    [True, True, False, True, False]
    """
    return day.weekday() >= SATURDAY or turn_of_the_year(day) or day in _public(day.year)


def turn_of_the_year(day: date) -> bool:
    """Whether a day is one of 29 December to 3 January."""
    return (day.month == 12 and day.day >= 29) or (day.month == 1 and day.day <= 3)


@cache
def _public(year: int) -> frozenset[date]:
    return frozenset(country_holidays("JP", years=year))
