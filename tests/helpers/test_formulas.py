"""The evaluator reckons as a spreadsheet does, and refuses what it does not know."""

import io
from fractions import Fraction
from typing import Any

import pytest
from xlsxwriter import Workbook

from tests.helpers import formulas


def book_with(formula: str, stored: Any) -> bytes:
    out = io.BytesIO()
    with Workbook(out) as book:
        sheet = book.add_worksheet("表")
        sheet.write_row(0, 0, [1, 2.5, "", "文字"])
        sheet.write_formula(1, 0, formula, None, stored)
    return out.getvalue()


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("=SUM(A1:C1)", 3.5),
        ("=COUNT(A1:D1)", 2),
        ("=ROWS(F1:F9)", 9),
        ('=IF(C1="","",1/0)', ""),
        ("=IF(COUNT(A1,B1)<3,表!B1-A1*2,0)", 0.5),
        ("=ROUND((A1+B1)*10/10,0)", 4),
        ("=ROUND(B1,0)", 3),
        ("=N(D1)", 0),
        ('="文"', "文"),
    ],
)
def test_right_values_are_no_difference_and_wrong_ones_are(formula: str, value: Any) -> None:
    assert formulas.differences(book_with(formula, value)) == []
    assert len(formulas.differences(book_with(formula, 99))) == 1


@pytest.mark.parametrize("formula", ["=AVERAGE(A1:B1)", "=A1^2", "=ROUND(B1,1)", "=D1+1", "=SUM(A1", "=1 2"])
def test_what_it_does_not_know_is_an_error(formula: str) -> None:
    with pytest.raises((ValueError, TypeError, IndexError)):
        formulas.differences(book_with(formula, 0))


def test_an_empty_cell_is_an_empty_text_and_nothing() -> None:
    assert formulas.equal(None, "")
    assert formulas.equal(Fraction(0), None)
    assert not formulas.equal(Fraction(0), "")


def test_a_stored_nought_is_not_empty() -> None:
    assert len(formulas.differences(book_with('=IF(A1=1,"",0)', 0))) == 1
