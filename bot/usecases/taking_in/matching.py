"""Nothing is taken in twice: the n-th equal row of a file is the n-th fact; a voided fact is not revived."""

from collections import Counter
from collections.abc import Hashable, Iterable
from typing import Any, Self

from bot.importing.tables import Row
from bot.usecases.taking_in.running import Import


class Stored:
    """How many facts of each content there are, and how many of them were voided."""

    def __init__(self) -> None:
        self.number: Counter[Hashable] = Counter()
        self.voided: Counter[Hashable] = Counter()

    @classmethod
    def of(cls, rows: Iterable[Any]) -> Self:
        """What rows tell of: whether each is voided, and its content."""
        found = cls()
        for voided, *content in rows:
            found.add(tuple(content), voided=voided)
        return found

    def add(self, content: Hashable, *, voided: bool) -> None:
        """One fact more."""
        self.number[content] += 1
        if voided:
            self.voided[content] += 1


class Matching:
    """Which rows are facts already: the n-th equal row of a file is the n-th fact, whichever file brought it."""

    def __init__(self, running: Import) -> None:
        self.running = running
        self.table = 0
        self.used: Counter[int] = Counter()
        self.brought: Counter[int] = Counter()
        self.earlier: Counter[int] = Counter()

    def is_stored(self, row: Row, stored: Stored, content: Hashable) -> bool:
        """Whether one more fact of this content was there before this file; those that were voided come last."""
        if row.table != self.table:
            self.table = row.table
            self.earlier += self.brought
            self.used.clear()
            self.brought.clear()
        key = hash(content)
        there = stored.number[content] + self.earlier[key]
        if there > self.used[key]:
            if self.used[key] >= there - stored.voided[content]:
                self.running.warnings["voided"] += 1
            self.used[key] += 1
            self.running.counts["unchanged"] += 1
            return True
        if self.running.several:  # of one file alone nobody asks, and a large one would fill the memory
            self.brought[key] += 1
        return False
