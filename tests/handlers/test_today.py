"""``/junkai today``, and correcting an entry from its receipt."""

import pytest
from sqlalchemy import select

from handlers.today import ANEW
from models.entries import FactKind
from models.registry import Void
from tests.helpers.phone import Phone


def test_an_entry_is_opened_voided_with_a_reason_and_entered_anew(phone: Phone) -> None:
    phone.world.target("12")
    assert "まだありません" in phone.says("E001", "today")
    phone.says("E001", "visit 12 面接")
    said = phone.says("E001", "本日")
    assert "全1件" in said
    assert "*12*　訪問・面接　3/2(月)　08:30 記録" in said
    assert "（EX-P1-1）" in phone.presses("E001", "entry.open")
    said = phone.submits("E001", reason="対象の取り違え")
    assert "3月の実施数 −1" in said
    assert "*EX-P1-1/12*" in phone.presses("E001", "visit.open")
    assert "当年初めての面接" in phone.submits("E001", outcome="面接")
    phone.closes("E001")
    assert "全1件（ほかに取消 1件）" in phone.says("E001", "today")


def test_the_days_before_are_a_button_away(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "visit 12 不在")
    phone.world.later(days=2)
    phone.says("E001", "today")
    assert "3/3(火) に記録したもの*　全0件" in phone.presses("E001", "today.page:before")
    assert "3/2(月) に記録したもの*　全1件" in phone.presses("E001", "today.page:before")
    assert "*本日の記録*　3/4(水)" in phone.presses("E001", "today.page:now")


def test_a_visit_of_another_day_is_entered_anew_for_that_day(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "visit 12 面接 2/27 PC2")
    opened = phone.presses("E001", "entry.open")  # from the receipt itself
    assert "パトロールカード　2枚" in opened
    assert "時刻" not in opened
    phone.submits("E001", reason="日時の誤り")
    phone.presses("E001", "visit.open")
    assert "不在　2/27(金)" in phone.submits("E001", outcome="不在")


@pytest.mark.parametrize(
    ("words", "anew"),
    [("card 12 配布", "*EX-P1-1/12* のカード"), ("sheets CR 3", "名刺を記録")],
)
def test_every_kind_of_entry_is_entered_anew_by_a_button(phone: Phone, words: str, anew: str) -> None:
    phone.world.target("12")
    phone.says("E001", words)
    phone.presses("E001", "entry.open")
    said = phone.submits("E001", reason="その他の誤り")
    assert "記録し直す" in said
    assert anew in phone.presses("E001", ANEW[FactKind(words.split(maxsplit=1)[0])])


def test_a_figure_of_the_register_is_entered_anew_for_its_beat(phone: Phone) -> None:
    phone.says("E001", "register")
    phone.presses("E001", "register.open")
    phone.submits("E001", as_of="2026-03-01", households="500")
    phone.presses("E001", "entry.open")
    phone.submits("E001", reason="その他の誤り")
    assert "EX-P1-1" in phone.presses("E001", "register.open")


def test_a_leaving_is_entered_anew_from_its_target(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "target 12")
    phone.presses("E001", "target.leaving")
    phone.submits("E001", kind="転出")
    phone.presses("E001", "entry.open")
    phone.submits("E001", reason="その他の誤り")
    assert "転出・死亡・廃業" in phone.presses("E001", "target.open")


@pytest.mark.parametrize("typed", ["", "見本 花子", "090-1234-5678", "<@U0E001>", "\u200b", "undo", "card", None])
def test_only_a_reason_that_was_offered_is_stored(phone: Phone, typed: str | None) -> None:
    phone.world.target("12")
    phone.says("E001", "visit 12 面接")
    phone.says("E001", "today")
    phone.presses("E001", "entry.open")
    phone.fills("E001", reason="その他の誤り")
    here = "/view/state/values/reason/reason"
    wanted = (
        {"type": "plain_text_input", "value": typed} if typed == "見本 花子" else {"selected_option": {"value": typed}}
    )
    seen = phone.workspace.submit("U0E001", {here: wanted})
    assert "理由を選んでください" in str(seen["errors"])
    with phone.world.database.reading() as session:
        assert session.scalars(select(Void)).all() == []


def test_pages(phone: Phone) -> None:
    for number in range(1, 13):
        phone.world.target(str(number))
    phone.says("E001", "visit " + " ".join(f"{number} 不在" for number in range(1, 13)))
    first = phone.says("E001", "today")
    assert "全12件" in first
    assert "*2*" not in first
    assert "*2*" in phone.presses("E001", "today.page:on")


def test_somebody_elses_entry_stays_closed(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "visit 12 面接")
    phone.says("E001", "today")
    phone.says("E005", "visit EX-P1-1/12 面接")
    phone.says("E005", "today")
    value = phone.workspace.ephemerals("U0E001")[-1]["blocks"][1]["accessory"]["value"]
    phone.world.target("20", beat="EX-P1-2")
    phone.says("E005", "visit 20 面接")
    phone.says("E005", "today")
    seen = phone.workspace.press("U0E005", "entry.open", forged={"/actions/0/value": value})
    assert seen["status"] == 200
    assert phone.sees("E005") == ""


def test_the_shift_goes_on_after_midnight(phone: Phone) -> None:
    """What was recorded on another day is found by that day, and its pages stay with it."""
    for number in range(1, 13):
        phone.world.target(str(number))
    phone.says("E001", "visit " + " ".join(f"{number} 不在" for number in range(1, 13)))
    phone.world.later(days=1)
    assert "まだありません" in phone.says("E001", "today")
    for words in ("昨日", "　３／２", "2026-03-02"):
        assert "3/2(月) に記録したもの*　全12件" in phone.says("E001", f"today {words}"), words
    assert "*2*" in phone.presses("E001", "today.page:on")
    assert "ありません" in phone.says("E001", "today 2/27")
    assert "3/4(水) はまだ来ていません" in phone.says("E001", "today 3/4")
    for words in ("2/30", "H5", "全部"):
        assert "日付が読めません" in phone.says("E001", f"today {words}"), words
    for forged in ("2", "2026-03-02", "x|1", "2026-03-02|x", "9999-99-99|1"):
        phone.says("E001", "today 昨日")
        assert "全12件" not in phone.presses("E001", "today.page:on", forged={"/actions/0/value": forged}), forged
