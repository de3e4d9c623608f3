"""仮カード for a whole building: counted, confirmed, made, and taken back."""

from typing import Any

import pytest
from sqlalchemy import select

from bot.playground.client import WorkspaceClient
from models.known import known
from models.registry import Target, TargetNumber
from models.rules.codes import CardState, Category
from tests.helpers.phone import Phone, shape

HOME = {"address": "例示町1-2-3", "building": "例示の館"}


def stored(phone: Phone) -> list[Target]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(Target).where(known(Target, None)).order_by(Target.id)))


def numbers(phone: Phone) -> list[str]:
    with phone.world.database.reading() as session:
        return list(session.scalars(select(TargetNumber.number).order_by(TargetNumber.target_id)))


def building(phone: Phone, words: str = "card 仮 101-112", officer: str = "E001", **values: Any) -> str:
    """Open the form and send it off once: the count."""
    phone.closes(officer)
    assert "仮カードを作る" in phone.says(officer, words)
    return phone.submits(officer, **{**HOME, **values})


def test_twelve_units_are_counted_then_made(phone: Phone) -> None:
    phone.world.target("7")
    said = building(phone)
    assert "*新しい仮カード 12室*（101 から 112）" in said
    assert "まだ作成していません" in said
    assert len(stored(phone)) == 1
    said = phone.submits("E001")
    assert "仮カードを *12件* 作成しました" in said
    assert "3月の仮カード作成数・一般 +12" in said
    assert "101室 → *8*、102室 → *9*" in said
    assert "例示" not in said
    _, *made = stored(phone)
    assert {(one.card, one.category, one.criteria) for one in made} == {(CardState.PROVISIONAL, Category.GENERAL, 0)}
    assert numbers(phone) == ["7", *map(str, range(8, 20))]
    phone.closes("E001")
    assert "当年初めての面接" in phone.says("E001", "visit 8 面接 カード")
    assert "仮カード 12件" not in phone.says("E001", "card")


def test_units_that_are_there_are_skipped_by_number(phone: Phone) -> None:
    building(phone, "card 仮カード 101-102")
    phone.submits("E001")
    said = building(phone, "カード 仮 １０１〜１０４", address="例示町１丁目２番３号")
    assert "*新しい仮カード 2室*（103 から 104）" in said
    assert "登録済み 2室は作りません" in said
    assert "101室 → *1*、102室 → *2*" in said
    said = phone.submits("E001")
    assert "103室 → *3*、104室 → *4*" in said
    assert "101室 → *1*" in said
    assert len(stored(phone)) == 4
    assert building(phone, "card 仮 103").startswith("units: どの室にも")
    phone.closes("E001")
    phone.says("E001", "visit 3 転出確認")
    phone.presses("E001", "target.leave:1")
    assert "*新しい仮カード 1室*" in building(phone, "card 仮 103")
    assert "103室 → *5*" in phone.submits("E001")


def test_what_is_changed_after_the_count_is_counted_again(phone: Phone) -> None:
    building(phone)
    assert "*新しい仮カード 3室*" in phone.submits("E001", units="101-103")
    assert stored(phone) == []
    assert "*新しい仮カード 3室*" in phone.submits("E001", address="例示町1-2-4")
    assert "*3件*" in phone.submits("E001")


def test_what_somebody_else_made_meanwhile_is_counted_again(phone: Phone) -> None:
    phone.world.now = phone.world.now.replace(month=2, day=20)
    said = building(phone, "card 仮 101-103", "E005", beat="EX-P1-1")
    assert "*新しい仮カード 3室*" in said
    building(phone, "card 仮 102")
    assert "*1件*" in phone.submits("E001")
    said = phone.submits("E005")
    assert "*新しい仮カード 2室*" in said
    assert "102室 → *1*" in said
    assert "*2件*" in phone.submits("E005")
    assert len(stored(phone)) == 3


