"""Which figures stand in which column of the form, and how they are written."""

from collections.abc import Iterator
from decimal import Decimal

from bot.forms.words import phrase
from models.rules.codes import Row, Split
from models.rules.form import RATES, Cell, Form, Part, line_keys, months_shown

PART_ROWS = (
    Row.PLANNED,
    Row.FIRST_INTERVIEWS,
    Row.NEWLY_REGISTERED,
    Row.MOVED_OUT,
    Row.NOT_INTERVIEWED,
    Row.TARGETS,
    Row.COMPLETION_RATE,
    Row.PROVISIONAL,
    Row.REGISTER_HOUSEHOLDS,
    Row.DIRECTORY_HOUSEHOLDS,
    Row.COVERAGE_RATE,
)
"""The rows of which the 内訳 shows each part's total, in its order."""

TOTAL_PLACES = {row: place for place, (row, split) in enumerate(line_keys()) if split in {Split.ALL, Split.NONE}}
"""Where a part's ``totals`` hold the 計 (or the only line) of a row."""


def columns_shown(form: Form) -> tuple[bool, ...]:
    """Which of the fifteen columns have begun by the form's as-of day."""
    shown = months_shown(form.year, form.as_of)
    months = [month <= shown for month in range(1, 13)]
    return (*months[:6], shown > 0, *months[6:], shown > 6, shown > 0)


def written(form: Form) -> list[list[str]]:
    """The 33 lines as they are printed: a rate without a value is 「－」 in a column that has begun, else blank."""
    shown = columns_shown(form)
    return [
        [cell_word(cell, is_rate=line.row in RATES and begun) for cell, begun in zip(line.cells, shown, strict=True)]
        for line in form.lines
    ]


def cell_word(cell: Cell, *, is_rate: bool = False) -> str:
    """One figure as printed; ``is_rate`` if it would be a rate.

    >>> cell_word(1234567), cell_word(Decimal("88.9")), cell_word(0), cell_word(None)
    ('1,234,567', '88.9', '0', '')
    """
    if cell is None:
        return phrase("form.no_rate") if is_rate else ""
    return f"{cell:,.1f}" if isinstance(cell, Decimal) else f"{cell:,}"


def part_totals(part: Part) -> Iterator[tuple[Row, Cell]]:
    """The totals of a part that the 内訳 shows."""
    for row in PART_ROWS:
        yield row, part.totals[TOTAL_PLACES[row]]


def part_written(form: Form, part: Part) -> list[str]:
    """The totals of a part as printed."""
    begun = columns_shown(form)[-1]
    return [cell_word(cell, is_rate=row in RATES and begun) for row, cell in part_totals(part)]


def form_totals(form: Form) -> Part:
    """The form itself as a line of its 内訳: what its parts sum up to."""
    return Part(form.header.code, form.header.name, tuple(line.total for line in form.lines))
