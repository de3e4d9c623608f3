"""When things are said: every occasion once a month, within it, never at night, and only while it makes sense."""

from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.holidays import is_day_off
from models.rules.calendar import DayOff, is_quiet, moment, quiet_ends, workday
from models.rules.japan import JAPAN
from models.rules.notices import (
    LOOK_BACK,
    Notice,
    Occasion,
    beat_occasions,
    digest_occasions,
    first_visit_occasions,
    month_occasions,
    push_at,
    register_occasion,
)
from models.rules.policy import HolidayShift, StationPolicy

DEFAULT = StationPolicy()
SHIFTS = st.sampled_from(HolidayShift)
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


def said(now: str, policy: StationPolicy = DEFAULT) -> list[tuple[str, str]]:
    moment = at(now)
    found = [
        *beat_occasions(policy, moment.date(), is_day_off),
        *digest_occasions(policy, moment.date(), is_day_off),
    ]
    return sorted((one.kind.value, one.period) for one in found if one.open(moment))


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-04-01T08:29", []),
        ("2026-04-01T08:30", [("month_start", "2026-04")]),
        ("2026-04-02T09:00", [("digest", "2026-03"), ("month_start", "2026-04")]),
        ("2026-04-08T08:29", [("digest", "2026-03"), ("month_start", "2026-04")]),
        ("2026-04-15T12:00", []),
        ("2026-04-16T08:30", [("nudge", "2026-04")]),
        ("2026-04-20T08:30", []),
        ("2026-04-25T08:30", [("shortfall", "2026-04")]),
        ("2026-04-30T08:29", []),
        ("2026-04-30T08:30", [("shortfall_last", "2026-04")]),
        ("2026-05-01T00:00", []),
        ("2028-02-24T08:30", [("shortfall", "2028-02")]),
        ("2028-02-29T08:30", [("shortfall_last", "2028-02")]),
        ("2027-01-03T10:00", [("digest", "2026-12"), ("month_start", "2027-01")]),  # down since 28 December
        ("2027-01-10T08:30", [("digest", "2026-12"), ("plan_missing", "2027")]),
        ("2027-01-20T08:30", [("plan_missing_chief", "2027")]),
    ],
)
def test_what_makes_sense_at_a_moment(now: str, expected: list[tuple[str, str]]) -> None:
    assert said(now) == expected


def test_working_days_are_those_before_or_after_within_the_month() -> None:
    new_year, sunday = date(2027, 1, 1), date(2026, 5, 31)
    assert workday(new_year, HolidayShift.AFTER, is_day_off) == date(2027, 1, 4)
    assert workday(new_year, HolidayShift.BEFORE, is_day_off) == date(2027, 1, 4)
    assert workday(sunday, HolidayShift.BEFORE, is_day_off) == date(2026, 5, 29)
    assert workday(sunday, HolidayShift.AFTER, is_day_off) == date(2026, 5, 29)
    assert workday(sunday, HolidayShift.NONE, is_day_off) == sunday


@given(DAYS, SHIFTS)
def test_a_shift_stays_in_its_month_and_ends_on_a_working_day(day: date, shift: HolidayShift) -> None:
    found = workday(day, shift, is_day_off)
    assert (found.year, found.month) == (day.year, day.month)
    assert shift is HolidayShift.NONE or not is_day_off(found)


def test_a_month_without_a_working_day_keeps_its_day() -> None:
    assert workday(date(2026, 5, 3), HolidayShift.AFTER, lambda _: True) == date(2026, 5, 3)


@given(DAYS, SHIFTS, st.integers(1, 10))
def test_every_kind_once_a_month_and_the_words_of_a_shortfall_never_overlap(
    day: date, shift: HolidayShift, before: int
) -> None:
    policy = StationPolicy(holidays=shift, shortfall_days=before)
    found = list(month_occasions(policy, day.year, day.month, is_day_off))
    kinds = [one.kind for one in found]
    assert len(set(kinds)) == len(kinds)
    assert {Notice.MONTH_START, Notice.NUDGE, Notice.SHORTFALL_LAST} <= set(kinds)
    for one in found:
        assert one.at < one.until
        assert one.until - one.at <= LOOK_BACK
        assert not is_quiet(policy, one.at)
    words = [one for one in found if one.kind in (Notice.SHORTFALL, Notice.SHORTFALL_LAST)]
    assert all(first.until <= last.at for first, last in pairwise(words))


def test_both_words_of_a_shortfall_on_one_day_are_one() -> None:
    golden_week: DayOff = lambda day: day > date(2026, 4, 24)  # noqa: E731 (a name with a type)
    policy = StationPolicy(holidays=HolidayShift.BEFORE)
    kinds = [one.kind for one in month_occasions(policy, 2026, 4, golden_week)]
    assert (kinds.count(Notice.SHORTFALL), kinds.count(Notice.SHORTFALL_LAST)) == (0, 1)


def test_the_register_grows_old_and_a_new_officer_is_asked() -> None:
    stale = register_occasion(DEFAULT, date(2024, 2, 29), date(2025, 3, 1), is_day_off)
    assert (stale.period, stale.at) == ("2024-02-29", at("2025-03-01T08:30"))
    found = list(first_visit_occasions(DEFAULT, date(2026, 4, 1), is_day_off))
    assert [(one.kind, one.at) for one in found] == [
        (Notice.FIRST_VISIT, at("2026-04-15T08:30")),
        (Notice.FIRST_VISIT_CHIEF, at("2026-05-01T08:30")),
    ]


def test_what_falls_on_one_day_is_said_with_the_last_of_it() -> None:
    now = at("2026-04-02T08:45")
    start = Occasion(Notice.MONTH_START, "2026-04", at("2026-04-02T08:30"), at("2026-04-09T08:30"))
    digest = Occasion(Notice.DIGEST, "2026-03", at("2026-04-02T09:00"), at("2026-04-12T09:00"))
    nudge = Occasion(Notice.NUDGE, "2026-04", at("2026-04-16T08:30"), at("2026-04-19T08:30"))
    assert push_at([start, digest, nudge], now, now.date()) == digest.at
    assert push_at([start, nudge], now, now.date()) == start.at
    assert push_at([nudge], now, now.date()) is None
    assert push_at([start], at("2026-04-09T08:30"), date(2026, 4, 9)) is None


@given(st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)), st.times(), st.times())  # noqa: DTZ001 (Japan's below)
def test_the_quiet_hours_end_where_something_may_be_said(local: datetime, one: time, other: time) -> None:
    if one == other:
        return
    policy = StationPolicy(quiet_until=min(one, other), quiet_from=max(one, other))
    now = local.replace(tzinfo=JAPAN)
    ends = quiet_ends(policy, now)
    assert not is_quiet(policy, ends)
    assert now <= ends <= now + timedelta(days=1)
    assert (ends == now) is not is_quiet(policy, now)
    assert is_quiet(policy, moment(ends.date(), policy.quiet_from))
