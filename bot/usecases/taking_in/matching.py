"""Nothing is taken in twice: the n-th equal row of a file is the n-th fact; a voided fact is not revived."""

from collections import Counter
from collections.abc import Hashable

from bot.importing.tables import Row
from bot.usecases.taking_in.running import Import


class Matching:
    """Which rows are facts already: the n-th equal row of a file is the n-th fact, whichever file brought it."""

    def __init__(self, running: Import) -> None:
        self.running = running
        self.table = 0
        self.used: Counter[int] = Counter()
        self.brought: Counter[int] = Counter()
        self.earlier: Counter[int] = Counter()

    def is_stored(self, row: Row, stored: Counter[Hashable], content: Hashable) -> bool:
        """Whether one more fact of this content was there before this file."""
        if row.table != self.table:
            self.table = row.table
            self.earlier += self.brought
            self.used.clear()
            self.brought.clear()
        key = hash(content)
        if stored[content] + self.earlier[key] > self.used[key]:
            self.used[key] += 1
            self.running.counts["unchanged"] += 1
            return True
        if self.running.several:  # of one file alone nobody asks, and a large one would fill the memory
            self.brought[key] += 1
        return False
