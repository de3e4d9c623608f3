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
TELEPHONE = re.compile(r"\+?[0-9]{2,5}-?[0-9]{1,4}-?[0-9]{3,4}", re.ASCII)


def harmless(value: str) -> str | None:
    """A faulty value, if it surely is no name, address or telephone number from a neighbouring column; else None."""
    plain = lexicon.plain(value)
    if len(plain) > LONGEST_SHOWN or (TELEPHONE.fullmatch(plain) and len(plain) > DATE_CHARACTERS):
        return None
    return value if PLAIN.fullmatch("".join(each for each in plain if each not in vocabulary())) else None


@cache
def vocabulary() -> frozenset[str]:
    """The characters of the words that tables are written in."""
    words = (word for table in TABLES for word in lexicon.accepted(table))
    return frozenset("".join(words))


TABLES = (
    *("outcome", "kind", "category", "card", "new_card", "change", "role", "duty"),
    *("post_kind", "criterion", "era", "era_year", "calendar"),
)


DATE_CHARACTERS = 8
"""20260401: a telephone number has more figures."""


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
