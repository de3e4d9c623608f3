"""Tables are taken in whole or not at all, and nothing twice."""

import json
from datetime import date
from typing import Any

import openpyxl
import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.forms import to_json_object
from bot.usecases.import_table import KINDS, import_table
from bot.work import Work
from models.places import PersonalData
from models.registry import Target, TargetChange, TargetDwelling, Visit, Void
from models.rules.codes import Row, Split
from models.sealing import load_personal
from tests.helpers.office import EXAMPLE, NOW, Office

VISITS = "受持区コード,番号,日時,結果,職員番号,カード,CR名刺,パトロールカード\n"
EVENTS = "受持区コード,番号,日付,事由,内容\n"


def test_the_worked_example_comes_out(office: Office) -> None:
    expected = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
    form = to_json_object(office.example().form())
    assert {key: form[key] for key in expected} == expected


def test_a_second_import_changes_nothing(office: Office) -> None:
    office.example()
    before, form = office.sizes(), office.form()
    for kind in KINDS:
        if (EXAMPLE / f"{kind}.csv").exists():
            report = office.take(kind, EXAMPLE / f"{kind}.csv")
            assert (report.new, report.updated) == (0, 0)
            assert report.unchanged >= report.rows
    changed = {name for name, size in office.sizes().items() if size != before[name]}
    assert changed <= {"audit", "audit_notes"}  # that somebody imported is written down, nothing else
    assert office.form() == form


def test_a_dry_run_stores_nothing(office: Office) -> None:
    before = office.sizes()
    report = office.take("organisation", EXAMPLE / "organisation.csv", dry_run=True)
    assert (report.new, report.unchanged) == (3, 0)
    assert office.sizes() == before


def test_equal_rows_are_as_many_facts(office: Office) -> None:
    """The n-th equal row of a file is the n-th fact."""
    office.example()
    row = "EX-P1-1,H2,2026-02-01T10:00,不在,E001,,,1\n"
    assert office.take("visits", VISITS + row + row).new == 2
    assert office.take("visits", VISITS + row + row).new == 0
    assert office.take("visits", VISITS + row + row + row).new == 1
    assert office.form().line(Row.PATROL_CARDS).months[1] == 3


def test_a_voided_fact_is_not_revived_but_may_be_entered_otherwise(office: Office) -> None:
    office.example()
    row = "EX-P1-1,H2,2026-02-01T10:00,面接,E001,,,\n"
    office.take("visits", VISITS + row)
    with office.database.writing() as session:
        visit = session.scalars(select(Visit).where(Visit.visited_on == date(2026, 2, 1))).one()
        stamp = Work(session, NOW, "void").stamp()
        session.add(Void(visit_id=visit.id, reason="誤記", voided_at=stamp.recorded_at, audit_id=stamp.audit_id))
    again = office.take("visits", VISITS + row)
    assert (again.unchanged, again.warnings) == (1, {"voided": 1})
    assert office.form().line(Row.FIRST_INTERVIEWS, Split.ALL).total == 4
    assert office.take("visits", VISITS + row.replace("面接", "不在")).new == 1


def test_the_same_visit_with_another_content_is_a_fault(office: Office) -> None:
    office.example()
    faults = office.faults("visits", VISITS + "EX-P1-1,H1,2026-01-10T10:00,不在,E001,,,\n")
    assert faults == [(2, "outcome", "visit_differs")]


def test_every_fault_is_named_with_its_line(office: Office) -> None:
    office.example()
    faults = office.faults(
        "visits",
        VISITS
        + "EX-P1-1,H1,2026-02-30T10:00,面接,E001,,,\n"
        + "EX-P1-1,H99,2026-02-01T10:00,面接,E001,,,\n"
        + "EX-P1-9,H1,2026-02-01T10:00,面接,E001,,,\n"
        + "EX-P1-1,H2,2026-02-01T10:00,めんせつ,E999,はい,-1,x\n"
        + "EX-P1-1,H2,2026-02-01T10:00,不在,E001,新規,,\n"
        + "EX-P1-1,H2,2026-03-03T10:00,面接,E001,,,\n"
        + "EX-P1-1,H1,2026-02-16T10:00,面接,E001,,,\n"
        + "EX-P1-1,H2,2026-02-02T10:00,面接,E001,新規,,\n"
        + "EX-P1-1,N1,2026-01-19T10:00,面接,E001,,,\n",
    )
    assert sorted(faults, key=str) == sorted(
        [
            (2, "visited_at", "no_such_day"),
            (3, "number", "unknown_number"),
            (4, "beat_code", "unknown_beat"),
            (5, "outcome", "choice"),
            (5, "card", "choice"),
            (5, "cr_cards", "whole"),
            (5, "patrol_cards", "whole"),
            (6, "card", "card_needs_interview"),
            (7, "visited_at", "future"),
            (8, "visited_at", "clash_after_leaving"),
            (9, "visited_at", "clash_second_card"),
            (10, "visited_at", "clash_before_entering"),
        ],
        key=str,
    )


