"""氏名・所在の訂正 on an officer's phone: in modals alone, shown before it is stored, each of two told."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from models.audit import AuditNote
from models.rules.codes import CardState
from tests.helpers.phone import Phone, read, shape


@pytest.fixture
def beat(phone: Phone) -> Phone:
    """A 仮カード without a name, a neighbour, and a home of another station."""
    phone.world.target("12", card=CardState.PROVISIONAL)
    phone.home("12", "", "例示町1-2-3")
    phone.world.target("13")
    phone.home("13", "髙﨑 𠮷郎", "例示町9-9-9")
    phone.world.target("9", beat="FR-P1-1")
    return phone


def opens(beat: Phone, number: str = "12", officer: str = "E001") -> str:
    beat.closes(officer)
    beat.says(officer, f"target EX-P1-1/{number}")
    return beat.presses(officer, "target.amend")


def notes(beat: Phone, what: str) -> list[dict[str, object]]:
    with beat.world.database.reading() as session:
        return list(session.scalars(select(AuditNote.detail).where(AuditNote.what == what).order_by(AuditNote.id)))


def test_the_name_behind_a_provisional_card(beat: Phone) -> None:
    assert "例示町1-2-3" in opens(beat)
    said = beat.submits("E001", name=" 𠮷田　﨑子\u0007", kana="ヨシダ サキコ")
    assert "*EX-P1-1/12*　氏名・名称、フリガナ を訂正しました。" in said
    assert "𠮷田" not in shape(beat.workspace.view("U0E001"))
    assert notes(beat, "target.amended") == [{"target": beat.world.targets["EX-P1-1/12"], "kinds": ["name", "kana"]}]
    assert [one["at"] for one in notes(beat, "look")] == ["target", "amend"]
    assert "*𠮷田 﨑子*　ヨシダ サキコ" in beat.presses("E001", "target.open")
    assert not any("𠮷田" in read(one) for one in beat.heard("E001"))


def test_a_wrong_address(beat: Phone) -> None:
    opens(beat, "13")
    said = beat.submits("E001", address="例示町2-2", building="例示荘", unit="203")
    assert "所在、建物、室 を訂正しました" in said
    assert "異動補正" in said
    assert "例示町2-2　例示荘　203" in beat.presses("E001", "target.open")
    assert "*203*　EX-P1-1/13　髙﨑 𠮷郎" in beat.presses("E001", "target.building")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "name: 変わるところがありません"),
        ({"address": " 　"}, "address: 所在を入れてください"),
        ({"name": "\u0000\t　"}, "name: 変わるところがありません"),
    ],
)
def test_what_is_refused(beat: Phone, values: dict[str, str], said: str) -> None:
    opens(beat)
    assert beat.submits("E001", **values).startswith(said)
    assert notes(beat, "target.amended") == []


def test_what_is_alike_is_shown_first(beat: Phone) -> None:
    opens(beat)
    said = beat.submits("E001", name="髙﨑 𠮷郎", address="例示町9-9-9")
    assert "似た対象が登録されています" in said
    assert "*EX-P1-1/13*　髙﨑 𠮷郎　例示町9-9-9" in said
    assert beat.submits("E001").startswith("confirmed: 似た対象があります")
    assert notes(beat, "target.amended") == []
    assert "訂正しました" in beat.submits("E001", confirmed=["new"])


def test_the_second_is_told_of_the_first(beat: Phone) -> None:
    for officer in ("E001", "E002"):
        opens(beat, officer=officer)
    beat.submits("E002", name="見本 一", building="例示荘")
    said = beat.submits("E001", name="見本 二")
    assert "ほかの人が直しました" in said
    assert "*見本 一*" in said
    assert len(notes(beat, "target.amended")) == 1
    assert "氏名・名称、建物 を訂正しました" in beat.submits("E001")


def test_two_in_the_same_second(beat: Phone) -> None:
    for officer in ("E001", "E003"):
        opens(beat, officer=officer)
    acts: list[Callable[[], str]] = [
        lambda: beat.submits("E001", name="山本 一"),
        lambda: beat.submits("E003", name="川口 二"),
    ]
    with ThreadPoolExecutor(2) as pool:
        said = [one.result() for one in [pool.submit(act) for act in acts]]
    assert sorted("訂正しました" in one for one in said) == [False, True], said
    assert any("ほかの人が直しました" in one for one in said)
    assert len(notes(beat, "target.amended")) == 1


def test_who_may_not_sees_no_button(beat: Phone) -> None:
    beat.says("E004", "target EX-P1-1/12")
    assert "target.amend" not in shape(beat.workspace.view("U0E004"))


@pytest.mark.parametrize("forged", ["FR-P1-1/9", "EX-P1-1/77", "12", "x"])
def test_forged_values(beat: Phone, forged: str) -> None:
    beat.says("E001", "target 12")
    said = beat.presses("E001", "target.amend", forged={"/actions/0/value": forged})
    assert said.startswith("お知らせ")
    assert notes(beat, "target.amended") == []


@pytest.mark.parametrize(
    ("forged", "said"),
    [
        ({"name": "FR-P1-1/9"}, "その受持区の対象は扱えません"),
        ({"name": "x"}, "開き直して"),
        ({"name": "EX-P1-1/12", "shown": "\ud800", "near": ["x", 1]}, "ほかの人が直しました"),
        ({"name": "EX-P1-1/12", "shown": ["x"], "near": 7}, "ほかの人が直しました"),
    ],
)
def test_a_forged_state_stores_nothing(beat: Phone, forged: dict[str, object], said: str) -> None:
    opens(beat)
    beat.fills("E001", name="偽 物")
    seen = beat.workspace.submit("U0E001", {"/view/private_metadata": json.dumps({"n": "a", "s": forged})})
    assert seen["status"] == 200
    assert said in str(seen["errors"]) + str(seen["view"])
    assert notes(beat, "target.amended") == []
