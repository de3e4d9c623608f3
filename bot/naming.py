"""How people call a target: by its number, perhaps after its beat's code. Pure; text comes in any width and case."""

import re
import unicodedata
from typing import NamedTuple

MOST_DIGITS = 8
"""A target's number has no more digits; a telephone number has."""

TARGET = re.compile(
    r"(?:(?P<beat>[a-z][a-z0-9-]{0,30})/)?(?P<number>[a-z0-9]+(?:-[a-z0-9]+){0,3})", re.ASCII | re.IGNORECASE
)


DASH = re.compile(r"(?<=[a-z0-9])[\u2010-\u2015\u2212\u2500\u30fc](?=[a-z0-9])", re.ASCII | re.IGNORECASE)
"""What a Japanese keyboard gives for a hyphen between two figures or letters: dashes, a minus, the prolonged sound."""


class TargetName(NamedTuple):
    """A target as it was typed."""

    beat: str | None
    number: str


def nfkc(text: str) -> str:
    r"""Text in one width, with hyphens where they are meant, without characters that nobody sees.

    >>> nfkc("\uff11\u30fc\uff21 \u30ab\u30fc\u30c9")
    '1-A \u30ab\u30fc\u30c9'
    """
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return DASH.sub("-", seen)


def target(word: str) -> TargetName | None:
    """The target that a word names: a number with a digit in it, perhaps after its beat's code and a slash."""
    found = TARGET.fullmatch(nfkc(word))
    if not found or not 1 <= sum(letter.isdigit() for letter in found["number"]) <= MOST_DIGITS:
        return None
    return TargetName(found["beat"], found["number"])
