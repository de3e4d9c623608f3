"""The CSV opens in a Japanese Excel as it is."""

import csv
import io
from dataclasses import replace

from bot.forms.as_csv import headings, render_csv
from tests.bot.forms.samples import BEAT, HARD_NAMES, full_form, rolled_up, worked_example


def table(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_it_begins_with_a_bom_and_ends_its_lines_as_excel_does() -> None:
    content = render_csv(worked_example())
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 34


def test_the_columns_are_those_published() -> None:
    assert headings()[:3] == ["項目", "区分", "1月"]
    assert headings()[8:10] == ["上半期小計", "7月"]
    assert headings()[15:] == ["下半期小計", "合計"]
    assert {len(line) for line in table(render_csv(worked_example()))} == {17}


def test_empty_is_empty_and_figures_are_plain() -> None:
    lines = {(line[0], line[1]): line[2:] for line in table(render_csv(worked_example()))[1:]}
    assert lines["未実施数", "計(A)"] == ["10", "8", "", "", "", "", "8", *[""] * 7, "8"]
    assert lines["実施計画", "計"] == [""] * 15
    assert lines["把握率%(D/C)", ""][0] == "88.9"
    assert lines["仮カード当月解消数", "計"][1] == "1"
    assert "," not in "".join(table(render_csv(full_form(scale=900_000)))[19][2:])


def test_no_name_can_come_in_as_a_formula() -> None:
    form = full_form(header=replace(BEAT, officer=HARD_NAMES[1], name="+1", post="@x", station="-1"))
    assert render_csv(form) == render_csv(full_form())


def test_a_roll_up_has_a_line_for_each_part() -> None:
    form = rolled_up(6)
    lines = table(render_csv(form))
    assert lines[34] == []
    assert lines[35][:4] == ["コード", "実施計画", "実施数", "新規把握"]
    assert [line[0] for line in lines[36:]] == [part.code for part in form.parts]
    assert sum(int(line[2]) for line in lines[36:]) == int(lines[6][16])
