"""Formulas of the XLSX, as a clerk would write them."""

from datetime import date

import pytest

from bot.forms.xlsx_formulas import Place, attainment, formula
from models.rules.codes import Row, Split
from tests.bot.forms.samples import full_form


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Place(Row.PLANNED, Split.PRIORITY, 0), None),
        (Place(Row.PLANNED, Split.ALL, 0), '=IF(COUNT(D6:D7)=0,"",SUM(D6:D7))'),
        (Place(Row.FIRST_INTERVIEWS, Split.GENERAL, 6), '=IF(COUNT(D10:I10)=0,"",SUM(D10:I10))'),
        (Place(Row.FIRST_INTERVIEWS, Split.GENERAL, 14), '=IF(COUNT(J10,Q10)=0,"",SUM(J10,Q10))'),
        (Place(Row.NOT_INTERVIEWED, Split.PRIORITY, 3), None),
        (Place(Row.NOT_INTERVIEWED, Split.PRIORITY, 6), '=IF(F18="","",F18)'),
        (Place(Row.NOT_INTERVIEWED, Split.PRIORITY, 13), '=IF(P18="","",P18)'),
        (Place(Row.NOT_INTERVIEWED, Split.PRIORITY, 14), '=IF(J18="","",J18)'),
        (Place(Row.COVERAGE_RATE, Split.NONE, 0), '=IF(COUNT(D36)=0,"",IF(N(D35)=0,"－",ROUND(D36*1000/D35,0)/10))'),
        (
            Place(Row.COMPLETION_RATE, Split.NONE, 14),
            '=IF(COUNT(R25)=0,"",IF(N(R25)=0,"－",ROUND((R25-R20)*1000/R25,0)/10))',
        ),
    ],
)
def test_formula_in_march(place: Place, expected: str | None) -> None:
    assert formula(full_form(as_of=date(2026, 3, 31)), place) == expected


def test_the_latest_month_of_the_second_half_stands_for_it() -> None:
    place = Place(Row.TARGETS, Split.GENERAL, 13)
    assert formula(full_form(as_of=date(2026, 9, 1)), place) == '=IF(M24="","",M24)'


def test_attainment_leaves_out_the_subtotal_between_the_halves() -> None:
    assert "SUM(D8:I8,K8:L8)" in attainment(full_form(as_of=date(2026, 8, 1)))
    assert attainment(full_form(as_of=date(2025, 8, 1))) == '="－"'
