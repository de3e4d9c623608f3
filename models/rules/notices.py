"""What is said unasked, and when: one occasion per kind and period, each with the time until which it makes sense.

An occasion is only a moment of the calendar. Whom it concerns, whether there is anything to say, and whether it was
said already is decided elsewhere. A missed one is made good within its window: the plan of a month is still of use
on the second, and no more on the twentieth.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.rules.calendar import DAY, DayOff, last_day_before, moment, workday
from models.rules.due import months_later
from models.rules.form import month_end
from models.rules.policy import StationPolicy


class Notice(StrEnum):
    """The kinds of what is said unasked; those that go to the 所長 after the officer are kinds of their own."""

    MONTH_START = "month_start"
    NUDGE = "nudge"
    SHORTFALL = "shortfall"
    SHORTFALL_LAST = "shortfall_last"
    DIGEST = "digest"
    PLAN_MISSING = "plan_missing"
    PLAN_MISSING_CHIEF = "plan_missing_chief"
    REGISTER_STALE = "register_stale"
    FIRST_VISIT = "first_visit"
    FIRST_VISIT_CHIEF = "first_visit_chief"
    UNDELIVERED = "undelivered"


WINDOWS = {
    Notice.MONTH_START: 7 * DAY,
    Notice.NUDGE: 3 * DAY,
    Notice.DIGEST: 10 * DAY,
    Notice.PLAN_MISSING: 7 * DAY,
    Notice.PLAN_MISSING_CHIEF: 7 * DAY,
    Notice.REGISTER_STALE: 14 * DAY,
    Notice.FIRST_VISIT: 7 * DAY,
    Notice.FIRST_VISIT_CHIEF: 14 * DAY,
    Notice.UNDELIVERED: 14 * DAY,
}
"""For how long after its moment a missed one is still said. A shortfall's ends with the month."""

