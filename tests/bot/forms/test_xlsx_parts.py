"""The second sheet of a roll-up's XLSX."""

import io

from openpyxl import load_workbook

from bot.forms.as_xlsx import render_xlsx
from tests.bot.forms.samples import rolled_up


def test_each_part_has_a_line_and_the_sums_agree_with_the_form() -> None:
    form = rolled_up(6, without_plan=[2], without_register=[4])
    sheet = load_workbook(io.BytesIO(render_xlsx(form)), data_only=True)["内訳"]
    lines = [[cell.value for cell in line] for line in sheet.iter_rows(min_row=3)]
    assert lines[0][:4] == ["コード", "名称", "実施計画", "実施数"]
    assert [line[0] for line in lines[1:7]] == list(form.beats)
    assert lines[3][2] is None
    assert (lines[5][10], lines[5][12]) == (None, "－")
    assert lines[7][2:] == lines[8][2:]
    assert set(lines[9][2:]) == {"一致"}
    assert [line[0] for line in lines[11:15]] == [
        "実施計画が未承認の受持区（1）",
        "EX-P1-3",
        "住民基本台帳世帯数(C)が未入力の受持区（1）",
        "EX-P1-5",
    ]


def test_many_beats_without_a_plan_are_all_named() -> None:
    form = rolled_up(30, without_plan=range(29))
    sheet = load_workbook(io.BytesIO(render_xlsx(form)), data_only=True)["内訳"]
    named = "、".join(str(cell.value) for (cell,) in sheet.iter_rows(min_row=37, max_col=1) if cell.value)
    assert named.split("、")[1:] == list(form.parts_without_plan)
