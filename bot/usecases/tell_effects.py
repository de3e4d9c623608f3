"""Tell what a change of the facts does to the forms, beat by beat."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.work import Work
from models.organisation import Unit
from models.rules.codes import Row, Split
from models.rules.effects import form_changes
from models.rules.facts import History


@dataclass(frozen=True, slots=True)
class Effect:
    """What changed on a beat's form: on a flow in the month of a day, or on a stock (``month`` None)."""

    beat_code: str
    row: Row
    split: Split
    month: date | None
    n: int


@dataclass(frozen=True, slots=True)
class Effects:
    """What changed on the forms of a year: the flows by month, and the stocks."""

    flows: tuple[Effect, ...] = ()
    stocks: tuple[Effect, ...] = ()

    @property
    def every(self) -> tuple[Effect, ...]:
        """All of them, the flows first."""
        return self.flows + self.stocks

    @property
    def several(self) -> bool:
        """Whether they are on the forms of several beats, so that each must name its own."""
        return len({one.beat_code for one in self.every}) > 1

    def of_visit(self) -> "Effects":
        """What is told of a visit: the flows, and the stocks of cards. That A falls by an interview goes without."""
        return Effects(self.flows, tuple(one for one in self.stocks if one.row in CARD_STOCKS))


CARD_STOCKS = frozenset({Row.PROVISIONAL, Row.DIRECTORY_HOUSEHOLDS})


def summed(parts: Iterable[Effects]) -> Effects:
    """Several changes as one; what cancels out is left out."""
    sums: Counter[tuple[str, Row, Split, date | None]] = Counter()
    for part in parts:
        for one in part.every:
            sums[one.beat_code, one.row, one.split, one.month] += one.n
    told = [Effect(*key, n) for key, n in sums.items() if n]
    return Effects(tuple(one for one in told if one.month is not None), tuple(one for one in told if one.month is None))


def effects_on_forms(
    work: Work,
    before: Iterable[History],
    after: Iterable[History],
    year: int,
    codes: Mapping[int, str] | None = None,
) -> Effects:
    """What changed on the forms of a year. ``codes``: those of beats that are known already."""
    changes = form_changes(before, after, year)
    known = dict(codes or {})
    if unknown := {one.beat for one in changes} - known.keys():
        known |= dict(work.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(unknown))).all())
    told = [Effect(known[one.beat], one.row, one.split, one.month, one.n) for one in changes]
    flows = tuple(one for one in told if one.month is not None)
    return Effects(flows, tuple(told[len(flows) :]))
