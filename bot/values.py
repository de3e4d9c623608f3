"""Values as they stand in a message: in figures and days that people write, and never read as markup."""

import unicodedata
from contextvars import ContextVar
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from bot import lexicon
from models.rules.japan import JAPAN

HARMLESS = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {mark: f"{mark}\N{WORD JOINER}" for mark in "*_~`@#:"}
)
"""Slack's control characters as entities; marks of its markup and mentions kept apart from what follows."""

READ_ON: ContextVar[date | None] = ContextVar("READ_ON", default=None)
"""The day in Japan on which is read what is being written; None where nobody knows it."""


def harmless(value: Any) -> Any:
    """Data as it may stand in a message: days as officers write them, and nothing read as markup, mention or link."""
    if isinstance(value, datetime):
        return f"{day(value.astimezone(JAPAN).date())} {shown(clock(value))}"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Markup) or not isinstance(value, str):
        return shown(value)
    return printable(value).translate(HARMLESS)


def printable(text: str) -> str:
    """Text without control characters; line breaks and the like become a space."""
    if text.isprintable():  # as most text is
        return text
    return "".join(" " if unicodedata.category(each) in ("Cc", "Cf", "Zl", "Zp") else each for each in text)


def shown(value: Any) -> Any:
    """A value as text: dates and times in figures, None as nothing."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(JAPAN).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return value


def other_year(value: date) -> int | None:
    """The year of a day, None for this one's: what stands in it need not say so."""
    read_on = READ_ON.get()
    return None if read_on is not None and read_on.year == value.year else value.year


def day(value: date) -> str:
    """A day as officers write it, with the weekday (3/1), and its year unless that is this one (2024/2/29)."""
    year = other_year(value)
    written = f"{value.month}/{value.day}({lexicon.word('weekday', str(value.weekday()))})"
    return written if year is None else f"{year}/{written}"


def clock(value: datetime) -> time:
    """The time of day in Japan."""
    return value.astimezone(JAPAN).time()


def count(value: int | None) -> str:
    """A number with thousands separators; a dash for none."""
    return "\N{FULLWIDTH HYPHEN-MINUS}" if value is None else f"{value:,}"


def percent(value: Decimal | None) -> str:
    """A rate with its sign; a dash for none."""
    return "\N{FULLWIDTH HYPHEN-MINUS}" if value is None else f"{value}%"


WRITTEN = {"day": day, "other_year": other_year, "clock": clock, "count": count, "percent": percent}
"""The filters of templates, by their names."""
