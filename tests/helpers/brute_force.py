"""The dullest counter there is, written from the specification alone, to compare the counting rules with.

No posting, no increment, no order of events: each line of the form is a set of targets (or a sum over things that
happened), looked up anew for every month by its definition. C-numbers are those of the counting rules.
"""

from calendar import monthrange
from collections.abc import Callable, Collection, Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import product

from models.rules.codes import (
    CardState,
    Category,
    ChangeKind,
    Outcome,
    Row,
    SheetKind,
    Split,
    TargetKind,
)
from models.rules.facts import Change, History, Visit
from tests.helpers.district import District

type_of_cell = int | Decimal | None
Cells = tuple[type_of_cell, ...]
Spans = list[tuple[date, date] | None]
"""For each month of the year its first and its last shown day; None where the form is empty."""

ALL_LEAVINGS = (
    ChangeKind.MOVED_OUT,
    ChangeKind.DIED,
    ChangeKind.CLOSED,
    ChangeKind.DUPLICATE,
    ChangeKind.MISTAKEN,
)
