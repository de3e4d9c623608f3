"""What single words mean: days and times. Pure; text comes in any width and case."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, time, timedelta
from functools import cache

from bot import lexicon
from bot.errors import Refusal

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100
REIWA = 2018
"""The year before 令和元年."""

LAST_YEAR_WITHIN = timedelta(days=92)
"""A month and day to come is last year's only so shortly after it: in January people still write down December."""

DAYS_AGO = {"today": 0, "yesterday": 1, "day_before": 2}


class Unreadable(Exception):
    """A word that has the shape of a day or a time and can be none; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def day(word: str, today: date, since: date | None = None) -> date | None:
    """The day that a word means, or None if it does not look like one.

    A month and day to come means last year's for some weeks, and else a day to come; with ``since``, the first one not
    before that day. Raises Unreadable for a day that does not exist.
    """
    code = lexicon.code("word", word)
    if code in DAYS_AGO:
        return today - timedelta(days=DAYS_AGO[code])
    for found in shapes("date_shape", word):
        year = year_of(found)
        month, day_of_month = int(found["month"] or 0), int(found["day"] or 0)
        if year:
            return existing(year, month, day_of_month)
        return nearest(today, month, day_of_month) if since is None else following(since, month, day_of_month)
    return None


def year_of(found: dict[str, str | None]) -> int | None:
    """The year of a written day, if it has one."""
    if reiwa := found.get("reiwa"):
        return REIWA + (int(reiwa) if reiwa.isdigit() else 1)
    written = found.get("year")
    return int(written) if written else None


def existing(year: int, month: int, day_of_month: int) -> date:
    """A day of a year. Raises Unreadable for one that does not exist, or in years that nobody means."""
    try:
        found = date(year, month, day_of_month)
    except ValueError:
        raise Unreadable("date") from None
    if not EARLIEST_YEAR <= year <= LATEST_YEAR:
        raise Unreadable("date")
    return found


def nearest(today: date, month: int, day_of_month: int) -> date:
    """This year's day, or last year's while that is recent; raises Unreadable when neither year has it."""
    try:
        found = existing(today.year, month, day_of_month)
    except Unreadable:
        return existing(today.year - 1, month, day_of_month)
    if found > today:
        with suppress(Unreadable):
            before = existing(today.year - 1, month, day_of_month)
            if today - before <= LAST_YEAR_WITHIN:
                return before
    return found


def following(since: date, month: int, day_of_month: int) -> date:
    """The first such day not before another; raises Unreadable when neither that year nor the next has it."""
    with suppress(Unreadable):
        if (found := existing(since.year, month, day_of_month)) >= since:
            return found
    return existing(since.year + 1, month, day_of_month)


def clock_time(word: str) -> time | None:
    """The time of day that a word means, or None if it does not look like one. Raises Unreadable for 25:00."""
    for code in ("clock", "morning", "afternoon"):
        for found in shapes("time_shape", word, code):
            hour = int(found["hour"] or 0)
            minute = 30 if found.get("half") else int(found.get("minute") or 0)
            if code != "clock" and hour > 11:
                raise Unreadable("time")
            try:
                return time(hour + 12 * (code == "afternoon"), minute)
            except ValueError:
                raise Unreadable("time") from None
    return None


def sent_day(text: str) -> date:
    """A day as a button or the state of a modal carries it (ISO). Refuses what was never sent out so."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise Refusal("app.stale") from None
    if not EARLIEST_YEAR <= found.year <= LATEST_YEAR:
        raise Refusal("app.stale")
    return found


def shapes(table: str, word: str, only: str | None = None) -> Iterator[dict[str, str | None]]:
    """What the named parts of a word are, for each shape of a table that it has."""
    plain = lexicon.plain(word)
    for shape in _shapes(table, only):
        if found := shape.fullmatch(plain):
            yield found.groupdict()


@cache
def _shapes(table: str, only: str | None) -> tuple[re.Pattern[str], ...]:
    codes = [only] if only else lexicon.words(table)
    return tuple(re.compile(shape, re.ASCII) for code in codes for shape in lexicon.spellings(table, code))