def test_contradictions_are_found_in_whichever_order_they_come(office: Office) -> None:
    """A leaving dated before a stored visit is as wrong as the visit after it."""
    office.example()
    assert office.faults("events", EVENTS + "EX-P1-1,P1,2026-02-04,転出,\n") == [(2, "date", "clash_later_fact")]
    twice = EVENTS + "EX-P1-1,H2,2026-02-04,転出,\nEX-P1-1,H2,2026-02-05,死亡,\n"
    assert [fault[2] for fault in office.faults("events", twice)] == ["clash_left_twice"]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ("EX-P1-1,H5,2026-02-01,区分変更,一般\n", "clash_same_category"),
        ("EX-P1-1,H5,2026-02-01,区分変更,重点\nEX-P1-1,H5,2026-02-01,区分変更,一般\n", "clash_two_category_changes"),
        ("EX-P1-1,H5,2026-02-01,受持区変更,EX-P1-1\n", "clash_same_beat"),
        ("EX-P1-1,H5,2026-02-01,除外解除,\n", "clash_not_excluded"),
        ("EX-P1-1,H5,2026-02-01,除外,\nEX-P1-1,H5,2026-02-02,除外,\n", "clash_already_excluded"),
        ("EX-P1-1,H5,2026-02-16,重複,H1\n", "clash_survivor_not_there"),
        ("EX-P1-1,H5,2026-02-01,重複,H5\n", "survivor_itself"),
        ("EX-P1-1,H5,2026-02-01,区分変更,一般 世帯3\n", "criteria_of_general"),
        ("EX-P1-1,H5,2026-02-01,区分変更,重点 事業所1;世帯2\n", "criteria_of_other_kind"),
        ("EX-P1-1,B2,2026-02-01,区分変更,重点 世帯2\n", "criteria_of_other_kind"),
        ("EX-P1-1,H5,2026-02-01,転出,どこかへ\n", "value_unexpected"),
        ("EX-P1-1,H5,2026-04-01,転出,\n", "future"),
        ("EX-P1-1,,2026-02-01,転出,\n", "number"),
        ("EX-P1-1,H5,2026-02-01,CR名刺,0\n", "whole"),
    ],
)
def test_events_that_cannot_be(office: Office, rows: str, code: str) -> None:
    office.example()
    assert code in {fault[2] for fault in office.faults("events", EVENTS + rows)}


def test_exclusion_and_release_on_one_day_cancel_out(office: Office) -> None:
    office.example()
    form = office.form()
    office.take("events", EVENTS + "EX-P1-1,H5,2026-02-01,除外解除,\nEX-P1-1,H5,2026-02-01,除外,\n")
    assert office.form().lines == form.lines


def test_a_move_keeps_the_number_and_later_rows_name_the_new_beat(office: Office) -> None:
    """In whatever order the rows stand; on the day of the move the old beat will do too."""
    office.example()
    heading, row = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    office.take("organisation", f"{heading}\n{row.replace('EX-P1-1', 'EX-P1-2').replace('第1', '第2')}\n")
    office.take(
        "events",
        EVENTS
        + "EX-P1-2,H5,2026-02-20,区分変更,重点 世帯3;世帯5\n"
        + "EX-P1-1,H5,2026-02-10,CR名刺,2\n"
        + "EX-P1-1,H5,2026-02-10,受持区変更,EX-P1-2\n",
    )
    assert office.form("EX-P1-2").line(Row.TARGETS, Split.PRIORITY).months[:2] == (0, 1)
    assert office.form("EX-P1-2").line(Row.CR_CARDS).months[1] == 2
    assert office.faults("events", EVENTS + "EX-P1-1,H5,2026-02-11,転出,\n") == [(2, "number", "elsewhere")]


def test_targets_may_change_their_names_and_places_only(office: Office) -> None:
    office.example()
    text = (EXAMPLE / "targets.csv").read_text(encoding="utf-8-sig")
    renamed = text.replace("見本 五郎,見本町3-1", "髙見本 𠮷郎,見本町9-9")
    assert office.take("targets", renamed).updated == 1
    assert office.take("targets", renamed).updated == 0
    with office.database.reading() as session:
        assert len(session.scalars(select(TargetDwelling)).all()) == 1
        names = load_personal(session, office.sealer, "target", session.scalars(select(Target.id)))
        sealed = session.scalars(select(PersonalData.sealed)).all()
    assert "髙見本 𠮷郎" in {fields["name"] for fields in names.values()}
    assert not any("髙見本".encode() in each for each in sealed)
    changed = text.replace("EX-P1-1,H2,世帯,重点,世帯1", "EX-P1-1,H2,世帯,一般,")
    assert {fault[1] for fault in office.faults("targets", changed)} == {"category", "criteria"}


