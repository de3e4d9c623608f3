"""Days and hours of what is said unasked: working days, and the hours in which nobody is disturbed.

Everything is Japan's wall clock. Which days are public holidays is not known here: whoever asks brings ``DayOff``.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from models.rules.form import month_end
from models.rules.japan import JAPAN
from models.rules.policy import HolidayShift, StationPolicy

DayOff = Callable[[date], bool]
"""Whether nobody is in the office on a day: at a weekend, on a holiday, at the turn of the year."""

DAY = timedelta(days=1)


def workday(day: date, shift: HolidayShift, off: DayOff) -> date:
    """The day on which something is said that was meant for ``day``: moved by the policy, never out of its month.

    What would leave the month goes the other way: a month's plan is of no use before the month, nor its shortfall
    after it.

    >>> weekend = lambda day: day.weekday() > 4
    >>> workday(date(2026, 8, 1), HolidayShift.AFTER, weekend), workday(date(2026, 8, 1), HolidayShift.BEFORE, weekend)
    (datetime.date(2026, 8, 3), datetime.date(2026, 8, 3))
    """
    if shift is HolidayShift.NONE or not off(day):
        return day
    step = DAY if shift is HolidayShift.AFTER else -DAY
    return _next_workday(day, step, off) or _next_workday(day, -step, off) or day


def _next_workday(day: date, step: timedelta, off: DayOff) -> date | None:
    month = day.month
    while day.month == month:
        if not off(day):
            return day
        day += step
    return None


def moment(day: date, at: time) -> datetime:
    """A time of day in Japan.

    >>> moment(date(2026, 4, 1), time(8, 30)).isoformat()
    '2026-04-01T08:30:00+09:00'
    """
    return datetime.combine(day, at, JAPAN)


def is_quiet(policy: StationPolicy, at: datetime) -> bool:
    """Whether nobody is to be told anything at a moment.

    >>> [is_quiet(StationPolicy(), moment(date(2026, 4, 1), time(hour))) for hour in (6, 7, 20, 21)]
    [True, False, False, True]
    """
    return not policy.quiet_until <= at.astimezone(JAPAN).time() < policy.quiet_from


def quiet_ends(policy: StationPolicy, at: datetime) -> datetime:
    """The first moment from ``at`` on that is not quiet.

    >>> quiet_ends(StationPolicy(), moment(date(2026, 12, 31), time(21, 0))).isoformat()
    '2027-01-01T07:00:00+09:00'
    """
    if not is_quiet(policy, at):
        return at
    local = at.astimezone(JAPAN)
    day = local.date() if local.time() < policy.quiet_until else local.date() + DAY
    return moment(day, policy.quiet_until)


def last_day_before(policy: StationPolicy, year: int, month: int) -> date:
    """The day of the first word of a shortfall: so many days before the month's last.

    >>> last_day_before(StationPolicy(), 2028, 2)
    datetime.date(2028, 2, 24)
    """
    return month_end(year, month) - policy.shortfall_days * DAY
