"""Numbers of a form are opened on the phone, down to the targets behind them."""

from datetime import date

import pytest

from models.rules.codes import ChangeKind
from tests.helpers.phone import Phone


@pytest.fixture
def report(phone: Phone) -> Phone:
    """Two dozen targets, some interviewed, one gone."""
    for number in range(1, 25):
        phone.world.target(str(number))
    for number in range(1, 13):
        phone.world.visit(str(number), date(2026, 2, number))
    phone.world.change("24", date(2026, 2, 20), ChangeKind.MOVED_OUT)
    phone.world.target("1", beat="EX-P1-2")
    return phone


def opens(phone: Phone, officer: str, row: str, column: str) -> str:
    phone.presses(officer, "report.explain", on="message")
    return phone.submits(officer, row=row, column=column)


def test_a_number_opens_to_as_many_targets_as_it_says(report: Phone) -> None:
    report.says("E001", "report")
    assert "結果表です" in report.receives("E001")
    said = opens(report, "E001", "first_interviews/all", "2")
    assert "実施数・計　*12*" in said
    assert "*1*　面接　2/1(日)" in said
    assert "全12件（1/2ページ）" in said
    said = report.presses("E001", "report.page:on")
    assert "*12*　面接　2/12(木)" in said
    report.closes("E001")


def test_a_stock_has_its_bridge(report: Phone) -> None:
    report.says("E001", "report")
    report.receives("E001")
    said = opens(report, "E001", "not_interviewed/all", "2")
    assert "前期末 24　面接 −12　転出 −1　→　11" in said
    assert "*13*　年初から" in said
    said = opens(report, "E001", "completion_rate/none", "2")
    assert "対象数（B） 23　未実施数（A） 11　から計算" in said
    report.closes("E001")


def test_facts_recorded_since_do_not_change_what_was_sent(report: Phone) -> None:
    report.says("E001", "report")
    report.receives("E001")
    report.says("E001", "visit 13 面接")
    assert "*0*" in opens(report, "E001", "first_interviews/all", "3")
    report.closes("E001")


def test_a_chief_goes_down_to_the_beat(report: Phone) -> None:
    report.says("E004", "report")
    report.receives("E004")
    said = opens(report, "E004", "first_interviews/all", "total")
    assert "*EX-P1-1*　第1受持区　12" in said
    said = report.presses("E004", "report.part", value="EX-P1-1")
    assert "全12件" in said
    report.closes("E004")


def test_the_prefecture_sees_figures_and_no_targets(report: Phone) -> None:
    report.says("E006", "report")
    assert "内訳" not in report.receives("E006")


@pytest.mark.parametrize(
    "forged",
    [
        "beat|FR-P1-1|2026|2026-03-02|",
        "prefecture|HQ|2026|2026-03-02|",
        "beat|EX-P1-1|2026|2025-03-02|",
        "beat|EX-P1-1|2026|never|",
        "beat|EX-P1-1|2026|2026-03-02|2026-03-02T00:00:00",
        "beat|EX-P1-1|2026|2026-03-02||1",
        f"beat|{'x' * 2_900}|2026|2026-03-02|",
        "beat|EX-P1-1|9999|9999-12-31|",
        "beat|EX-P1-1|1|0001-01-01|",
        "beat|EX-P1-1|2026|2026-03-02|9999-12-31T23:59:59-12:00",
        "|||||||",
        "beat",
    ],
)
def test_forged_forms_stay_closed(report: Phone, forged: str) -> None:
    report.says("E001", "report")
    report.receives("E001")
    report.workspace.press("U0E001", "report.explain", on="message", forged={"/actions/0/value": forged})
    said = report.sees("E001")
    assert "問題が起きました" not in said
    if said:
        said = report.submits("E001", row="targets/all", column="2")
    assert "*24*" not in said
    assert "問題が起きました" not in said
    report.closes("E001")
