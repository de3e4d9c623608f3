"""Units exist from a day on, and no fact of a beat is dated before; what one file says of a unit must agree."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from models.rules.codes import Row, Split, UnitKind
from models.units import first_days, unit_by_code
from tests.helpers.office import EXAMPLE, Office

HEADING = "station_code,station_name,post_code,post_name,post_kind,beat_code,beat_name\n"
ROW = "ST,架空署,P1,一番交番,交番,P1-1,第一\n"
ORGANISATION = "署コード,署名,所属コード,所属名,種別,受持区コード,受持区名,発令日\n"
NEW = "EX,例示署,EX-P1,例示交番,交番,EX-P1-3,新設受持区,2026-02-15\n"
HEADINGS = {
    "assignments": "受持区コード,職員番号,区分,開始日,終了日\n",
    "targets": "受持区コード,番号,種別,区分,名称,所在,カード,登録日\n",
    "events": "受持区コード,番号,日付,事由,内容\n",
    "register": "受持区コード,基準日,世帯数\n",
}
EARLY = [
    ("assignments", "EX-P1-3,E001,応援,{},\n", "starts_on"),
    ("targets", "EX-P1-3,1,世帯,一般,架空,架空町1,本,{}\n", "entered_on"),
    ("events", "EX-P1-1,H5,{},受持区変更,EX-P1-3\n", "date"),
    ("events", "EX-P1-3,,{},CR名刺,2\n", "date"),
    ("register", "EX-P1-3,{},11\n", "as_of"),
]


@pytest.mark.parametrize(("kind", "row", "column"), EARLY)
def test_no_fact_is_older_than_its_beat(office: Office, kind: str, row: str, column: str) -> None:
    """Else it would be on no form of that day, and be there on those of later days."""
    office.example().take("organisation", ORGANISATION + NEW)
    table = HEADINGS[kind] + row
    assert office.faults(kind, table.format("2026-02-14")) == [(2, column, "beat_not_yet")]
    assert office.take(kind, table.format("2026-02-15")).new == 1
    assert office.take(kind, table.format("2026-02-15")).unchanged == 1


def test_a_row_of_the_beginning_needs_a_beat_of_the_beginning(office: Office) -> None:
    office.example().take("organisation", ORGANISATION + NEW)
    table = HEADINGS["targets"] + "EX-P1-3,1,世帯,一般,架空,架空町1,本,\n"
    assert office.faults("targets", table) == [(2, "entered_on", "beat_not_always")]
    office.take("organisation", ORGANISATION + NEW.replace("2026-02-15", "1900-01-01"))
    assert office.take("targets", table).new == 1


def test_a_beat_that_was_there_before_is_said_to_be(office: Office) -> None:
    """An earlier day makes room; a later one takes none away."""
    office.example().take("organisation", ORGANISATION + NEW)
    office.take("organisation", ORGANISATION + NEW.replace("2026-02-15", "2026-02-01"))
    office.take("organisation", ORGANISATION + NEW.replace("2026-02-15", "2026-03-01").replace("新設", "改称"))
    move = HEADINGS["events"] + "EX-P1-1,H5,2026-02-01,受持区変更,EX-P1-3\n"
    assert office.take("events", move).new == 1
    first = date(2026, 2, 1)
    with office.database.reading() as session:
        whole = issue_form(session, FormOrder(UnitKind.PREFECTURE, None, 2026, first))
    forms = (whole, office.form(as_of=first), office.form("EX-P1-3", first))
    assert [form.line(Row.TARGETS, Split.ALL).months[1] for form in forms] == [12, 11, 1]


def test_without_a_day_a_station_may_enter_its_past(office: Office) -> None:
    office.take("organisation", EXAMPLE / "organisation.csv")
    assert office.take("targets", HEADINGS["targets"] + "EX-P1-1,1,世帯,一般,架空,架空町1,本,1995-04-01\n").new == 1


def test_without_a_day_no_beat_is_older_than_what_is_above_it(office: Office) -> None:
    """Else it would be missing in the roll-ups of the days before."""
    office.take("organisation", ORGANISATION + NEW)
    office.take("organisation", ORGANISATION + NEW.replace("P1-3", "P1-4").replace("2026-02-15", ""))
    with office.database.reading() as session:
        beat = unit_by_code(session, "EX-P1-4")
        assert beat is not None
        assert first_days(session, [beat.id]) == {beat.id: date(2026, 2, 15)}


def test_a_unit_that_several_rows_name_is_counted_once(office: Office) -> None:
    rows = NEW + NEW.replace("P1-3", "P1-4").replace("新設", "別の新設")
    for expected in ((4, 0), (0, 4)):
        report = office.take("organisation", ORGANISATION + rows)
        assert (report.new, report.unchanged) == expected


@pytest.mark.parametrize(
    ("row", "column", "facts"),
    [
        ("ST,架空署,P1,一番交番,駐在所,P1-2,第二\n", "post_kind", {"unit": "P1", "other": "交番"}),
        ("ST,架空署,P1,二番交番,交番,P1-2,第二\n", "post_name", {"unit": "P1", "other": "一番交番"}),
        ("S2,架空第二署,P1,一番交番,交番,P1-2,第二\n", "station_code", {"unit": "P1", "other": "ST"}),
        ("ST,架空署,P2,二番交番,交番,P1-1,第一\n", "post_code", {"unit": "P1-1", "other": "P1"}),
        ("ST,架空署,P1-1,二番交番,交番,P2-1,第一\n", "post_code", {}),
    ],
)
def test_the_column_in_which_two_rows_differ_is_named(
    office: Office, row: str, column: str, facts: dict[str, str]
) -> None:
    with pytest.raises(Refusal) as caught:
        office.take("organisation", HEADING + ROW + row)
    faults = caught.value.facts["faults"]
    assert isinstance(faults, list)
    assert [(fault.line, fault.column, fault.facts) for fault in faults] == [(3, column, facts)]
