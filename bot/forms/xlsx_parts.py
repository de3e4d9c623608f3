"""The second sheet of a roll-up's XLSX: one line a part, their sums, and whether these agree with the form."""

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from bot.forms import face
from bot.forms.figures import PART_ROWS, TOTAL_PLACES, form_totals, part_totals
from bot.forms.words import phrase
from bot.forms.xlsx_formulas import LEFT, TOP, TOTAL, rate, summed
from bot.forms.xlsx_styles import GROUP, HEAD, TINT_TWICE, Styles, number_format
from models.rules.codes import Row
from models.rules.form import RATES, Cell, Form, Part

HEADINGS = 2
"""The row with the headings, from 0; the parts follow."""

FIRST = 2
"""The first column with figures, from 0."""

BEATS_A_LINE = 12
"""How many codes of beats stand on a line below the table."""


def write_parts(sheet: Worksheet, form: Form, style: Styles) -> None:
    """Headings, a line for each part, sums, the form's own totals and their comparison."""
    set_up(sheet)
    sheet.write_string(0, 0, face.parts_title(form), style(font_size=12, bold=True))
    sheet.write_string(1, 0, face.as_of(form), style())
    head = style(bold=True, align="center", bg_color=HEAD, border=1)
    for column, name in enumerate(("code", "name", *PART_ROWS)):
        sheet.write_string(HEADINGS, column, phrase(f"parts.{name}"), head)
    for place, part in enumerate(form.parts):
        write_part(sheet, part, HEADINGS + 1 + place, style)
    write_sums(sheet, form, HEADINGS + 1 + len(form.parts), style)
    write_lacking(sheet, form, HEADINGS + 5 + len(form.parts), style)


def set_up(sheet: Worksheet) -> None:
    """A4 landscape, one page wide, headings on every page; protected like the first sheet."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.55, right=0.35, top=0.5, bottom=0.5)
    sheet.repeat_rows(0, HEADINGS)
    sheet.set_footer("&C&P / &N")
    sheet.hide_gridlines(2)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 28)
    sheet.set_column(FIRST, FIRST + len(PART_ROWS) - 1, 11)
    sheet.freeze_panes(HEADINGS + 1, FIRST)


def write_part(sheet: Worksheet, part: Part, row: int, style: Styles) -> None:
    """One part: its totals as they are, its rates reckoned from them."""
    sheet.write_string(row, 0, part.code, style(border=1))
    sheet.write_string(row, 1, part.name, style(border=1, shrink=True))
    for column, (kind, value) in enumerate(part_totals(part), FIRST):
        looks = style(border=1, align="right", num_format=number_format(kind))
        if kind in RATES:
            sheet.write_formula(row, column, rate_formula(kind, row), looks, result(part, kind, value))
        elif value is None:
            sheet.write_blank(row, column, None, looks)
        else:
            sheet.write_number(row, column, value, looks)


def write_sums(sheet: Worksheet, form: Form, row: int, style: Styles) -> None:
    """合計 of the parts, what the form says, and whether they are the same."""
    label = style(border=1, top=GROUP, bold=True, align="center", bg_color=TINT_TWICE)
    whole = form_totals(form)
    for below, name in enumerate(("sum", "on_form", "check")):
        sheet.merge_range(row + below, 0, row + below, 1, phrase(f"parts.{name}"), label)
    for column, (kind, value) in enumerate(part_totals(whole), FIRST):
        looks = style(
            border=1, top=GROUP, bold=True, align="right", num_format=number_format(kind), bg_color=TINT_TWICE
        )
        shown = result(whole, kind, value)
        sheet.write_formula(row, column, sum_formula(kind, row, column), looks, shown)
        sheet.write_formula(row + 1, column, form_formula(kind), looks, shown)
        above, own = xl_rowcol_to_cell(row, column), xl_rowcol_to_cell(row + 1, column)
        same, differs = phrase("parts.same"), phrase("parts.differs")
        centred = style(border=1, align="center")
        sheet.write_formula(row + 2, column, f'=IF({above}={own},"{same}","{differs}")', centred, same)


def write_lacking(sheet: Worksheet, form: Form, row: int, style: Styles) -> None:
    """The beats without an approved plan or without C."""
    for label, beats in face.lacking(form):
        sheet.write_string(row, 0, label, style(bold=True))
        for start in range(0, len(beats), BEATS_A_LINE):
            row += 1
            sheet.write_string(row, 0, phrase("form.comma").join(beats[start : start + BEATS_A_LINE]), style())
        row += 1


def rate_formula(kind: Row, row: int) -> str:
    """A rate from the stocks of the same line."""

    def at(name: Row) -> str:
        cell: str = xl_rowcol_to_cell(row, FIRST + PART_ROWS.index(name))
        return cell

    if kind is Row.COVERAGE_RATE:
        directory = at(Row.DIRECTORY_HOUSEHOLDS)
        return rate(directory, at(Row.REGISTER_HOUSEHOLDS), begun=directory)
    targets = at(Row.TARGETS)
    return rate(f"({targets}-{at(Row.NOT_INTERVIEWED)})", targets, begun=targets)


def sum_formula(kind: Row, row: int, column: int) -> str:
    """The sum over the parts; of C only when every part has it (identity 7)."""
    if kind in RATES:
        return rate_formula(kind, row)
    cells = f"{xl_rowcol_to_cell(HEADINGS + 1, column)}:{xl_rowcol_to_cell(row - 1, column)}"
    if kind is Row.REGISTER_HOUSEHOLDS:
        return f'=IF(COUNT({cells})<ROWS({cells}),"",SUM({cells}))'
    return summed(cells)


def form_formula(kind: Row) -> str:
    """The 合計 of a row on the form's own sheet."""
    cell = f"{phrase('sheet.form')}!{xl_rowcol_to_cell(TOP + TOTAL_PLACES[kind], LEFT + TOTAL)}"
    return f'=IF({cell}="","",{cell})'


def result(part: Part, kind: Row, value: Cell) -> int | float | str:
    """What a formula gives, as the file stores it: 「－」 for a rate without a value once figures are there."""
    if value is not None:
        return value if isinstance(value, int) else float(value)
    begun = part.totals[TOTAL_PLACES[Row.TARGETS]] is not None
    return phrase("form.no_rate") if kind in RATES and begun else ""
