"""Who serves which beat, from when to when."""

from datetime import date

import pytest
from sqlalchemy import select

from models.organisation import Assignment
from models.people import latest_assignments
from tests.helpers.office import EXAMPLE, Office

ASSIGNMENTS = "受持区コード,職員番号,区分,開始日,終了日\n"
LONG = "EX-P1-1,E001,担当,2025-04-01,{}\n"
HELP = "EX-P1-1,E002,応援,2026-02-01,2026-02-28\n"


def manned(office: Office) -> Office:
    """The officers of the worked example, without any beat."""
    for kind in ("organisation", "officers"):
        office.take(kind, EXAMPLE / f"{kind}.csv")
    return office


def ends(office: Office) -> list[date | None]:
    with office.database.reading() as session:
        return [one.ends_on for one in latest_assignments(session.scalars(select(Assignment)))]


def test_an_end_is_set_later(office: Office) -> None:
    manned(office)
    assert office.take("assignments", ASSIGNMENTS + LONG.format("") + HELP).new == 2
    again = office.take("assignments", ASSIGNMENTS + LONG.format("") + HELP)
    assert (again.new, again.updated, again.unchanged) == (0, 0, 2)
    ended = office.take("assignments", ASSIGNMENTS + LONG.format("2026-03-31") + HELP)
    assert (ended.updated, ended.unchanged) == (1, 1)
    assert ends(office) == [date(2026, 3, 31), date(2026, 2, 28)]


@pytest.mark.parametrize("end", ["", "2026-03-31"])
def test_of_two_rows_of_one_duty_neither_holds(office: Office, end: str) -> None:
    """Nobody could say which end is meant; the same file again would set one and then the other."""
    rows = LONG.format("2026-03-31") + HELP + LONG.format(end)
    assert manned(office).faults("assignments", ASSIGNMENTS + rows) == [(4, "starts_on", "twice")]


def test_unknown_officers_and_beats_are_named(office: Office) -> None:
    rows = "EX-P1-9,E001,担当,2025-04-01,\nEX-P1-1,E999,担当,2025-04-01,\nEX-P1-9,E999,担当,2025-04-01,\n"
    assert manned(office).faults("assignments", ASSIGNMENTS + rows) == [
        (2, "beat_code", "unknown_beat"),
        (3, "staff_no", "unknown_officer"),
        (4, "beat_code", "unknown_beat"),
        (4, "staff_no", "unknown_officer"),
    ]


def test_roles_that_do_not_fit_the_unit_are_told(office: Office) -> None:
    office.take("organisation", EXAMPLE / "organisation.csv")
    heading = "職員番号,氏名,階級,Slack ID,所属コード,役割\n"
    rows = "X1,例示 一,警視,,EX-P1,署長\nX2,例示 二,警部補,,EX-P1,所長;受持警察官\n"
    report = office.take("officers", heading + rows)
    assert (report.new, report.warnings) == (2, {"role_elsewhere": 1})
