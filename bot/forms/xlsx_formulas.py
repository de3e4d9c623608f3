"""The formulas of the XLSX. Each gives exactly what the form has, empties and 「－」 included.

未実施数 (A) is a set counted from the facts (C2), so only its 計 is a formula.
"""

from collections.abc import Callable
from typing import NamedTuple

from xlsxwriter.utility import xl_rowcol_to_cell

from bot.forms.words import phrase
from models.rules.codes import PlanState, Row, Split
from models.rules.form import FLOWS, Form, line_keys, months_shown

TOP = 5
"""The sheet's first row of figures, from 0."""

LEFT = 3
"""The sheet's first column of figures, from 0."""

FIRST_HALF, SECOND_HALF, TOTAL = 6, 13, 14
"""The places of the two 小計 and of 合計 among the fifteen columns."""

PLACES = {key: place for place, key in enumerate(line_keys())}


class Place(NamedTuple):
    """One of the 33 × 15 cells."""

    row: Row
    split: Split
    column: int


def cell(row: Row, split: Split, column: int) -> str:
    """The reference to a figure, such as D6."""
    name: str = xl_rowcol_to_cell(TOP + PLACES[row, split], LEFT + column)
    return name


def formula(form: Form, place: Place) -> str | None:
    """The formula of a cell; None where a figure is entered: the months of what is counted."""
    if place.row is Row.COVERAGE_RATE:
        return coverage(place.column)
    if place.row is Row.COMPLETION_RATE:
        return completion(place.column)
    if place.split is Split.ALL:
        parts = [cell(place.row, split, place.column) for split in (Split.PRIORITY, Split.GENERAL)]
        return summed(":".join(parts))
    if place.column not in {FIRST_HALF, SECOND_HALF, TOTAL}:
        return None
    flow = place.row in FLOWS or place.row is Row.PLANNED
    return flow_sum(place) if flow else stock_reference(place, months_shown(form.year, form.as_of))


def summed(cells: str) -> str:
    """The sum of some cells, empty when all of them are."""
    return f'=IF(COUNT({cells})=0,"",SUM({cells}))'


def flow_sum(place: Place) -> str:
    """小計 over its six months, 合計 over both."""
    at = reference(place)
    if place.column == TOTAL:
        return summed(f"{at(FIRST_HALF)},{at(SECOND_HALF)}")
    return summed(f"{at(place.column - 6)}:{at(place.column - 1)}")


def stock_reference(place: Place, shown: int) -> str:
    """The latest month shown of the half; 合計 refers to the later half that has begun."""
    at = reference(place)
    if place.column == TOTAL:
        source = at(SECOND_HALF if shown > 6 else FIRST_HALF)
    elif place.column == FIRST_HALF:
        source = at(min(max(shown, 1), 6) - 1)
    else:
        source = at(shown if shown > 6 else SECOND_HALF - 1)
    return f'=IF({source}="","",{source})'


def reference(place: Place) -> Callable[[int], str]:
    """The cells of a line by their column."""
    return lambda column: cell(place.row, place.split, column)


def coverage(column: int) -> str:
    """把握率 = D/C; 「－」 without C in a column that has begun."""
    register = cell(Row.REGISTER_HOUSEHOLDS, Split.NONE, column)
    directory = cell(Row.DIRECTORY_HOUSEHOLDS, Split.NONE, column)
    return rate(directory, register, begun=directory)


def completion(column: int) -> str:
    """実施率 = (B−A)/B."""
    targets = cell(Row.TARGETS, Split.ALL, column)
    left = cell(Row.NOT_INTERVIEWED, Split.ALL, column)
    return rate(f"({targets}-{left})", targets, begun=targets)


def rate(part: str, whole: str, begun: str) -> str:
    """A rate in percent. A tenth of a percent is rounded as a whole number, whose half a float holds exactly."""
    return f'=IF(COUNT({begun})=0,"",IF(N({whole})=0,"{phrase("form.no_rate")}",ROUND({part}*1000/{whole},0)/10))'


def attainment(form: Form) -> str:
    """計画達成率 over the months shown; none while a plan is wanting."""
    last = months_shown(form.year, form.as_of)
    if last == 0 or form.plan is not PlanState.APPROVED:
        return f'="{phrase("form.no_rate")}"'
    columns = [*range(6), *range(7, 13)][:last]
    planned = months_sum(Row.PLANNED, columns)
    done = months_sum(Row.FIRST_INTERVIEWS, columns)
    return f'=IF({planned}=0,"{phrase("form.no_rate")}",ROUND({done}*1000/{planned},0)/10)'


def months_sum(row: Row, columns: list[int]) -> str:
    """The sum of the 計 of some months, leaving out the 小計 between them."""
    halves = [[c for c in columns if c < FIRST_HALF], [c for c in columns if c > FIRST_HALF]]
    ranges = [f"{cell(row, Split.ALL, half[0])}:{cell(row, Split.ALL, half[-1])}" for half in halves if half]
    return f"SUM({','.join(ranges)})"
