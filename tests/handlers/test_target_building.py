"""A building with all its units, on an officer's phone."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bot.usecases.register_target import Entering, register_target
from bot.usecases.settle_place import HomePlace
from bot.work import Work
from models.audit import AuditNote
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from tests.helpers.phone import Phone


@pytest.fixture
def building(phone: Phone) -> Phone:
    """Twelve flats, a house alone, and a home of another station."""

    def enter(flat: int, work: Work) -> int:
        work.keys = phone.sealer
        facts = (TargetKind.HOUSEHOLD, Category.GENERAL, 0, CardState.NONE, date(2026, 1, 5), None)
        place = HomePlace("例示町1-2-3", "例示ビル", str(100 + flat))
        order = Entering(phone.world.units["EX-P1-1"], *facts, name=f"見本 {100 + flat}子", kana="", place=place)
        return register_target(work, order).target_id

    for flat in range(1, 13):
        phone.world.targets[f"EX-P1-1/{flat}"] = phone.world.do("E001", partial(enter, flat))
    phone.world.target("99")
    phone.world.target("9", beat="FR-P1-1")
    return phone


def notes(phone: Phone, what: str) -> list[dict[str, object]]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(AuditNote.detail).where(AuditNote.what == what).order_by(AuditNote.id)))


def test_all_units_page_by_page(building: Phone) -> None:
    building.says("E001", "visit 2/2 1 面接")
    building.world.change("2", date(2026, 3, 1), ChangeKind.MOVED_OUT)
    building.says("E001", "target 3")
    said = building.presses("E001", "target.building")
    assert "*例示ビル*　例示町1-2-3　全11件" in said
    assert "*101*　EX-P1-1/1　見本 101子" in said
    assert "面接 2/2(月)" in said
    assert "見本 102子" not in said
    assert "見本 112子" not in said
    assert "見本 112子" in building.presses("E001", "target.building:on")
    assert "*EX-P1-1/12*" in building.presses("E001", "target.open", value="EX-P1-1/12")
    looks = [look for look in notes(building, "look") if look["at"] == "building"]
    assert len({look["target"] for look in looks}) == len(looks) == 11


def test_one_note_serves_all_units(building: Phone) -> None:
    building.says("E001", "target 1")
    building.presses("E001", "target.building")
    building.presses("E001", "target.access")
    assert building.submits("E001", access="あ" * 300).startswith("建物への入り方\n残しました")
    building.closes("E001")
    building.says("E001", "target 12")
    assert "建物への入り方　あああ" in building.sees("E001")
    building.presses("E001", "target.building")
    assert "あああ" in building.presses("E001", "target.access")
    building.submits("E001", access="管理人は平日の 9 時から")
    building.closes("E001")
    assert "管理人は平日の 9 時から" in building.says("E001", "target 5")
    assert "*例示ビル*" in building.presses("E001", "target.building")
    assert len(notes(building, "building.access_changed")) == 2
    assert "管理人" not in str(notes(building, "building.access_changed"))


def test_a_house_alone_has_no_building(building: Phone) -> None:
    building.says("E001", "target 99")
    assert "target.building" not in str(building.workspace.view("U0E001"))
    building.closes("E001")
    building.says("E001", "target 1")
    said = building.presses("E001", "target.building", forged={"/actions/0/value": "EX-P1-1/99"})
    assert "建物に登録されていません" in said


def test_a_chief_sees_and_writes_nothing(building: Phone) -> None:
    building.says("E002", "target EX-P1-1/1")
    assert "全12件" in building.presses("E002", "target.building")
    assert "target.access" not in str(building.workspace.view("U0E002"))


@pytest.mark.parametrize("forged", ["FR-P1-1/9", "EX-P1-1/77", "EX-P1-1/1|x", "x", "EX-P1-1/1|" + "9" * 20])
def test_forged_values(building: Phone, forged: str) -> None:
    building.says("E001", "target 1")
    said = building.presses("E001", "target.building", forged={"/actions/0/value": forged})
    assert said.startswith("お知らせ")
    assert "見本" not in said


def test_a_page_that_is_not_there_is_the_last_one(building: Phone) -> None:
    building.says("E001", "target 1")
    assert "見本 112子" in building.presses("E001", "target.building", forged={"/actions/0/value": "EX-P1-1/1|99999"})