def test_a_building_of_rented_flats_is_suggested_as_priority(phone: Phone) -> None:
    said = building(phone, "card 仮 101-103", building="例示アパート")
    assert "*提案: 重点*（世帯2）　建物の名前から" in said
    assert "3月の仮カード作成数・重点 +3" in phone.submits("E001")
    said = building(phone, "card 仮 104", building="例示アパート")
    assert "同じ建物の 3 件が重点です" in said
    assert phone.submits("E001", category="general", criteria=["HOUSEHOLD_2"]).startswith("category: 別表の基準")
    assert "作成数・一般 +1" in phone.submits("E001", criteria=[])
    assert [one.criteria for one in stored(phone)] == [2, 2, 2, 0]


def test_one_home_by_its_name_plate(phone: Phone) -> None:
    phone.says("E001", "card")
    phone.presses("E001", "card.building")
    assert "仮カード（表札などで把握）" in phone.presses("E001", "card.home")
    said = phone.submits("E001", name="架空 太郎", address="例示町5", entered_on="2026-03-01")
    assert "*EX-P1-1/1*　一般　カード 仮　3/1(日)　を登録しました" in said
    assert "仮カード作成数・一般 +1" in said


def test_all_of_it_is_taken_back_with_a_reason(phone: Phone) -> None:
    building(phone)
    phone.submits("E001")
    assert "仮カード *12件*" in phone.presses("E001", "card.unmake")
    phone.fills("E001", reason="対象の取り違え")
    typed = {"/view/state/values/reason/reason/selected_option/value": "見本 花子"}
    assert "理由を選んで" in str(phone.workspace.submit("U0E001", typed)["errors"])
    assert len(stored(phone)) == 12
    assert "仮カード 12件を取り消しました" in phone.submits("E001")
    assert stored(phone) == []
    building(phone, "card 仮 101")
    assert "101室 → *13*" in phone.submits("E001")


def test_what_was_visited_since_keeps_all_of_it(phone: Phone) -> None:
    building(phone)
    phone.submits("E001")
    phone.says("E001", "visit 5 不在")
    phone.presses("E001", "card.unmake")
    assert "この記録をもとにした記録があるため、取り消せません: 訪問（" in phone.submits(
        "E001", reason="対象の取り違え"
    )
    assert len(stored(phone)) == 12


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"address": "　"}, "address: 所在"),
        ({"units": "例示"}, "units: 室を"),
        ({"units": "112-101"}, "units: 前の室"),
        ({"units": "101-1912"}, "units: 一度に 120 室まで"),
        ({"entered_on": "2026-03-03"}, "entered_on: 未来の日付"),
        ({"entered_on": "2025-03-31"}, "entered_on: "),
    ],
)
def test_faults_stand_beside_their_inputs(phone: Phone, values: dict[str, Any], said: str) -> None:
    assert building(phone, **values).startswith(said)
    assert stored(phone) == []


def test_who_serves_no_beat_and_what_is_forged(phone: Phone, workspace: WorkspaceClient) -> None:
    for officer in ("E002", "E003", "E004", "E006"):
        assert "この操作は" in phone.says(officer, "card 仮 101"), officer
    building(phone, "card 仮 101-102")
    state = workspace.view("U0E001")["private_metadata"]
    assert "例示" not in state
    assert "例示町" in shape(workspace.view("U0E001"))
    phone.submits("E001")
    for forged in ("999", "1", "abc"):
        assert "すべて、取り消します" not in phone.presses("E001", "card.unmake", forged={"/actions/0/value": forged})
        workspace.close("U0E001")
    phone.closes("E001")
    assert "units" not in phone.says("E001", "card 仮 架空荘")
    assert "架空" not in phone.says("E001", "card 仮 架空荘")


def test_sent_twice_is_made_once(phone: Phone, workspace: WorkspaceClient) -> None:
    building(phone)
    metadata = workspace.view("U0E001")["private_metadata"]
    phone.submits("E001")
    building(phone, "card 仮 201")
    seen = workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "すでに受け付けました" in str(seen["view"])
    assert len(stored(phone)) == 12
