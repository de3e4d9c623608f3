"""Single values as people write them: dates of both calendars, times, numbers, words. Each raises Faulty."""

import re
import unicodedata
from datetime import date, datetime, time
from enum import StrEnum
from typing import TypeVar

from bot import lexicon
from bot.importing.cells import WasDate
from bot.importing.faults import Faulty
from models.rules.codes import Criterion
from models.rules.facts import EARLIEST
from models.rules.japan import JAPAN

Code = TypeVar("Code", bound=StrEnum)

NUMBER = re.compile(r"[0-9A-Za-z-]{1,16}")
CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z_.-]{0,31}")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
"""Unicode's category Cc."""

WESTERN = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})\u5e74(\d{1,2})\u6708(\d{1,2})\u65e5")
ERA = re.compile(
    r"(?P<era>\D{1,2}?)(?P<year>\d{1,2}|\u5143)"
    r"(?:\.(?P<m1>\d{1,2})\.(?P<d1>\d{1,2})|\u5e74(?P<m2>\d{1,2})\u6708(?P<d2>\d{1,2})\u65e5)"
)
ERAS = {
    "m": (date(1868, 1, 25), date(1912, 7, 29)),
    "t": (date(1912, 7, 30), date(1926, 12, 24)),
    "s": (date(1926, 12, 25), date(1989, 1, 7)),
    "h": (date(1989, 1, 8), date(2019, 4, 30)),
    "r": (date(2019, 5, 1), date.max),
}
"""First and last day of 明治, 大正, 昭和, 平成, 令和."""

MOST = 1_000_000
"""More of anything in one cell is surely a slip."""


def half_width(text: str) -> str:
    """NFKC: full-width digits and letters as ASCII."""
    return unicodedata.normalize("NFKC", text).strip()


def as_typed(text: str) -> str:
    """The same of what is no date; 1-2 that a spreadsheet took for one is not to be guessed back."""
    if isinstance(text, WasDate):
        raise Faulty("was_date")
    return half_width(text)


def day(text: str) -> date:
    """A date since 1900: 2026-04-01, 2026/4/1, 令和8年4月1日, R8.4.1, in whatever width.

    >>> day("R8.4.1") == day("2026/4/1") == day("\uff12\uff10\uff12\uff16-04-01")
    True
    """
    plain = half_width(text).replace(" ", "")
    plain = plain.removesuffix("T00:00:00")
    try:
        found = written_day(plain)
    except ValueError:
        raise Faulty("no_such_day") from None
    if found is None:
        raise Faulty("day")
    if found < EARLIEST:
        raise Faulty("day_too_early", earliest=EARLIEST.isoformat())
    return found


def written_day(plain: str) -> date | None:
    """A date of either calendar, None for what has the form of neither; ValueError for one that there never was."""
    if match := WESTERN.fullmatch(plain):
        year, month, number = (int(part) for part in match.groups() if part)
        return date(year, month, number)
    if (match := ERA.fullmatch(plain)) and (era := lexicon.code("era", match["era"])):
        return era_day(era, match)
    return None


def era_day(era: str, match: re.Match[str]) -> date:
    """A date of the Japanese calendar; ValueError for a day outside its era."""
    first, last = ERAS[era]
    year = 1 if lexicon.code("era_year", match["year"]) else int(match["year"])
    found = date(first.year + year - 1, int(match["m1"] or match["m2"]), int(match["d1"] or match["d2"]))
    if year < 1 or not first <= found <= last:
        raise ValueError
    return found


def optional_day(text: str) -> date | None:
    """A date, or nothing."""
    return day(text) if text else None


def moment(text: str) -> tuple[date, time]:
    """Day and time in Japan; a time with an offset is converted."""
    plain = half_width(text)
    split = re.fullmatch(
        r"(?P<day>\S+?)[T\s]\s*(?P<clock>\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(?P<offset>Z|[+-]\d{2}:?\d{2})?", plain
    )
    if not split:
        raise Faulty("moment_without_time" if is_day(plain) else "moment")
    on = day(split["day"])
    try:
        at = time.fromisoformat(split["clock"].zfill(5) if split["clock"].count(":") == 1 else padded(split["clock"]))
    except ValueError:
        raise Faulty("moment") from None
    if not split["offset"]:
        return on, at
    offset = "+00:00" if split["offset"] == "Z" else split["offset"]
    try:
        there = datetime.fromisoformat(f"{on.isoformat()}T{at.isoformat()}{offset}").astimezone(JAPAN)
    except (ValueError, OverflowError):  # an offset of 99:99, or the last hours of the year 9999
        raise Faulty("moment") from None
    return there.date(), there.time()


def is_day(text: str) -> bool:
    """Whether a text is a date that can be read."""
    try:
        day(text)
    except Faulty:
        return False
    return True


def padded(clock: str) -> str:
    """9:05:00 as 09:05:00."""
    return clock if clock[1] != ":" else f"0{clock}"


def whole(text: str, least: int = 0, most: int = MOST) -> int:
    """A whole number; thousands separators are read."""
    plain = half_width(text).replace(",", "")
    if not re.fullmatch(r"\d{1,9}", plain) or not least <= int(plain) <= most:
        raise Faulty("whole", least=least, most=most)
    return int(plain)


def optional_whole(text: str) -> int:
    """A whole number; nothing is 0."""
    return whole(text) if text else 0


def choice(codes: type[Code], table: str, text: str) -> Code:
    """One of the words of a table of the lexicon."""
    found = lexicon.code(table, text)
    if found is None:
        raise Faulty("choice", words=list(lexicon.words(table).values()))
    return codes(found)


def number(text: str) -> str:
    """A target's number: up to 16 of ``0-9A-Za-z-``."""
    plain = as_typed(text)
    if not NUMBER.fullmatch(plain):
        raise Faulty("number")
    return plain


def code(text: str) -> str:
    """The code of a unit or an officer."""
    plain = as_typed(text)
    if not CODE.fullmatch(plain):
        raise Faulty("code")
    return plain


def name(text: str, most: int = 100) -> str:
    """A name that must be there, without control characters."""
    if not text:
        raise Faulty("name_missing")
    return optional_name(text, most)


def optional_name(text: str, most: int = 100) -> str:
    """A name or nothing, without control characters."""
    if len(text) > most:
        raise Faulty("name_long", most=most)
    if CONTROL.search(text):
        raise Faulty("name_control")
    return text


def criteria(text: str) -> int:
    """別表 criteria, separated by ``;``, as bits of Criterion."""
    found = 0
    for part in re.split(r"[;\u3001,\s]+", half_width(text)):
        if part:
            named = lexicon.code("criterion", part)
            if named is None:
                raise Faulty("criteria")
            found |= Criterion[named.upper()]
    return found


def not_after(on: date, today: date) -> date:
    """A day that is not in the future."""
    if on > today:
        raise Faulty("future", today=today.isoformat())
    return on
