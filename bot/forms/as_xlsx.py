"""The form as XLSX: a sheet that reckons, with every result stored besides, for phones that show and do not reckon.

Figures that are entered may be overwritten to try something out; formulas and words are locked (without a
password). Texts are written as texts, so that no name can be a formula.
"""

import io
from datetime import datetime, time
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from bot.forms import face, xlsx_formulas
from bot.forms.figures import columns_shown
from bot.forms.words import phrase, row_word, split_word, words
from bot.forms.xlsx_formulas import FIRST_HALF, LEFT, SECOND_HALF, TOP, TOTAL, Place
from bot.forms.xlsx_parts import write_parts
from bot.forms.xlsx_styles import GROUP, HEAD, THICK, Styles, borders, number_format, styles, tint
from models.rules.codes import Row, Split
from models.rules.form import RATES, Cell, Form, Line

OUTSIDE = TOP + 34
"""The sheet's first row below the frame, from 0, after a narrow gap."""

GROUP_ROWS = (Row.PROVISIONAL, Row.PROVISIONAL_CREATED, Row.PROVISIONAL_RESOLVED)


def render_xlsx(form: Form) -> bytes:
    """The form on one sheet; of a roll-up, its parts on a second."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    dated = datetime.combine(form.as_of, time())
    book.set_properties(
        {
            "title": face.title(form),
            "subject": face.description(form),
            "author": phrase("form.author"),
            "created": dated,
        }
    )
    style = styles(book)
    write_form(book.add_worksheet(phrase("sheet.form")), form, style)
    if form.parts:
        write_parts(book.add_worksheet(phrase("sheet.parts")), form, style)
    book.close()
    return out.getvalue()


def write_form(sheet: Worksheet, form: Form, style: Styles) -> None:
    """The sheet of the form itself."""
    set_up(sheet)
    write_heading(sheet, form, style)
    write_columns(sheet, form, style)
    for place, line in enumerate(form.lines):
        write_label(sheet, line, TOP + place, style)
        write_line(sheet, form, line, TOP + place, style)
    write_outside(sheet, form, style)


def set_up(sheet: Worksheet) -> None:
    """One A4 page in landscape, filled; protected, so that nobody breaks a formula by accident."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_margins(left=0.55, right=0.35, top=0.35, bottom=0.3)
    sheet.center_horizontally()
    sheet.hide_gridlines(2)
    sheet.protect("", {"select_locked_cells": True, "format_columns": True, "format_rows": True})
    sheet.set_column(0, 0, 4)
    sheet.set_column(1, 1, 11.5)
    sheet.set_column(2, 2, 13.5)
    sheet.set_column(LEFT, LEFT + TOTAL, 8.2)
    sheet.set_row(0, 30)
    sheet.set_row(1, 20)
    sheet.set_row(2, 5)
    for row in range(TOP - 2, TOP + 33):
        sheet.set_row(row, 18.75)
    sheet.set_row(OUTSIDE - 1, 6)
    sheet.freeze_panes(TOP, LEFT)
    sheet.set_top_left_cell(0, 0)
    sheet.print_area(0, 0, OUTSIDE + len(words()["notes"]["text"]) - 1, LEFT + TOTAL)


def write_heading(sheet: Worksheet, form: Form, style: Styles) -> None:
    """Title, day, state of the plan, and whose form it is."""
    sheet.merge_range(0, 0, 0, LEFT + TOTAL, "", style(font_size=18, bold=True, align="center"))
    sheet.write_string(0, 0, face.title(form), style(font_size=18, bold=True, align="center"))
    sheet.write_string(1, 0, f"{face.as_of(form)}  [{face.plan(form)}]", style(font_size=11))
    named = phrase("form.gap").join(f"{field.label} {field.value}" for field in face.fields(form))
    sheet.merge_range(1, LEFT + 4, 1, LEFT + TOTAL, "", style(font_size=11, align="right", shrink=True))
    sheet.write_string(1, LEFT + 4, named, style(font_size=11, align="right", shrink=True))


