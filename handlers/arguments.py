"""What single words mean: days, times, targets. Pure; text comes in any width and case."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import NamedTuple

from bot import lexicon

EARLIEST_YEAR = 2000
LATEST_YEAR = 2100
REIWA = 2018
"""The year before 令和元年."""

MOST_DIGITS = 8
"""A target's number has no more digits; a telephone number has."""

DAYS_AGO = {"today": 0, "yesterday": 1, "day_before": 2}

TARGET = re.compile(
    r"(?:(?P<beat>[a-z][a-z0-9-]{0,30})/)?(?P<number>[a-z0-9]+(?:-[a-z0-9]+){0,3})", re.ASCII | re.IGNORECASE
)


class Unreadable(Exception):
    """A word that has the shape of a day or a time and can be none; ``code`` says which."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class TargetName(NamedTuple):
    """A target as it was typed."""

    beat: str | None
    number: str


def nfkc(text: str) -> str:
    """Text in one width."""
    return unicodedata.normalize("NFKC", text)


def day(word: str, today: date) -> date | None:
    """The day that a word means, or None if it does not look like one. A month and day to come means last year's.

    Raises Unreadable for a day that does not exist.
    """
    code = lexicon.code("word", word)
    if code in DAYS_AGO:
        return today - timedelta(days=DAYS_AGO[code])
    for found in shapes("date_shape", word):
        year = year_of(found)
        years = [today.year, today.year - 1] if year is None else [year]
        return first_day(years, int(found["month"] or 0), int(found["day"] or 0), None if year else today)
    return None


def year_of(found: dict[str, str | None]) -> int | None:
    """The year of a written day, if it has one."""
    if reiwa := found.get("reiwa"):
        return REIWA + (int(reiwa) if reiwa.isdigit() else 1)
    written = found.get("year")
    return int(written) if written else None


def first_day(years: list[int], month: int, day_of_month: int, latest: date | None) -> date:
    """The day in the first of some years in which it exists and is not after ``latest``."""
    for year in years:
        try:
            found = date(year, month, day_of_month)
        except ValueError:
            continue
        if EARLIEST_YEAR <= year <= LATEST_YEAR and (latest is None or found <= latest):
            return found
    raise Unreadable("date")


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


def shapes(table: str, word: str, only: str | None = None) -> Iterator[dict[str, str | None]]:
    """What the named parts of a word are, for each shape of a table that it has."""
    plain = lexicon.plain(word)
    for code in [only] if only else lexicon.words(table):
        for shape in lexicon.spellings(table, code):
            if found := re.fullmatch(shape, plain, re.ASCII):
                yield found.groupdict()


def target(word: str) -> TargetName | None:
    """The target that a word names: a number with a digit in it, perhaps after its beat's code and a slash."""
    found = TARGET.fullmatch(nfkc(word))
    if not found or not 1 <= sum(letter.isdigit() for letter in found["number"]) <= MOST_DIGITS:
        return None
    return TargetName(found["beat"], found["number"])
