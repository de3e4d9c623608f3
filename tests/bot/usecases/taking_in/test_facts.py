"""Events and visits: moves before all others, as many at once as do not touch each other."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.importing.fact_rows import EventRow
from bot.importing.tables import Row as TableRow
from bot.usecases.import_table import CHUNK
from bot.usecases.taking_in.facts import BLOCK, independent
from bot.work import Work
from models.registry import BeatSheets, TargetChange, Void
from models.rules.codes import ChangeKind, Row, Split
from tests.helpers.office import EXAMPLE, NOW, Office

EVENTS = "受持区コード,番号,日付,事由,内容\n"
VISITS = "受持区コード,番号,日時,結果,職員番号,カード,CR名刺,パトロールカード\n"
DAY = date(2026, 2, 1)


@pytest.fixture
def office(office: Office) -> Office:
    """The worked example, and two more beats beside."""
    heading, row = (EXAMPLE / "organisation.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    beside = "".join(row.replace("EX-P1-1", f"EX-P1-{each}").replace("第1", f"第{each}") + "\n" for each in (2, 3))
    office.example().take("organisation", f"{heading}\n{beside}")
    return office


def move(start: str, number: str, end: str) -> EventRow:
    return EventRow(TableRow("events.csv", 2, {}), start, number, DAY, ChangeKind.BEAT, to_beat=end)


def test_moves_that_touch_each_other_are_apart() -> None:
    first, second, third = move("A", "1", "B"), move("A", "2", "B"), move("B", "3", "A")
    onward, rival, again = move("B", "1", "C"), move("C", "2", "B"), move("A", "2", "B")
    assert list(independent([first, second, third])) == [[first, second, third]]
    assert list(independent([first, onward])) == [[first], [onward]]
    assert list(independent([second, rival])) == [[second], [rival]]
    assert list(independent([second, third, again])) == [[second, third], [again]]
    assert list(independent([])) == []


def test_moves_come_in_blocks_of_a_bearable_size() -> None:
    moves = [move("A", str(each), "B") for each in range(2 * BLOCK + 1)]
    assert [len(block) for block in independent(moves)] == [BLOCK, BLOCK, 1]


def test_a_target_moves_on_and_on_within_one_file(office: Office) -> None:
    """Whatever the order of the rows; other rows name the beat of their day."""
    rows = (
        "EX-P1-3,H5,2026-02-20,除外,\n"
        "EX-P1-2,H5,2026-02-10,受持区変更,EX-P1-3\n"
        "EX-P1-1,H5,2026-02-02,CR名刺,1\n"
        "EX-P1-1,H5,2026-02-03,受持区変更,EX-P1-2\n"
        "EX-P1-2,H5,2026-02-05,CR名刺,2\n"
        "EX-P1-1,H6,2026-02-03,受持区変更,EX-P1-2\n"
    )
    assert office.take("events", EVENTS + rows).new == 6
    assert office.take("events", EVENTS + rows).unchanged == 6
    assert [office.form(f"EX-P1-{beat}").line(Row.CR_CARDS).months[1] for beat in (1, 2, 3)] == [3, 2, 0]
    # 除外 in the third beat: H5 is not in B there; H6 stays in the second.
    in_b = [office.form(f"EX-P1-{beat}").line(Row.TARGETS, Split.ALL).months[1] for beat in (2, 3)]
    assert in_b == [1, 0]


def test_a_number_that_is_taken_where_a_target_moves_to(office: Office) -> None:
    """By one that was there before, or by one that moved there in the same file."""
    office.take("events", EVENTS + "EX-P1-1,H5,2026-02-02,受持区変更,EX-P1-2\n")
    heading, row = (EXAMPLE / "targets.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    third = row.replace("EX-P1-1,H1", "EX-P1-3,H5").replace("見本町1-1", "見本町8-1")
    assert office.take("targets", f"{heading}\n{third}\n").new == 1
    rows = EVENTS + "EX-P1-3,H5,2026-02-03,受持区変更,EX-P1-2\n"
    assert office.faults("events", rows) == [(2, "value", "number_taken_there")]
    fourth = third.replace("EX-P1-3,H5", "EX-P1-3,H6").replace("8-1", "8-2")
    assert office.take("targets", f"{heading}\n{fourth}\n").new == 1
    rows = EVENTS + "EX-P1-1,H6,2026-02-03,受持区変更,EX-P1-2\n" + "EX-P1-3,H6,2026-02-03,受持区変更,EX-P1-2\n"
    assert office.faults("events", rows) == [(3, "value", "number_taken_there")]


def test_two_moves_on_one_day_are_a_contradiction(office: Office) -> None:
    rows = "EX-P1-1,H5,2026-02-03,受持区変更,EX-P1-2\n" * 2
    assert {fault[2] for fault in office.faults("events", EVENTS + rows)} == {"clash_two_beat_changes"}
    onward = "EX-P1-1,H5,2026-02-03,受持区変更,EX-P1-2\nEX-P1-2,H5,2026-02-03,受持区変更,EX-P1-3\n"
    assert {fault[2] for fault in office.faults("events", EVENTS + onward)} == {"clash_two_beat_changes"}


def test_faults_of_moves_and_of_other_rows_are_told_together(office: Office) -> None:
    rows = (
        "EX-P1-1,H5,2026-02-30,受持区変更,EX-P1-2\n"
        "EX-P1-1,H6,2026-02-03,受持区変更,EX-P1-9\n"
        "EX-P1-1,H7,2026-02-03,引越し,\n"
        "EX-P1-1,H99,2026-02-03,転出,\n"
    )
    assert sorted(office.faults("events", EVENTS + rows), key=str) == [
        (2, "date", "no_such_day"),
        (3, "value", "unknown_beat"),
        (4, "event", "choice"),
        (5, "number", "unknown_number"),
    ]


def test_a_file_that_breaks_off_is_one_fault(office: Office) -> None:
    """Although events are read twice."""
    broken = EVENTS + 'EX-P1-1,H5,2026-02-03,除外,\nEX-P1-1,"H6"7,2026-02-03,除外,\n'
    assert office.faults("events", broken) == [(3, None, "file_csv")]


def test_rows_in_the_order_of_their_days_are_found_beat_by_beat(office: Office) -> None:
    """More than a chunk, two beats by turns, in which the same numbers mean different targets."""
    heading, row = (EXAMPLE / "targets.csv").read_text(encoding="utf-8-sig").split("\n")[:2]
    office.take("targets", f"{heading}\n{row.replace('EX-P1-1', 'EX-P1-2').replace('町1-1', '町8-1')}\n")
    rows = [
        f"EX-P1-{1 + each % 2},H1,2026-01-{1 + each % 31:02}T{8 + each // 31 % 10:02}:{each // 310:02},不在,E001,,1,\n"
        for each in range(CHUNK + 100)
    ]
    assert office.take("visits", VISITS + "".join(rows)).new == len(rows)
    used = [office.form(f"EX-P1-{beat}").line(Row.CR_CARDS).months[0] for beat in (1, 2)]
    assert used == [len(rows) // 2] * 2
    assert office.take("visits", VISITS + "".join(rows)).unchanged == len(rows)


def test_a_number_goes_along_only_where_chat_can_tell_it_from_others(office: Office) -> None:
    """Also from those that move there by the same table."""
    heading = "受持区コード,番号,種別,区分,名称,所在,カード,登録日\n"
    entered = [("EX-P1-1", "a1"), ("EX-P1-2", "A1"), ("EX-P1-3", "a2"), ("EX-P1-1", "A2")]
    rows = [f"{beat},{number},世帯,一般,,例示町1,本,\n" for beat, number in entered]
    office.take("targets", heading + "".join(rows))
    moves = "EX-P1-1,a1,2026-02-10,受持区変更,EX-P1-3\nEX-P1-2,A1,2026-02-10,受持区変更,EX-P1-3\n"
    assert office.faults("events", EVENTS + moves) == [(3, "value", "number_alike")]
    there = "EX-P1-1,A2,2026-02-10,受持区変更,EX-P1-3\n"
    assert office.faults("events", EVENTS + there) == [(2, "value", "number_alike")]


def test_events_and_sheets_that_were_voided_are_told(office: Office) -> None:
    rows = "EX-P1-1,H5,2026-02-02,CR名刺,1\n" * 2 + "EX-P1-1,,2026-02-03,CR名刺,4\n"
    office.take("events", EVENTS + rows)
    with office.database.writing() as session:
        stamp = Work(session, NOW, "void").stamp()
        stamped = {"reason": "誤記", "voided_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        change = session.scalars(select(TargetChange.id).order_by(TargetChange.id.desc())).first()
        sheets = session.scalars(select(BeatSheets.id).order_by(BeatSheets.id.desc())).first()
        session.add_all([Void(change_id=change, **stamped), Void(sheets_id=sheets, **stamped)])
    again = office.take("events", EVENTS + rows)
    assert (again.unchanged, again.warnings) == (3, {"voided": 2})