def write_columns(sheet: Worksheet, form: Form, style: Styles) -> None:
    """The two rows of headings; the provisional month says so."""
    top, below = TOP - 2, TOP - 1

    def head(**rules: int) -> Any:
        return style(bold=True, align="center", bg_color=HEAD, **{"border": 1, "shrink": 1, **rules})

    sheet.merge_range(top, 0, below, LEFT - 1, phrase("form.class"), head(border=THICK))
    sheet.merge_range(top, LEFT, top, LEFT + FIRST_HALF, phrase("form.first_half"), head(top=THICK, right=THICK))
    sheet.merge_range(
        top, LEFT + FIRST_HALF + 1, top, LEFT + SECOND_HALF, phrase("form.second_half"), head(top=THICK, right=THICK)
    )
    sheet.merge_range(top, LEFT + TOTAL, below, LEFT + TOTAL, phrase("form.total"), head(border=THICK))
    for column in range(TOTAL):
        rules = borders(column, top=False, bottom=True)
        sheet.write_string(below, LEFT + column, column_word(form, column), head(**rules))


def column_word(form: Form, column: int) -> str:
    """What stands above one of the fourteen columns before 合計."""
    if column in {FIRST_HALF, SECOND_HALF}:
        return phrase("form.subtotal")
    month = column + 1 if column < FIRST_HALF else column
    return phrase("form.interim_month" if month == form.interim_month else "form.month", month=month)


def write_label(sheet: Worksheet, line: Line, row: int, style: Styles) -> None:
    """The words at the left of a line; a group's name once beside its three lines."""
    last = {"bottom": THICK} if line.row is Row.COMPLETION_RATE else {}
    starts = line.split in {Split.PRIORITY, Split.NONE}
    group = style(align="center", border=1, top=GROUP, left=THICK, text_wrap=True, **last)
    inner = style(align="center", border=1, top=GROUP, shrink=True)
    if line.split is Split.NONE:
        sheet.merge_range(row, 0, row, 2, row_word(line.row), group)
        return
    if line.row is Row.PROVISIONAL and starts:
        upright = style(align="center", border=1, top=GROUP, left=THICK, rotation=270)
        sheet.merge_range(row, 0, row + 8, 0, phrase("form.provisional_group"), upright)
    if starts and line.row in GROUP_ROWS:
        sheet.merge_range(row, 1, row + 2, 1, row_word(line.row), inner)
    elif starts:
        sheet.merge_range(row, 0, row + 2, 1, row_word(line.row), group)
    ground = tint(sum_row=line.split is Split.ALL, sum_column=False)
    own = style(align="center", border=1, top=GROUP if starts else 1, **ground)
    sheet.write_string(row, 2, split_word(line.row, line.split), own)


def write_line(sheet: Worksheet, form: Form, line: Line, row: int, style: Styles) -> None:
    """The fifteen figures of a line: formulas with their results, or what was counted."""
    shown = columns_shown(form)
    for column, value in enumerate(line.cells):
        formula = xlsx_formulas.formula(form, Place(line.row, line.split, column))
        looks = style(
            align="right",
            num_format=number_format(line.row),
            shrink=True,
            locked=formula is not None,
            **tint(sum_row=line.split is Split.ALL, sum_column=column in {FIRST_HALF, SECOND_HALF, TOTAL}),
            **borders(
                column,
                top=line.split in {Split.PRIORITY, Split.NONE},
                bottom=line.row is Row.COMPLETION_RATE,
            ),
        )
        if formula is not None:
            begun = shown[column] and line.row in RATES
            sheet.write_formula(row, LEFT + column, formula, looks, result(value, is_rate=begun))
        elif value is None:
            sheet.write_blank(row, LEFT + column, None, looks)
        else:
            sheet.write_number(row, LEFT + column, value, looks)


def result(value: Cell, *, is_rate: bool = False) -> int | float | str:
    """What a formula gives, as the file stores it."""
    if value is None:
        return phrase("form.no_rate") if is_rate else ""
    return value if isinstance(value, int) else float(value)


def write_outside(sheet: Worksheet, form: Form, style: Styles) -> None:
    """Below the frame: the seven 注, and what is not of the 様式."""
    small = style(font_size=8.5)
    sheet.write_string(OUTSIDE, 0, phrase("notes.label"), style(font_size=8.5, align="right"))
    for place, note in enumerate(words()["notes"]["text"]):
        sheet.set_row(OUTSIDE + place, 13)
        sheet.write_string(OUTSIDE + place, 1, f"{place + 1} {note}", small)
    column = LEFT + 10
    for place, field in enumerate(face.margin(form)):
        sheet.write_string(OUTSIDE + place, column, field.label, small)
        if field.strong:
            value = result(form.attainment, is_rate=True)
            looks = style(font_size=10, bold=True, align="left", num_format='0.0"%"')
            sheet.write_formula(OUTSIDE + place, column + 2, xlsx_formulas.attainment(form), looks, value)
        else:
            sheet.write_string(OUTSIDE + place, column + 2, field.value, small)
