"""The texts around the figures."""

from dataclasses import replace
from datetime import date

from bot.forms import face
from models.rules.codes import UnitKind
from models.rules.form import Form, Header
from tests.bot.forms.samples import BEAT, full_form, rolled_up


def values(form: Form) -> list[str]:
    return [f"{field.label} {field.value}" for field in face.fields(form)]


def test_a_beat_names_its_post_itself_and_its_officer() -> None:
    assert values(full_form()) == ["交番・駐在所 例示署　例示交番", "受持区 第1受持区", "氏名 例示 一郎"]
    assert values(full_form(header=replace(BEAT, officer=None)))[-1] == "氏名 担当なし"


def test_roll_ups_name_the_unit_and_how_many_beats_it_has() -> None:
    assert values(rolled_up(6)) == ["警察署 例示署", "集計 全6受持区"]
    post = Header(UnitKind.POST, "EX-P1", "例示交番", "例示交番", "koban", "例示署")
    assert values(replace(rolled_up(6), header=post)) == ["交番・駐在所 例示署　例示交番", "集計 全6受持区"]
    prefecture = Header(UnitKind.PREFECTURE, "HQ", "架空県警察本部")
    assert values(replace(rolled_up(6), header=prefecture))[0] == "県 架空県警察本部"


def test_attainment_says_what_it_is_made_of() -> None:
    form = full_form(as_of=date(2026, 3, 31))
    done = sum(int(cell or 0) for cell in form.lines[5].months)
    planned = sum(int(cell or 0) for cell in form.lines[2].months[:3])
    assert face.attainment(form) == f"{form.attainment}％（1～3月 {done}／{planned}）"
    assert face.attainment(full_form(planned=False)) == "－"
    assert "（1月 " in face.attainment(full_form(as_of=date(2026, 1, 9)))


def test_the_margin_names_a_few_beats_and_the_parts_page_all() -> None:
    form = rolled_up(9, without_plan=range(8), without_register=range(9))
    margin = {field.label: field.value for field in face.margin(form)}
    assert margin["計画未承認"] == "EX-P1-1、EX-P1-2、EX-P1-3 ほか5受持区"
    assert margin["(C)未入力"] == "全受持区"
    assert [len(beats) for _, beats in face.lacking(form)] == [8, 9]


def test_no_officer_stands_in_titles() -> None:
    assert (
        face.description(full_form())
        == "巡回連絡年間実施計画・結果表（2026年） 例示署　例示交番　第1受持区 2026年（令和8年）12月31日現在"
    )
