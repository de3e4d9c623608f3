"""What a change of the facts does to the stocks of the forms: how many more or fewer stand there from then on."""

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from models.rules.codes import Row, Split
from models.rules.facts import History
from models.rules.form import STOCKS
from models.rules.postings import postings


class StockChange(NamedTuple):
    """``n`` more (or fewer) on a stock of a beat's form at the end of the year."""

    beat: int
    row: Row
    split: Split
    n: int


def stock_changes(before: Iterable[History], after: Iterable[History], year: int) -> list[StockChange]:
    """The difference between two states of the same targets; the bridge of counting.md, identities 2 and 3."""
    changed = _stocks(after, year)
    changed.subtract(_stocks(before, year))
    order = {row: place for place, row in enumerate(Row)}
    found = [StockChange(*key, n) for key, n in changed.items() if n]
    return sorted(found, key=lambda one: (one.beat, order[one.row], one.split))


def _stocks(histories: Iterable[History], year: int) -> Counter[tuple[int, Row, Split]]:
    sums: Counter[tuple[int, Row, Split]] = Counter()
    for history in histories:
        for posting in postings(history, year):
            if posting.row in STOCKS:
                sums[posting.beat, posting.row, posting.split] += posting.n
    return sums
