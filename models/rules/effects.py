"""What a change of the facts does to the forms: how many more or fewer stand in a month, or from then on."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from models.rules.codes import Row, Split
from models.rules.facts import History
from models.rules.form import FLOWS, STOCKS
from models.rules.postings import postings


class FormChange(NamedTuple):
    """``n`` more (or fewer) on a beat's form: on a flow in a month, by its first day; on a stock at the year's end."""

    beat: int
    row: Row
    split: Split
    month: date | None
    n: int


def form_changes(before: Iterable[History], after: Iterable[History], year: int) -> list[FormChange]:
    """The difference between two states of the same targets, beat by beat, the flows first.

    That of the stocks is the bridge of counting.md, identities 2 and 3.
    """
    changed = _sums(after, year)
    changed.subtract(_sums(before, year))
    order = {row: place for place, row in enumerate((*FLOWS, *STOCKS))}
    found = [FormChange(*key, n) for key, n in changed.items() if n]
    return sorted(
        found, key=lambda one: (one.month is None, one.beat, order[one.row], one.split, one.month or date.min)
    )


def _sums(histories: Iterable[History], year: int) -> Counter[tuple[int, Row, Split, date | None]]:
    sums: Counter[tuple[int, Row, Split, date | None]] = Counter()
    for history in histories:
        for posting in postings(history, year):
            month = None if posting.row in STOCKS else posting.on.replace(day=1)
            sums[posting.beat, posting.row, posting.split, month] += posting.n
    return sums
