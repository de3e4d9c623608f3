"""Formats of the XLSX."""

import io

from xlsxwriter import Workbook

from bot.forms.xlsx_styles import THICK, borders, number_format, styles, tint
from models.rules.codes import Row


def test_equal_properties_give_one_format() -> None:
    with Workbook(io.BytesIO()) as book:
        style = styles(book)
        assert style(bold=True, border=1) is style(border=1, bold=True)
        assert style(bold=True) is not style(bold=False)
        book.add_worksheet()


def test_a_thick_rule_stands_between_the_halves() -> None:
    assert borders(6, top=False, bottom=False)["right"] == THICK
    assert borders(7, top=False, bottom=False)["left"] == THICK


def test_a_figure_in_a_sum_row_and_column_is_darker() -> None:
    assert tint(sum_row=False, sum_column=False) == {}
    assert tint(sum_row=True, sum_column=False) == tint(sum_row=False, sum_column=True)
    assert tint(sum_row=True, sum_column=True) != tint(sum_row=True, sum_column=False)


def test_rates_have_one_decimal() -> None:
    assert number_format(Row.COVERAGE_RATE).startswith("0.0")
    assert number_format(Row.TARGETS).startswith("#,##0")
