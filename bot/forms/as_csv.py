"""The form as CSV: UTF-8 with BOM, as Excel opens it in Japan; figures without thousands separators.

It holds the words of the 様式, figures, and codes, which begin with a letter or figure: no cell can start a formula.
"""

import csv
import io
from collections.abc import Iterator

from bot.forms.figures import PART_ROWS, part_totals
from bot.forms.words import phrase, row_word, split_word
from models.rules.form import Cell, Form


def render_csv(form: Form) -> bytes:
    """The 33 lines under one heading line; what is empty on the form is empty here.

    Of a roll-up, an empty line follows, and the totals of each part under a heading line of their own.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings())
    for line in form.lines:
        cells = (figure(cell) for cell in line.cells)
        writer.writerow([row_word(line.row, alone=True), split_word(line.row, line.split), *cells])
    writer.writerows(part_lines(form))
    return out.getvalue().encode("utf-8-sig")


def headings() -> list[str]:
    """項目, 区分, 1月…6月, 上半期小計, 7月…12月, 下半期小計, 合計."""
    months = [phrase("form.month", month=month) for month in range(1, 13)]
    first, second = phrase("csv.first_half"), phrase("csv.second_half")
    return [phrase("csv.row"), phrase("csv.split"), *months[:6], first, *months[6:], second, phrase("csv.total")]


def part_lines(form: Form) -> Iterator[list[str]]:
    """The 内訳 of a roll-up: its parts by their codes, with the totals that the other formats show."""
    if form.parts:
        yield []
        yield [phrase(f"parts.{name}") for name in ("code", *PART_ROWS)]
    for part in form.parts:
        yield [part.code, *(figure(value) for _, value in part_totals(part))]


def figure(cell: Cell) -> str:
    """A figure as it is, without separators; nothing for an empty cell."""
    return "" if cell is None else str(cell)