LOOK_BACK = max(WINDOWS.values()) + 31 * DAY
"""How far back anything can lie that may still be said: its window, and a shift within its month."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """Something to be said from ``at`` on and before ``until``; ``period`` tells it from others of its kind."""

    kind: Notice
    period: str
    at: datetime
    until: datetime

    def open(self, now: datetime) -> bool:
        """Whether it makes sense now.

        >>> from models.rules.japan import JAPAN
        >>> one, *_ = month_occasions(StationPolicy(), 2026, 4, lambda day: False)
        >>> [one.open(datetime(2026, 4, day, 9, tzinfo=JAPAN)) for day in (1, 2, 8, 20)]
        [True, True, False, False]
        """
        return self.at <= now < self.until


def beat_occasions(policy: StationPolicy, today: date, off: DayOff) -> Iterator[Occasion]:
    """What the calendar brings to every beat in the month of a day and the one before."""
    for year, month in ((today.year, today.month), _before(today)):
        yield from month_occasions(policy, year, month, off)


def month_occasions(policy: StationPolicy, year: int, month: int, off: DayOff) -> Iterator[Occasion]:
    """What the calendar brings to every beat in a month."""
    period = f"{year}-{month:02}"
    yield _on(
        Notice.MONTH_START, period, date(year, month, policy.month_start_day), policy.month_start_time, policy, off
    )
    yield _on(Notice.NUDGE, period, date(year, month, policy.nudge_day), policy.nudge_time, policy, off)
    yield from _shortfalls(policy, year, month, off)
    if month == 1:
        for kind, day in (
            (Notice.PLAN_MISSING, policy.plan_day),
            (Notice.PLAN_MISSING_CHIEF, policy.plan_chief_day),
        ):
            yield _on(kind, str(year), date(year, 1, day), policy.month_start_time, policy, off)


def digest_occasions(policy: StationPolicy, today: date, off: DayOff) -> Iterator[Occasion]:
    """The digests that are due in the month of a day and the one before: each on the month that was over then.

    >>> found = digest_occasions(StationPolicy(), date(2027, 1, 3), lambda day: False)
    >>> [(one.period, one.at.date().isoformat()) for one in found]
    [('2026-12', '2027-01-02'), ('2026-11', '2026-12-02')]
    """
    for year, month in ((today.year, today.month), _before(today)):
        said_on = date(year, month, policy.digest_day)
        over = _before(said_on)
        yield _on(Notice.DIGEST, f"{over[0]}-{over[1]:02}", said_on, policy.digest_time, policy, off)


AGAIN_MONTHS = 3
"""A figure of C that is still old is spoken of again after so many months: so also one that was old at the start."""


def register_occasion(policy: StationPolicy, as_of: date, today: date, off: DayOff) -> Occasion:
    """When the figure of C of a day has grown old (注6): on the day after so many months, and every quarter from then.

    The last of these by today, or the first. Its period begins with the day of the figure.

    >>> from models.rules.japan import JAPAN
    >>> for today in (date(2026, 5, 1), date(2027, 1, 2), date(2028, 2, 29)):
    ...     one = register_occasion(StationPolicy(), date(2026, 1, 1), today, lambda day: False)
    ...     print(one.period, one.at.date())
    2026-01-01 2027-01-02
    2026-01-01 2027-01-02
    2026-01-01+12 2028-01-02
    """
    again, old = 0, policy.register_months
    while months_later(as_of, old + again + AGAIN_MONTHS) + DAY <= today:
        again += AGAIN_MONTHS
    period = f"{as_of.isoformat()}+{again}" if again else as_of.isoformat()
    day = months_later(as_of, old + again) + DAY
    return _on(Notice.REGISTER_STALE, period, day, policy.month_start_time, policy, off)


def first_visit_occasions(policy: StationPolicy, starts_on: date, off: DayOff) -> Iterator[Occasion]:
    """When a new 担当 is asked after the first visit, and when the 所長 is."""
    for kind, days in (
        (Notice.FIRST_VISIT, policy.first_visit_days),
        (Notice.FIRST_VISIT_CHIEF, policy.first_visit_chief_days),
    ):
        day = starts_on + timedelta(days=days)
        yield _on(kind, starts_on.isoformat(), day, policy.month_start_time, policy, off)


def undelivered_occasion(message: int, given_up_at: datetime) -> Occasion:
    """That a message was given up, told from that moment on."""
    return Occasion(Notice.UNDELIVERED, str(message), given_up_at, given_up_at + WINDOWS[Notice.UNDELIVERED])


def push_at(occasions: Iterable[Occasion], now: datetime, today: date) -> datetime | None:
    """When all of today's occasions of one person are said together: with the last of them. None: nothing is open.

    So what falls on one day comes as one message, whatever the hours that were set.
    """
    here = [one for one in occasions if one.at.date() <= today and now < one.until]
    return max((one.at for one in here), default=None)


def _on(kind: Notice, period: str, day: date, at: time, policy: StationPolicy, off: DayOff) -> Occasion:
    begins = moment(workday(day, policy.holidays, off), at)
    return Occasion(kind, period, begins, begins + WINDOWS[kind])


def _shortfalls(policy: StationPolicy, year: int, month: int, off: DayOff) -> Iterator[Occasion]:
    """The first word ends where the last begins; moved onto one day, they are one."""
    period, over = f"{year}-{month:02}", moment(month_end(year, month) + DAY, time(0))
    last = moment(workday(month_end(year, month), policy.holidays, off), policy.shortfall_time)
    first = moment(workday(last_day_before(policy, year, month), policy.holidays, off), policy.shortfall_time)
    if first < last:
        until = moment(last.date(), time(0))
        yield Occasion(Notice.SHORTFALL, period, first, until)
    yield Occasion(Notice.SHORTFALL_LAST, period, last, over)


def _before(day: date) -> tuple[int, int]:
    """Year and month before that of a day."""
    last = day.replace(day=1) - DAY
    return last.year, last.month
