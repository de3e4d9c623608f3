"""The cell formats of the XLSX: rules, tints and number formats as on the PDF."""

from collections.abc import Callable
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format

from bot.forms.words import phrase
from models.rules.codes import Row
from models.rules.form import RATES

FINE, GROUP, THICK = 1, 2, 5
TINT, TINT_TWICE, HEAD = "#F3F3F3", "#E6E6E6", "#EBEBEB"

Styles = Callable[..., Format]
"""Gives the format with some properties; equal properties give one format."""


def styles(book: Workbook) -> Styles:
    """The formats of a workbook, each made once. All cells are locked unless they say otherwise."""
    made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def style(**properties: Any) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in made:
            made[key] = book.add_format(
                {"font_name": phrase("sheet.font"), "font_size": 10, "valign": "vcenter", **properties}
            )
        return made[key]

    return style


def tint(*, sum_row: bool, sum_column: bool) -> dict[str, Any]:
    """The ground of a figure: darker where a 計 meets a 小計."""
    if sum_row and sum_column:
        return {"bg_color": TINT_TWICE}
    return {"bg_color": TINT} if sum_row or sum_column else {}


def borders(column: int, *, top: bool, bottom: bool) -> dict[str, Any]:
    """The rules of a figure's cell: thick around the frame and between the halves, heavier between groups."""
    left = {0: GROUP, 7: THICK, 14: THICK}.get(column, GROUP if column in {6, 13} else FINE)
    right = {14: THICK, 13: THICK, 6: THICK}.get(column, FINE)
    return {"left": left, "right": right, "top": GROUP if top else FINE, "bottom": THICK if bottom else FINE}


def number_format(row: Row) -> str:
    """Counts with separators, rates with one decimal; all, also 「－」, a little off the rule at their right."""
    figure = "0.0_ " if row in RATES else "#,##0_ "
    return f"{figure};-{figure};{figure};@_ "
