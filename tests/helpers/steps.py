"""What the facts of one target add to a form, step by step: the right sides of the identities of counting.md §3.

Where a target stood on a day is looked up as ``tests/helpers/brute_force.py`` does; no state goes along.
"""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from models.rules.codes import CardState, ChangeKind, Split
from models.rules.facts import History
from tests.helpers.brute_force import beat, carded, category, excluded, first_interviews, interviewed, merges, new_cards
from tests.helpers.doors import GONE

DAY = timedelta(days=1)


class Step(NamedTuple):
    """From a day on, ``n`` more in a beat and category."""

    on: date
    beat: int
    split: Split
    n: int


def at(target: History, day: date, n: int = 1) -> Step:
    """A step in the beat and category that the target has at the end of a day (C16)."""
    return Step(day, beat(target, day), Split(category(target, day)), n)


def days(target: History, *kinds: ChangeKind) -> set[date]:
    return {change.on for change in target.changes if change.kind in kinds}


def moved(target: History, counted: Callable[[date], bool]) -> Iterator[Step]:
    """± change of beat and category (C11, C12) of what is counted on the eve; on the first day it is entering."""
    for day in days(target, ChangeKind.BEAT, ChangeKind.CATEGORY) - {target.entry.on}:
        if counted(day - DAY):
            yield at(target, day - DAY, -1)._replace(on=day)
            yield at(target, day)


def in_or_out(target: History, counted: Callable[[date], bool]) -> Iterator[Step]:
    """± exclusion (C1) of what is counted but for it."""
    for day in days(target, ChangeKind.EXCLUDED, ChangeKind.RELEASED):
        if counted(day - DAY):
            yield at(target, day, excluded(target, day - DAY) - excluded(target, day))


def targets(target: History) -> Iterator[Step]:
    """Identity 2: entered, left, excluded or released, moved (C1, C9)."""
    yield at(target, target.entry.on or date.min)
    yield from (at(target, day, -1) for day in days(target, *GONE) if not excluded(target, day))
    yield from in_or_out(target, lambda _: True)
    yield from moved(target, lambda day: not excluded(target, day))


def created(target: History) -> Iterator[Step]:
    """仮カード作成 (C6)."""
    if target.entry.card is CardState.PROVISIONAL:
        yield at(target, target.entry.on or date.min)


def resolved(target: History) -> Iterator[Step]:
    """仮カード解消 (C7)."""
    if target.entry.card is CardState.PROVISIONAL:
        yield from (at(target, visit.on) for visit in target.visits if visit.interview and visit.new_card)


def provisional(target: History) -> Iterator[Step]:
    """Identity 3: 作成, 解消, carded without interview, left while provisional, moved (C6, C7)."""
    if target.entry.card is CardState.PROVISIONAL:
        yield from created(target)
        yield from (step._replace(n=-1) for step in resolved(target))
        yield from (at(target, day, -1) for day in days(target, ChangeKind.CARD_WITHOUT_INTERVIEW))
        yield from (at(target, day, -1) for day in days(target, *GONE) if not carded(target, day))
        yield from moved(target, lambda day: not carded(target, day))


def first_interview(target: History, year: int) -> Iterator[Step]:
    """実施数: the first interview of the year, unless a 重複 brought one before (C3, C9)."""
    yield from (at(target, day) for day in first_interviews(target, year))


def new_card(target: History, year: int) -> Iterator[Step]:
    """新規把握数 (C5)."""
    yield from (at(target, day) for day in new_cards(target, year))


def done(target: History, year: int) -> Iterator[Step]:
    """Identity 4: 実施数 or a 重複 that had it (C9), left, excluded or released, moved; nothing while excluded."""

    def met(day: date) -> bool:
        return day.year == year and interviewed(target, day)

    began = first_interviews(target, year) or sorted(merges(target, year))[:1]
    yield from (at(target, day) for day in began if not excluded(target, day))
    yield from (at(target, day, -1) for day in days(target, *GONE) if met(day) and not excluded(target, day))
    yield from in_or_out(target, met)
    yield from moved(target, lambda day: met(day) and not excluded(target, day))
