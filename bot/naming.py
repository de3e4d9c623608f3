"""How people call a target: by its number, perhaps after its beat's code. Pure; text comes in any width and case."""

import re
import unicodedata
from typing import NamedTuple

MOST_DIGITS = 8
"""A target's number has no more digits; a telephone number has."""

TARGET = re.compile(
    r"(?:(?P<beat>[a-z][a-z0-9-]{0,30})/)?(?P<number>[a-z0-9]+(?:-[a-z0-9]+){0,3})", re.ASCII | re.IGNORECASE
)


class TargetName(NamedTuple):
    """A target as it was typed."""

    beat: str | None
    number: str


def nfkc(text: str) -> str:
    """Text in one width, without characters that nobody sees."""
    return "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")


def target(word: str) -> TargetName | None:
    """The target that a word names: a number with a digit in it, perhaps after its beat's code and a slash."""
    found = TARGET.fullmatch(nfkc(word))
    if not found or not 1 <= sum(letter.isdigit() for letter in found["number"]) <= MOST_DIGITS:
        return None
    return TargetName(found["beat"], found["number"])
