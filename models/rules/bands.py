"""When to try again where nobody could be met: at another time of day (第4-3). Proposes only; decides nothing."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time

from models.rules.calendar import DayOff
from models.rules.conduct import Preferred
from models.rules.japan import JAPAN

NOON, EVENING = time(12), time(17)

ENOUGH = 2
"""So many times in vain, and another time is proposed."""

PROPOSED = (Preferred.EVENING, Preferred.WEEKEND, Preferred.MORNING, Preferred.AFTERNOON)
"""In which order: residents are away by day on weekdays."""

MOST = 2
"""So many are proposed at once."""

Try = tuple[date, time | None]
"""When somebody was not met; without a time it counts as by day."""


def other_bands(tries: Iterable[Try], off: DayOff) -> tuple[Preferred, ...]:
    """The times that were tried least, once there were enough tries in vain; none before.

    >>> monday, tuesday, weekend = date(2026, 3, 2), date(2026, 3, 3), lambda day: day.weekday() > 4
    >>> [one.value for one in other_bands([(monday, time(10)), (tuesday, None)], weekend)]
    ['evening', 'weekend']
    >>> [one.value for one in other_bands([(monday, time(10)), (tuesday, time(18)), (monday, time(14))], weekend)]
    ['weekend']
    >>> other_bands([(monday, time(10))], weekend)
    ()
    """
    tried = Counter(band for on, at in tries for band in bands(on, at, off))
    if tried.total() < ENOUGH:
        return ()
    least = min(tried[band] for band in PROPOSED)
    return tuple(band for band in PROPOSED if tried[band] == least)[:MOST]


def bands(on: date, at: time | None, off: DayOff) -> Iterator[Preferred]:
    """The time that a visit was at: of a day off no more than that, of a working day the time of day."""
    if off(on):
        yield Preferred.WEEKEND
    elif at is not None and at >= EVENING:
        yield Preferred.EVENING
    elif at is not None and at < NOON:
        yield Preferred.MORNING
    else:
        yield Preferred.AFTERNOON


def suits(preferred: Preferred | None, now: datetime, off: DayOff) -> bool:
    """Whether a resident asked for a time as it is now; of a day off the time of day suits as well."""
    local = now.astimezone(JAPAN)
    by_clock = bands(local.date(), local.time(), lambda _: False)
    return preferred in {*by_clock, *bands(local.date(), local.time(), off)}
