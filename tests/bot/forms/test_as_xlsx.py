"""The XLSX reckons: what it stores is what its formulas give, and what the form says."""

import io
import zipfile
from dataclasses import replace
from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from bot.forms.as_xlsx import render_xlsx
from bot.forms.xlsx_formulas import LEFT, TOP
from models.rules.form import Form
from tests.bot.forms.samples import BEAT, HARD_NAMES, UNPRINTABLE_NAME, full_form, rolled_up, worked_example
from tests.helpers import formulas
from tests.helpers.libreoffice import made_up_forms, planted


def sheet_of(form: Form, *, values: bool = True) -> Worksheet:
    sheet = load_workbook(io.BytesIO(render_xlsx(form)), data_only=values).worksheets[0]
    assert isinstance(sheet, Worksheet)
    return sheet


def texts(form: Form) -> set[str]:
    return {str(cell.value) for line in sheet_of(form).iter_rows() for cell in line if cell.value is not None}


@pytest.mark.parametrize("name", made_up_forms())
def test_every_stored_value_is_what_its_formula_gives(name: str) -> None:
    content = render_xlsx(made_up_forms()[name])
    assert formulas.differences(content) == []
    assert formulas.formula_count(content) > 230


def test_a_wrong_stored_value_is_found() -> None:
    assert len(formulas.differences(planted(render_xlsx(full_form(scale=90_000))))) == 1


@pytest.mark.parametrize("as_of", [date(2025, 12, 31), date(2026, 1, 1), date(2026, 6, 30), date(2026, 12, 31)])
def test_every_cell_shows_what_the_form_says(as_of: date) -> None:
    form = full_form(as_of=as_of, register=False)
    sheet = sheet_of(form)
    for place, line in enumerate(form.lines):
        for column, cell in enumerate(line.cells):
            stored = sheet.cell(TOP + place + 1, LEFT + column + 1).value
            assert (stored if stored not in {"", "－"} else None) == (None if cell is None else float(cell))


def test_formulas_and_words_are_locked_and_counted_months_are_not() -> None:
    sheet = sheet_of(full_form(), values=False)
    assert sheet.protection.sheet
    for line in sheet.iter_rows():
        for cell in line:
            entered = cell.data_type == "n" and cell.value is not None
            assert cell.protection.locked is not entered


def test_it_prints_on_one_a4_page_in_landscape() -> None:
    sheet = sheet_of(full_form())
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert {sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight} <= {None, 1}  # 1 is what none means
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet["D6"].font.name == "BIZ UDゴシック"
    assert {sheet.row_dimensions[row].height for row in range(6, 39)} == {18.75}


def test_words_stand_where_the_paper_has_them() -> None:
    found = texts(full_form(as_of=date(2026, 11, 9)))
    assert {"巡回連絡年間実施計画・結果表（2026年）", "11月 暫定", "10月", "計(A)", "計(B)", "仮カード"} <= found
    assert "2026年（令和8年）11月9日現在（11月は暫定）  [計画承認済]" in found
    assert sum(text[:2] in {f"{n} " for n in range(1, 8)} for text in found) == 7


def test_no_name_becomes_a_formula_or_a_link() -> None:
    for name in (*HARD_NAMES, UNPRINTABLE_NAME, "=1+1", "+1", "-1", "@SUM(1)", "https://example.invalid/", "\x01\n"):
        content = render_xlsx(full_form(header=replace(BEAT, name=name, officer=name)))
        assert formulas.formula_count(content) == formulas.formula_count(render_xlsx(full_form()))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert b"yperlink" not in parts.read("xl/worksheets/sheet1.xml")


def test_its_properties_are_of_the_form_not_of_the_moment() -> None:
    properties = load_workbook(io.BytesIO(render_xlsx(worked_example()))).properties
    assert properties.created == properties.modified == datetime(2026, 2, 28)  # noqa: DTZ001 - files have none
    assert properties.title == "巡回連絡年間実施計画・結果表（2026年）"
    assert "例示 一郎" not in str(properties)


def test_a_roll_up_has_its_parts_on_a_second_sheet() -> None:
    book = load_workbook(io.BytesIO(render_xlsx(rolled_up(5))), data_only=True)
    assert book.sheetnames == ["結果表", "内訳"]
