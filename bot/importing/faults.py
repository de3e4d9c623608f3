"""What is wrong with a file, row by row: collected, told all at once."""

import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from bot import lexicon

MOST_KEPT = 10_000
"""So many faults are kept and told; beyond that they are only counted."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: in which file, line (counted from 1) and column, and by which code.

    ``value`` is what stands there, or None where it is personal or does not matter. ``facts`` are codes, numbers and
    dates for the words.
    """

    file: str
    line: int | None
    column: str | None
    value: str | None
    code: str
    facts: dict[str, Any] = field(default_factory=dict)


PLAIN = re.compile(r"[0-9a-z:;/._+\- ]*", re.ASCII)
LONGEST_SHOWN = 19

BETWEEN = r"(?:[^\w:]|[_\u30fc])"
FIGURES = re.compile(rf"{BETWEEN}*[0-9]+(?:{BETWEEN}+[0-9]+)*{BETWEEN}*")
"""Figures with any separators, the prolonged sound mark among them; a colon makes it a time."""

DATE = re.compile(r"[0-9]{1,4}[/.][0-9]{1,2}[/.][0-9]{1,4}|[0-9]{4}-[0-9]{1,2}-[0-9]{1,4}", re.ASCII)

NEVER_SHOWN = frozenset({"code", "number"})
"""What is refused as a code or number does not look like one of ours: rather like a slip from another column."""


def harmless(value: str) -> str | None:
    """A faulty value, if it surely is no name, address or telephone number from a neighbouring column; else None."""
    plain = lexicon.plain(value)
    if len(plain) > LONGEST_SHOWN or (FIGURES.fullmatch(plain) and not DATE.fullmatch(plain) and is_personal(plain)):
        return None
    return value if PLAIN.fullmatch("".join(each for each in plain if each not in vocabulary())) else None


def is_personal(figures: str) -> bool:
    """Whether figures may be a telephone number, a postal code (123-4567) or an address (3-15-2-301)."""
    groups = re.findall("[0-9]+", figures)
    digits = sum(map(len, groups))
    in_parts = len(groups) > 1 and digits >= FEWEST_IN_PARTS and len(groups[-1]) >= FEWEST_AT_THE_END
    return digits > DATE_DIGITS or in_parts or len(groups) >= PARTS_OF_AN_ADDRESS


DATE_DIGITS = 8
"""20260401: a telephone number has more."""

FEWEST_IN_PARTS, FEWEST_AT_THE_END = 7, 3
"""Digits of a telephone number without the area's, or of a postal code; and of its last part."""

PARTS_OF_AN_ADDRESS = 3
"""丁目, 番, 号, and perhaps the room."""


@cache
def vocabulary() -> frozenset[str]:
    """The characters of the words that tables are written in."""
    words = (word for table in TABLES for word in lexicon.accepted(table))
    return frozenset("".join(words))


TABLES = (
    *("outcome", "kind", "category", "card", "new_card", "change", "role", "duty"),
    *("post_kind", "criterion", "era", "era_year", "calendar"),
)


class Faulty(Exception):
    """A value cannot be read; ``code`` says what was expected."""

    def __init__(self, code: str, /, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


@dataclass
class Faults:
    """All faults of an import."""

    kept: list[Fault] = field(default_factory=list)
    number: int = 0

    def add(self, fault: Fault) -> None:
        """Keep a fault, or only count it."""
        self.number += 1
        if len(self.kept) < MOST_KEPT:
            self.kept.append(fault)

    def __bool__(self) -> bool:
        """Whether there is any."""
        return self.number > 0
