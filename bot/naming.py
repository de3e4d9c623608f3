"""How a target is called: by its number, perhaps after its beat's code. Pure; text comes in any width and case."""

import re
import unicodedata
from typing import NamedTuple

MOST_DIGITS = 8
"""A target's number has no more digits; a telephone number has."""

TYPED = re.compile(
    r"(?:(?P<beat>[a-z][a-z0-9-]{0,30})/)?(?P<number>[a-z0-9]+(?:-[a-z0-9]+){0,3})", re.ASCII | re.IGNORECASE
)

SENT = re.compile(r"(?P<beat>[a-z0-9_.-]{1,32})/(?P<number>[a-z0-9-]{1,16})", re.ASCII | re.IGNORECASE)
"""What an import takes for a code and a number (files.md)."""

PERSONAL = re.compile(
    r"(?<![a-z0-9-])(?:0[0-9]*-[0-9]|[0-9]+(?:-[0-9]+){2})|(?<![0-9])[0-9]{3,4}-[0-9]{4}(?![0-9])|(?:[0-9]-?){9}",
    re.ASCII | re.IGNORECASE,
)
"""What may be a telephone number, an address, or a part of one: 090-1234, 3-14-5, 1234-5678; or has too many digits."""

DASH = re.compile(r"(?<=[a-z0-9])[\u2010-\u2015\u2212\u2500\u30fc](?=[a-z0-9])", re.ASCII | re.IGNORECASE)
"""What a Japanese keyboard gives for a hyphen between two figures or letters: dashes, a minus, the prolonged sound."""


class TargetName(NamedTuple):
    """A target as it was typed or sent out."""

    beat: str | None
    number: str


def nfkc(text: str) -> str:
    r"""Text in one width, with hyphens where they are meant, without characters that nobody sees.

    >>> nfkc("\uff11\u30fc\uff21 \u30ab\u30fc\u30c9")
    '1-A \u30ab\u30fc\u30c9'
    """
    seen = "".join(each for each in unicodedata.normalize("NFKC", text) if unicodedata.category(each) != "Cf")
    return DASH.sub("-", seen)


def typed_target(word: str) -> TargetName | None:
    """The target that a typed word names: a number with a digit in it, perhaps after its beat's code and a slash.

    None also for what may be personal; a target with such a number is found by the picker.

    >>> typed_target("h-7"), typed_target("EX-P1-1/101-112").number, typed_target("1234-5678"), typed_target("3-14-5")
    (TargetName(beat=None, number='h-7'), '101-112', None, None)
    """
    found = TYPED.fullmatch(nfkc(word))
    if not found or PERSONAL.search(found["number"]):
        return None
    if not 1 <= sum(letter.isdigit() for letter in found["number"]) <= MOST_DIGITS:
        return None
    return TargetName(found["beat"], found["number"])


def sent_target(value: str) -> tuple[str, str] | None:
    """Beat and number of the target that the value of a button or of a picker's line names, whatever it is called."""
    found = SENT.fullmatch(value)
    return (found["beat"], found["number"]) if found else None


def personal(word: str) -> bool:
    """Whether a word may be a telephone number, an address, or a part of one."""
    return PERSONAL.search(nfkc(word)) is not None
