"""The facts that the fold reads: what happened to one target, and what happened in one beat.

All dates are days in Japan (C16); a visit's ``time`` is Japan's wall clock. Beats and targets are named by the
numbers of their rows. Named tuples: cheap to make by the hundred thousand, equal when their contents are.
"""

from datetime import date, time
from typing import NamedTuple

from models.rules.codes import CardState, Category, ChangeKind, SheetKind, TargetKind


class Entry(NamedTuple):
    """A target enters the registry of a beat.

    ``on`` is None for an opening row, in the registry before everything else. With ``card`` FULL, ``carded_on``
    says since when: None or a day before entering mean from entering on.
    """

    on: date | None
    beat: int
    kind: TargetKind
    category: Category
    card: CardState
    carded_on: date | None = None


class Visit(NamedTuple):
    """Somebody stood at the door. ``new_card`` only with an interview (C5)."""

    on: date
    time: time
    interview: bool
    new_card: bool = False
    cr_cards: int = 0
    patrol_cards: int = 0


class Change(NamedTuple):
    """Something else happened to a target; which of the other fields is set follows from ``kind``."""

    on: date
    kind: ChangeKind
    category: Category | None = None
    beat: int | None = None
    survivor: int | None = None
    sheets: int = 0


class History(NamedTuple):
    """All accepted facts of one target, in any order.

    ``duplicates`` are the histories of the targets that left as 重複 naming this one (C9). ``target`` is None for a
    history that stands for several.
    """

    target: int | None
    entry: Entry
    visits: tuple[Visit, ...] = ()
    changes: tuple[Change, ...] = ()
    duplicates: tuple["History", ...] = ()


class BeatSheets(NamedTuple):
    """Sheets used in a beat without naming a target (C13)."""

    on: date
    kind: SheetKind
    sheets: int


class RegisterFigure(NamedTuple):
    """C: the households of the beat in the resident register, as of a day (C14, 注6)."""

    as_of: date
    households: int


class Plan(NamedTuple):
    """An approved 実施計画: twelve numbers for each category (C15, 注1)."""

    priority: tuple[int, ...]
    general: tuple[int, ...]


def as_opening(entry: Entry, year: int) -> Entry:
    """The entry as far as a year can tell: what stood before it may as well have stood from the beginning.

    >>> then = Entry(date(2024, 5, 1), 7, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.FULL, date(2024, 5, 1))
    >>> as_opening(then, 2026).on is None, as_opening(then, 2026).carded_on is None, as_opening(then, 2024) == then
    (True, True, True)
    """
    new_year = date(year, 1, 1)
    return entry._replace(
        on=entry.on if entry.on and entry.on >= new_year else None,
        carded_on=entry.carded_on if entry.carded_on and entry.carded_on >= new_year else None,
    )
