"""Values as they stand in a message: in figures and days that people write, and never read as markup."""

import unicodedata
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


def harmless(value: Any) -> Any:
    """Data as it may stand in a message: shown, and never read as markup, mention or link."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return shown(value)
    return printable(shown(value)).translate(HARMLESS)


def printable(text: str) -> str:
    """Text without control characters; line breaks and the like become a space."""
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


def day(value: date) -> str:
    """A day as officers write it: 3/1, with the weekday."""
    return f"{value.month}/{value.day}({lexicon.word('weekday', str(value.weekday()))})"


def day_of_year(value: date) -> str:
    """The same with its year, where it may be any: 2024/2/29."""
    return f"{value.year}/{day(value)}"


def clock(value: datetime) -> time:
    """The time of day in Japan."""
    return value.astimezone(JAPAN).time()


def count(value: int | None) -> str:
    """A number with thousands separators; a dash for none."""
    return "\N{FULLWIDTH HYPHEN-MINUS}" if value is None else f"{value:,}"


def percent(value: Decimal | None) -> str:
    """A rate with its sign; a dash for none."""
    return "\N{FULLWIDTH HYPHEN-MINUS}" if value is None else f"{value}%"


WRITTEN = {"day": day, "day_of_year": day_of_year, "clock": clock, "count": count, "percent": percent}
"""The filters of templates, by their names."""