def test_targets_that_cannot_be(office: Office) -> None:
    office.example()
    heading = (EXAMPLE / "targets.csv").read_text(encoding="utf-8-sig").split("\n")[0] + "\n"
    rows = (
        "EX-P1-1,Z1,世帯,一般,世帯3,架空,架空町1,,,本,,,\n"
        "EX-P1-1,Z2,世帯,重点,事業所3,架空,架空町1,,,本,,,\n"
        "EX-P1-1,Z3,世帯,重点,,架空,架空町1,,,仮,,2026-01-01,\n"
        "EX-P1-1,Z4,世帯,重点,,架空,架空町1,,,本,2026-04-01,,\n"
        "EX-P1-1,Z5,世帯,重点,,架空,,,,本,,,\n"
        "EX-P1-1,Z6,世帯,重点,,架空,架空町1,,,本,,,\n"
        "EX-P1-1,Z6,世帯,重点,,架空,架空町1,,,本,,,\n"
    )
    assert office.faults("targets", heading + rows) == [
        (2, "criteria", "criteria_of_general"),
        (3, "criteria", "criteria_of_other_kind"),
        (4, "carded_on", "carded_on_without_card"),
        (5, "entered_on", "future"),
        (6, "address", "name_missing"),
        (8, "number", "twice"),
    ]


def test_plans_and_register(office: Office) -> None:
    """Rows of one beat and year are one plan; one figure stands per beat and day."""
    office.example()
    heading = "beat_code,year,category," + ",".join(f"m{month}" for month in range(1, 13)) + "\n"
    office.take("plans", heading + "EX-P1-1,2026,重点," + ",".join(["2"] * 12) + "\n")
    assert office.form().line(Row.PLANNED, Split.ALL).total == 24
    assert office.take("plans", heading + "EX-P1-1,2026,重点," + ",".join(["2"] * 12) + "\n").unchanged == 1
    register = "受持区コード,基準日,世帯数\nEX-P1-1,2025-12-31,{}\n"
    assert office.faults("register", register.format(10)) == [(2, "households", "figure_stands")]


def test_organisation_and_officers_are_updated_from_a_day(office: Office) -> None:
    office.example()
    heading, row = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    renamed = f"{heading},発令日\n{row.replace('例示交番', '新例示交番')},2026-02-01\n"
    assert office.take("organisation", renamed).updated == 1
    assert office.take("organisation", renamed).updated == 0
    assert office.form(as_of=date(2026, 1, 31)).header.post == "例示交番"
    assert office.form().header.post == "新例示交番"
    officers = (EXAMPLE / "officers.csv").read_text(encoding="utf-8-sig")
    taken = officers.split("\n")[0] + "\nE009,架空 九郎,巡査,U0EXAMPLE01,EX-P1,\n"
    assert office.faults("officers", taken) == [(2, "slack_user_id", "slack_id_taken")]


def test_a_file_in_two_parts_is_one_whole(office: Office) -> None:
    office.example()
    good, bad = office.folder / "good.csv", office.folder / "bad.csv"
    good.write_text(VISITS + "EX-P1-1,H2,2026-02-01T10:00,面接,E001,,,\n", encoding="cp932")
    bad.write_text(VISITS + "EX-P1-1,H98,2026-02-01T10:00,面接,E001,,,\n", encoding="utf-8")
    before = office.sizes()
    with pytest.raises(Refusal), office.database.writing() as session:
        import_table(Work(session, NOW, "import"), office.sealer, "visits", [good, bad])
    assert office.sizes() == before


def test_contradictions_name_the_very_line(office: Office) -> None:
    """Not the first row of that day: an administrator would take out the good one."""
    office.example()
    rows = (
        "EX-P1-1,H2,2026-02-21,除外,\n"
        "EX-P1-1,H2,2026-02-21,受持区変更,EX-P1-1\n"
        "EX-P1-1,H2,2026-02-22,除外,\n"
        "EX-P1-1,H3,2026-02-23,転出,\n"
        "EX-P1-1,H3,2026-02-24,転出,\n"
        "EX-P1-1,H3,2026-02-25,転出,\n"
        "EX-P1-1,H3,2026-02-25,CR名刺,1\n"
    )
    found = office.faults("events", EVENTS + rows)
    assert sorted((line, code) for line, _, code in found) == [
        (3, "clash_same_beat"),
        (4, "clash_already_excluded"),
        (6, "clash_left_twice"),
        (7, "clash_left_twice"),
        (8, "clash_after_leaving"),
    ]


