"""Plans and 住民基本台帳世帯数, many at once, each once."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.import_table import import_table
from bot.work import Work
from models.registry import Plan, RegisterFigure, Void
from models.rules.codes import Row, Split
from tests.helpers.office import EXAMPLE, NOW, Office

PLANS = "受持区コード,年,区分," + ",".join(f"{month}月" for month in range(1, 13)) + "\n"
REGISTER = "受持区コード,基準日,世帯数\n"
BEATS = ("EX-P1-1", "EX-P1-2", "EX-P1-3")


@pytest.fixture
def office(office: Office) -> Office:
    """Three beats with nothing in them."""
    heading, row = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    rows = [row.replace("EX-P1-1", beat).replace("第1", f"第{beat[-1]}") for beat in BEATS]
    office.take("organisation", "\n".join([heading, *rows, ""]))
    return office


def plan(beat: str, year: int, category: str, planned: int) -> str:
    return f"{beat},{year},{category}," + ",".join([str(planned)] * 12) + "\n"


def planned(office: Office, beat: str, split: Split) -> object:
    return office.form(beat).line(Row.PLANNED, split).total


def test_many_plans_at_once(office: Office) -> None:
    """The rows of one beat and year are one plan, wherever they stand; a category left out is 0."""
    rows = "".join(plan(beat, 2026, "一般", at) for at, beat in enumerate(BEATS, 1))
    rows += plan("EX-P1-1", 2025, "一般", 9) + plan("EX-P1-3", 2026, "重点", 5)
    assert office.take("plans", PLANS + rows).new == 4
    assert [planned(office, beat, Split.GENERAL) for beat in BEATS] == [12, 24, 36]
    assert [planned(office, beat, Split.PRIORITY) for beat in BEATS] == [0, 0, 60]
    again = office.take("plans", PLANS + rows + plan("EX-P1-1", 2026, "重点", 0))
    assert (again.new, again.unchanged) == (0, 4)


def test_a_plan_that_was_ever_imported_is_not_a_new_one(office: Office) -> None:
    """Nor is a voided one revived."""
    office.take("plans", PLANS + plan("EX-P1-1", 2026, "重点", 1))
    office.take("plans", PLANS + plan("EX-P1-1", 2026, "重点", 2))
    again = office.take("plans", PLANS + plan("EX-P1-1", 2026, "重点", 1))
    assert (again.unchanged, again.warnings) == (1, {"plan_not_in_force": 1})
    assert planned(office, "EX-P1-1", Split.PRIORITY) == 24
    assert office.take("plans", PLANS + plan("EX-P1-1", 2026, "重点", 2)).warnings == {}
    with office.database.writing() as session:
        latest = session.scalars(select(Plan.id).order_by(Plan.id.desc())).first()
        stamp = Work(session, NOW, "void").stamp()
        session.add(Void(plan_id=latest, reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id))
    assert office.take("plans", PLANS + plan("EX-P1-1", 2026, "重点", 2)).unchanged == 1
    assert planned(office, "EX-P1-1", Split.PRIORITY) == 12


def test_an_earlier_plan_comes_back_by_a_later_approval(office: Office) -> None:
    """The approval is part of the plan: the same file again changes nothing, and an old one is not in force (C15)."""
    heading = PLANS.replace("\n", ",承認日時\n")

    def approved(number: int, at: str) -> str:
        return heading + "".join(plan("EX-P1-1", 2026, each, number)[:-1] + f",{at}\n" for each in ("重点", "一般"))

    first, second = approved(1, "2026-01-05T10:00"), approved(2, "R8.2.1 9:00")
    again = approved(1, "2026-02-01T09:01")
    for table, new, in_force in ((first, 1, 12), (second, 1, 24), (first, 0, 24), (again, 1, 12), (again, 0, 12)):
        report = office.take("plans", table)
        assert (report.new, planned(office, "EX-P1-1", Split.PRIORITY)) == (new, in_force)
        assert report.warnings == ({} if table is not first or in_force == 12 else {"plan_not_in_force": 1})
    late = approved(3, "2026-01-01T00:00")
    assert office.take("plans", late).warnings == {"plan_not_in_force": 1}
    assert planned(office, "EX-P1-1", Split.PRIORITY) == 12
    assert office.faults("plans", approved(4, "2026-03-02T08:31"))[0] == (2, "approved_at", "approved_later")
    mixed = first + plan("EX-P1-1", 2025, "重点", 1) + plan("EX-P1-1", 2025, "一般", 1)[:-1] + ",2026-01-01T00:00\n"
    assert office.faults("plans", mixed) == [(5, "approved_at", "approved_at_differs")]


def test_faulty_plans(office: Office) -> None:
    rows = plan("EX-P1-1", 2026, "重点", 1) * 2 + plan("EX-P1-9", 2026, "重点", 1)
    assert office.faults("plans", PLANS + rows) == [(3, "category", "twice"), (4, "beat_code", "unknown_beat")]


def test_a_plan_of_no_year_is_told_the_years_there_are(office: Office) -> None:
    with pytest.raises(Refusal) as caught:
        office.take("plans", PLANS + plan("EX-P1-1", 9999, "重点", 1))
    faults: Any = caught.value.facts["faults"]
    assert [(fault.column, fault.facts) for fault in faults] == [("year", {"least": 1900, "most": 9998})]


def test_many_figures_at_once(office: Office) -> None:
    rows = "".join(
        f"{beat},2025-{month:02}-01,{100 * month + at}\n" for month in (4, 10) for at, beat in enumerate(BEATS)
    )
    assert office.take("register", REGISTER + rows).new == 6
    assert office.take("register", REGISTER + rows).unchanged == 6
    found = [office.form(beat).line(Row.REGISTER_HOUSEHOLDS).months[0] for beat in BEATS]
    assert found == [1000, 1001, 1002]


def test_one_figure_stands_per_beat_and_day(office: Office) -> None:
    """Whether it was there before or comes in the same file."""
    row = "EX-P1-1,2025-12-31,{}\n"
    for _ in range(2):
        table = REGISTER + row.format(9)
        assert office.faults("register", table + row.format(9)) == [(3, "households", "twice")]
        assert office.faults("register", table + row.format(8)) == [(3, "households", "figure_contradicts_file")]
        office.take("register", table)
    assert office.faults("register", REGISTER + row.format(8)) == [(2, "households", "figure_stands")]
    assert office.faults("register", REGISTER + "EX-P1-9,2025-12-31,9\n") == [(2, "beat_code", "unknown_beat")]


def test_a_voided_figure_is_not_revived_and_makes_room_for_another(office: Office) -> None:
    row = "EX-P1-1,2025-12-31,{}\n"
    office.take("register", REGISTER + row.format(9))
    with office.database.writing() as session:
        figure = session.scalars(select(RegisterFigure.id)).one()
        stamp = Work(session, NOW, "void").stamp()
        session.add(Void(register_id=figure, reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id))
    again = office.take("register", REGISTER + row.format(9))
    assert (again.unchanged, again.warnings) == (1, {"voided": 1})
    assert office.form().line(Row.REGISTER_HOUSEHOLDS).total is None
    report = office.take("register", REGISTER + row.format(9) + row.format(8))
    assert (report.unchanged, report.new) == (1, 1)
    assert office.form(as_of=date(2026, 1, 31)).line(Row.REGISTER_HOUSEHOLDS).total == 8


def test_two_files_with_the_same_figure_bring_it_once(office: Office) -> None:
    paths = [office.folder / name for name in ("one.csv", "other.csv")]
    for path in paths:
        path.write_text(REGISTER + "EX-P1-1,2025-12-31,9\n", encoding="utf-8")
    with office.database.writing() as session:
        report = import_table(Work(session, NOW, "import"), office.sealer, "register", paths)
    assert (report.new, report.unchanged) == (1, 1)
    paths[1].write_text(REGISTER + "EX-P1-1,2025-12-31,8\n", encoding="utf-8")
    with pytest.raises(Refusal), office.database.writing() as session:
        import_table(Work(session, NOW, "import"), office.sealer, "register", paths)
