"""What is wrong with a file, row by row: collected, told all at once."""

from dataclasses import dataclass, field
from typing import Any

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