def test_a_file_given_twice_counts_once(office: Office) -> None:
    """In one import as in two: the n-th equal row of a file is the n-th fact."""
    office.example()
    first, second = office.folder / "a.csv", office.folder / "b.csv"
    for path in (first, second):
        path.write_text(EVENTS + "EX-P1-1,,2026-02-19,CR名刺,2\n" * 2, encoding="utf-8")
    with office.database.writing() as session:
        report = import_table(Work(session, NOW, "import"), office.sealer, "events", [first, second, first])
    assert (report.new, report.unchanged) == (2, 4)


def test_cells_beyond_the_headings_are_a_fault(office: Office) -> None:
    """Else an unquoted comma would move a name into the address, and drop the rest without a word."""
    office.example()
    assert office.faults("events", EVENTS + "EX-P1-1,H2,2026-02-21,転出,,,x\n") == [(2, None, "overfull")]
    assert office.take("events", EVENTS + "EX-P1-1,H2,2026-02-21,転出,,,\n").new == 1


def test_what_may_be_personal_is_not_repeated(office: Office) -> None:
    office.example()
    row = "EX-P1-1,X1,世帯,一般,田中 花子,架空,見本町1,,,見本町22-1,090-1234-5678,見本町22-1,2026/13/1\n"
    head = (EXAMPLE / "targets.csv").read_text(encoding="utf-8-sig").splitlines()[0] + "\n"
    with pytest.raises(Refusal) as caught:
        office.take("targets", head + row)
    shown = str(caught.value.facts["faults"])
    assert not any(personal in shown for personal in ("田中", "見本町", "090"))


def test_what_is_refused_as_a_code_is_not_repeated(office: Office) -> None:
    """It may be a name in Latin letters, or a foreign one in the letters of our own words."""
    office.example()
    with pytest.raises(Refusal) as caught:
        office.take("visits", VISITS + "EX-P1-1,カルロ,2026-02-01T10:00,面接,Sato Ken,,,\n")
    faults: Any = caught.value.facts["faults"]
    assert [(fault.column, fault.code, fault.value) for fault in faults] == [
        ("number", "number", None),
        ("staff_no", "code", None),
    ]


def test_three_thousand_rows(office: Office) -> None:
    """More than a chunk, with equal rows far apart."""
    office.example()
    rows = [f"EX-P1-1,H2,2026-01-{1 + i % 28:02}T{9 + i % 9:02}:{i % 60:02},不在,E001,,,1\n" for i in range(3000)]
    assert office.take("visits", VISITS + "".join(rows)).new == 3000
    assert office.take("visits", VISITS + "".join(rows)).new == 0
    with office.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(TargetChange)).one() == 1


def test_a_workbook_is_told_of_cell_by_cell(office: Office) -> None:
    """What cannot be read in one row hides nothing of the others."""
    office.example()
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["受持区コード", "番号", "種別", "区分", "名称", "所在", "カード", "登録日"])
    for number, entered in (
        ("20", "=DATE(2026,3,1)"),
        (date(2026, 1, 2), "2026-03-01"),
        ("22", "#N/A"),
        ("23", "2027-01-01"),
    ):
        sheet.append(["EX-P1-1", number, "世帯", "一般", "架空", "架空町1", "本", entered])
    path = office.folder / "対象.xlsx"
    book.save(path)
    assert office.faults("targets", path) == [
        (2, "entered_on", "cell_not_calculated"),
        (3, "number", "was_date"),
        (4, "entered_on", "cell_error"),
        (5, "entered_on", "future"),
    ]


def test_a_faulty_cell_hides_no_other_fault_of_its_row(office: Office) -> None:
    office.example()
    heading = "受持区コード,番号,種別,区分,別表,名称,所在,カード,登録日,カード作成日\n"
    row = "EX-P1-1,30,事業所,重点,世帯1,架空,架空町1,仮,2026-02-30,2026-01-01\n"
    assert office.faults("targets", heading + row) == [
        (2, "entered_on", "no_such_day"),
        (2, "carded_on", "carded_on_without_card"),
        (2, "criteria", "criteria_of_other_kind"),
    ]
    visit = "EX-P1-1,H2,2026-02-30T10:00,不在,E001,新規,,\n"
    assert office.faults("visits", VISITS + visit) == [
        (2, "visited_at", "no_such_day"),
        (2, "card", "card_needs_interview"),
    ]
    event = "EX-P1-1,H5,2026-02-30,区分変更,一般 世帯3\n"
    assert office.faults("events", EVENTS + event) == [
        (2, "date", "no_such_day"),
        (2, "value", "criteria_of_general"),
    ]
