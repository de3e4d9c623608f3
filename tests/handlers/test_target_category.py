"""区分変更 on an officer's phone."""

from datetime import date

import pytest
from sqlalchemy import select

from models.registry import TargetChange
from models.rules.codes import Category, Criterion, TargetKind
from tests.helpers.phone import Phone, shape


@pytest.fixture
def beat(phone: Phone) -> Phone:
    """A home of each category and a shop, one home of another station."""
    phone.world.target("12")
    phone.world.target("13", Category.PRIORITY, criteria=Criterion.HOUSEHOLD_8)
    phone.world.target("B1", kind=TargetKind.BUSINESS)
    phone.home("B1", "例示旅館", "例示町5")
    phone.world.target("9", beat="FR-P1-1")
    return phone


def changes(phone: Phone) -> list[tuple[Category | None, int | None, date]]:
    with phone.world.database.reading() as session:
        rows = session.scalars(select(TargetChange).order_by(TargetChange.id))
        return [(one.category, one.criteria, one.happened_on) for one in rows]


def test_a_home_becomes_a_priority(beat: Phone) -> None:
    beat.world.visit("12", date(2026, 2, 2))
    beat.says("E001", "target 12")
    assert "今は 一般" in beat.presses("E001", "target.category")
    assert "事業所1" not in shape(beat.workspace.view("U0E001"))
    said = beat.submits("E001", criteria=["HOUSEHOLD_3", "HOUSEHOLD_5"], on="2026-03-01")
    assert "区分変更（重点）　3/1(日)　を記録しました。" in said
    assert "実施数" not in said  # the interview of February stays where it was counted (C11)
    assert "対象数（B）・一般 −1、対象数（B）・重点 +1" in said
    assert changes(beat) == [(Category.PRIORITY, Criterion.HOUSEHOLD_3 | Criterion.HOUSEHOLD_5, date(2026, 3, 1))]
    beat.closes("E001")
    assert "重点（世帯3・世帯5）" in beat.says("E001", "target 12")


def test_and_back_again(beat: Phone) -> None:
    beat.says("E001", "target 13")
    beat.presses("E001", "target.category")
    assert "criteria" not in shape(beat.workspace.view("U0E001"))
    assert "区分変更（一般）" in beat.submits("E001")
    assert "取り消しました" in (beat.presses("E001", "entry.open") and beat.submits("E001", reason="対象の取り違え"))


def test_a_suggestion_is_ticked_and_may_be_refused(beat: Phone) -> None:
    beat.says("E001", "target B1")
    assert "提案: 重点*（事業所6）建物や名称から" in beat.presses("E001", "target.category")
    assert "区分変更（重点）" in beat.submits("E001", criteria=["BUSINESS_4"])
    assert changes(beat)[0][1] == Criterion.BUSINESS_4


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"category": "general"}, "もうその区分です"),
        ({"on": "2026-03-03"}, "on: 未来の日付では"),
        ({"category": "general", "criteria": ["HOUSEHOLD_3"]}, "category: 別表の基準に当たるのは"),
    ],
)
def test_what_cannot_be(beat: Phone, values: dict[str, object], said: str) -> None:
    beat.says("E001", "target 12")
    beat.presses("E001", "target.category")
    assert said in beat.submits("E001", **values)
    assert changes(beat) == []


def test_forged_names_and_criteria(beat: Phone) -> None:
    beat.says("E001", "target 12")
    beat.presses("E001", "target.category", forged={"/actions/0/value": "FR-P1-1/9"})
    beat.closes("E001")
    beat.says("E001", "target 12")
    beat.presses("E001", "target.category")
    beat.fills("E001", criteria=["HOUSEHOLD_3"])
    place = "/view/state/values/criteria/criteria/selected_options/0/value"
    assert beat.workspace.submit("U0E001", {place: "BUSINESS_1"})["errors"]
    metadata = beat.workspace.view("U0E001")["private_metadata"].replace("EX-P1-1/12", "FR-P1-1/9")
    assert "扱えません" in str(beat.workspace.submit("U0E001", {"/view/private_metadata": metadata})["errors"])
    assert changes(beat) == []


def test_chiefs_have_no_button_and_no_way(beat: Phone) -> None:
    beat.says("E002", "target EX-P1-1/12")
    assert "target.category" not in shape(beat.workspace.view("U0E002"))


def test_a_day_too_early_is_told_beside_the_day(beat: Phone) -> None:
    beat.world.target("14", entered_on=date(2026, 2, 10))
    beat.says("E001", "target 14")
    beat.presses("E001", "target.category")
    assert beat.submits("E001", on="2026-02-01").startswith("on: 登録日（2/10(火)）より前です")
