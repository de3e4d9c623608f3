"""What single words of ``/junkai visit`` mean. Pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot import lexicon
from bot.naming import personal, typed_target
from handlers.arguments import Unreadable, clock_time, day

SHEETS = ("patrol_cards", "cr_cards")

SHEET_DIGITS = 4

DASHED = re.compile(r"(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])", re.ASCII)
"""A number that somebody may have meant as a month and a day."""

RANGE = re.compile(r"[a-z0-9-]+[~\u301c][a-z0-9-]+", re.ASCII | re.IGNORECASE)
"""From one number to another."""


def apart(word: str) -> list[str]:
    """A word without the marks of bold letters, and as two where a colon joins a number and an outcome."""
    plain = word.strip("*")
    number, _, outcome = plain.partition(":")
    return [number, outcome] if lexicon.code("outcome", outcome) and typed_target(number) else [plain]


def meaning(word: str, today: date) -> tuple[str, Any]:
    """The kind of a word and its value; kind ``fault`` with a code for what has none."""
    if outcome := lexicon.code("outcome", word):
        return "outcome", outcome
    if lexicon.code("word", word) == "card":
        return "card", True
    for found in sheets(word):
        return found
    try:
        return when(word, today) or target_meaning(word)
    except Unreadable as fault:
        return "fault", fault.code


def when(word: str, today: date) -> tuple[str, Any] | None:
    """A day or a time of day; raises Unreadable for one that does not exist."""
    if (on := day(word, today)) is not None:
        return "date", on
    if (at := clock_time(word)) is not None:
        return "time", at
    return None


def target_meaning(word: str) -> tuple[str, Any]:
    """A word that is nothing else: a target, perhaps with the word for a number behind it, or not to be read."""
    for behind in ("", *lexicon.spellings("counter", "target")):
        if word.endswith(behind) and (name := typed_target(word.removesuffix(behind))):
            return "target", name
    if DASHED.fullmatch(word):
        return "fault", "dashed_date"
    if personal(word):
        return "fault", "personal"
    if RANGE.fullmatch(word):
        return "fault", "range"
    return "fault", "no_space" if joined(word) else "unknown_word"


def joined(word: str) -> bool:
    """Whether a number and an outcome were written without a space."""
    plain = lexicon.plain(word)
    return plain[0].isdigit() and any(outcome in plain for outcome in lexicon.accepted("outcome"))


def sheets(word: str) -> Iterator[tuple[str, int | str | None]]:
    """Which sheets a word names and how many, None if it does not say; a fault for what is no number of sheets."""
    plain = lexicon.plain(word)
    for code in SHEETS:
        for spelling in lexicon.compared("word", code):
            rest = plain.removeprefix(spelling)
            for behind in lexicon.spellings("counter", "sheets"):
                rest = rest.removesuffix(behind)
            if rest == plain or not re.fullmatch(r"-?\d*", rest, re.ASCII):
                continue
            if rest.startswith("-") or len(rest) > SHEET_DIGITS:
                yield "fault", "sheets"
            else:
                yield code, int(rest) if rest else None
