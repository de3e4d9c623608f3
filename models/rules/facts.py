"""The facts that the fold reads: what happened to one target, and what happened in one beat.

All dates are days in Japan (C16); a visit's ``time`` is Japan's wall clock. Beats and targets are named by the
numbers of their rows. Named tuples: cheap to make by the hundred thousand, equal when their contents are.
"""

from datetime import date, time
from typing import NamedTuple

from models.rules.codes import CardState, Category, ChangeKind, SheetKind, TargetKind

EARLIEST = date(1900, 1, 1)
"""Nothing is dated before: a beat that exists by then was there before everything else."""


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
