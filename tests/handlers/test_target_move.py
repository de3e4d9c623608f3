"""受持区変更 on the section chief's phone."""

from datetime import date

import pytest
from sqlalchemy import select

from models.registry import TargetChange
from tests.helpers.phone import Phone, shape


@pytest.fixture
def station(phone: Phone) -> Phone:
    """Two homes of one beat; in the other, one of the numbers is taken."""
    for number in ("12", "13"):
        phone.world.target(number)
    phone.world.target("12", beat="EX-P1-2")
    phone.world.target("9", beat="FR-P1-1")
    return phone


def moves(phone: Phone) -> list[date]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(TargetChange.happened_on).order_by(TargetChange.id)))


def opens(phone: Phone, number: str) -> None:
    phone.closes("E003")
    phone.says("E003", f"target EX-P1-1/{number}")
    assert "受持区変更" in phone.presses("E003", "target.move")


def test_a_target_goes_to_another_beat(station: Phone) -> None:
    opens(station, "13")
    assert station.finds("E003", "target.beat", "ｅｘ-p1-2") == ["EX-P1-2　第2受持区"]
    assert [one[:7] for one in station.finds("E003", "target.beat", "")] == ["EX-P1-1", "EX-P1-2", "EX-P2-1"]
    said = station.submits("E003", to_beat="EX-P1-2")
    assert "*EX-P1-1/13*　→　*EX-P1-2/13*　3/2(月)" in said
    assert "EX-P1-1 対象数（B）・一般 −1" in said
    assert "EX-P1-2 対象数（B）・一般 +1" in said
    station.world.at("2026-03-03T08:30")
    assert "EX-P1-2 にその番号" not in station.says("E005", "target 13")
    assert "*EX-P1-2/13*" in station.sees("E005")
    assert "では" in station.says("E001", "target 13")


def test_an_interview_since_goes_along_and_comes_back(station: Phone) -> None:
    """The move is told beat by beat, and so is its end, under the name by which it was recorded."""
    station.says("E001", "visit 13 面接 3/1")
    opens(station, "13")
    station.finds("E003", "target.beat", "第2")
    said = station.submits("E003", to_beat="EX-P1-2", on="2026-02-05", number="913")
    assert "EX-P1-1 3月の実施数・一般 −1、EX-P1-2 3月の実施数・一般 +1" in said
    late = station.says("E001", "visit 13 面接 2/4")
    assert "EX-P1-1 2月の実施数 +1、EX-P1-2 3月の実施数 −1" in late
    station.says("E001", "undo")
    station.presses("E003", "entry.open")
    said = station.submits("E003", reason="対象の取り違え")
    assert "*EX-P1-1/13*　受持区変更　2/5(木)　を取り消しました" in said
    assert "EX-P1-1 3月の実施数・一般 +1、EX-P1-2 3月の実施数・一般 −1" in said


def test_a_number_that_is_taken_there_needs_another(station: Phone) -> None:
    opens(station, "12")
    station.finds("E003", "target.beat", "第2")
    assert station.submits("E003", to_beat="EX-P1-2").startswith("number: 12 は、移す先で使われています")
    assert station.submits("E003", number="080-1234-5678").startswith("number: 番号は")
    assert "*EX-P1-2/112*" in station.submits("E003", number="112")


def test_a_day_ahead_takes_effect_by_itself(station: Phone) -> None:
    opens(station, "13")
    station.finds("E003", "target.beat", "第2")
    assert "4/1(水)" in station.submits("E003", to_beat="EX-P1-2", on="2026-04-01")
    station.closes("E003")
    assert "4/1(水) から EX-P1-2 に移ります" in station.says("E001", "target 13")
    station.world.at("2026-04-02T08:30")
    station.closes("E001")
    assert "では EX-P1-1 の対象ではありません" in station.says("E001", "target 13").replace("には", "では")
    assert "*EX-P1-2/13*" in station.says("E005", "target 13")


def test_moved_back_it_has_its_old_number(station: Phone) -> None:
    opens(station, "12")
    station.finds("E003", "target.beat", "第2")
    station.submits("E003", to_beat="EX-P1-2", number="112", on="2026-02-01")
    station.closes("E003")
    station.says("E003", "target EX-P1-2/112")
    station.presses("E003", "target.move")
    station.finds("E003", "target.beat", "EX-P1")
    assert station.submits("E003", to_beat="EX-P1-2", on="2026-03-01").startswith("to_beat: もうその受持区です")
    assert "→　*EX-P1-1/12*" in station.submits("E003", to_beat="EX-P1-1", on="2026-03-01")


def test_no_way_into_another_station(station: Phone) -> None:
    opens(station, "13")
    assert station.finds("E003", "target.beat", "FR") == []
    station.finds("E003", "target.beat", "第2")
    station.fills("E003", to_beat="EX-P1-2")
    place = "/view/state/values/to_beat/target.beat/selected_option/value"
    for forged in ("FR-P1-1", "EX", "NO-SUCH"):
        assert station.workspace.submit("U0E003", {place: forged})["errors"], forged
    metadata = station.workspace.view("U0E003")["private_metadata"]
    seen = station.workspace.submit("U0E003", {"/view/private_metadata": metadata.replace("EX-P1-1/13", "FR-P1-1/9")})
    assert "扱えません" in str(seen["errors"])
    assert moves(station) == []


@pytest.mark.parametrize("officer", ["E001", "E002", "E004"])
def test_nobody_else_has_the_button_nor_the_way(station: Phone, officer: str) -> None:
    station.says(officer, "target EX-P1-1/13")
    assert "target.move" not in shape(station.workspace.view(f"U0{officer}"))
