"""The form as CSV: UTF-8 with BOM, as Excel opens it in Japan; figures without thousands separators.

It holds the words of the 様式 and figures only, no name of a person or place, so no cell of it can start a formula.
"""

import csv
import io

from bot.forms.words import phrase, row_word, split_word
from models.rules.form import Form


def render_csv(form: Form) -> bytes:
    """The 33 lines under one heading line; what is empty on the form is empty here."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(headings())
    for line in form.lines:
        cells = ("" if cell is None else str(cell) for cell in line.cells)
        writer.writerow([row_word(line.row, alone=True), split_word(line.row, line.split), *cells])
    return out.getvalue().encode("utf-8-sig")


def headings() -> list[str]:
    """項目, 区分, 1月…6月, 上半期小計, 7月…12月, 下半期小計, 合計."""
    months = [phrase("form.month", month=month) for month in range(1, 13)]
    first, second = phrase("csv.first_half"), phrase("csv.second_half")
    return [phrase("csv.row"), phrase("csv.split"), *months[:6], first, *months[6:], second, phrase("csv.total")]
