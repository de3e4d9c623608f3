"""``/junkai sheets``, by words and by modal."""

import pytest

from tests.helpers.phone import Phone


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("CR3", "*CR名刺 3枚*　3/2(月)"),
        ("ＰＣ　５　2/28", "*パトロールカード 5枚*　2/28(土)"),
        ("名刺", "*CR名刺 1枚*"),
        ("3", "種類と枚数"),
        ("CR 見本", "種類と枚数"),
        ("CR 3 4", "種類と枚数"),
        ("CR 3/3", "未来の日付"),
        ("CR3 ex-p1-1", "*CR名刺 3枚*　3/2(月)　EX-P1-1"),
        ("CR3 FR-P1-1", "あなたの受持区ではありません"),
        ("CR3 NO-1", "その受持区はありません"),
        ("CR3 EX-P1-1 EX-P1-2", "種類と枚数"),
        ("CR9999", "枚数は 1〜999"),
        ("CR 0000003", "枚数は 1〜999"),
        ("CR3 見本太郎", "種類と枚数"),
        ("CR3 090-1234-5678", "種類と枚数"),
        ("CR0", "枚数は 1〜999"),
        ("PC5枚", "*パトロールカード 5枚*"),
        ("PC2、CR3", "一度に記録できるのは一種類"),
        ("PC2 CR3", "一度に記録できるのは一種類"),
    ],
)
def test_by_words(phone: Phone, words: str, said: str) -> None:
    answer = phone.says("E001", f"sheets {words}")
    assert said in answer
    assert "見本" not in answer


def test_by_modal_and_back(phone: Phone) -> None:
    assert "名刺を記録" in phone.says("E001", "名刺")
    assert phone.submits("E001", kind="パトロールカード", sheets="0").startswith("sheets: ")
    said = phone.submits("E001", sheets="4")
    assert "3月のパトロールカード活用数 +4" in said
    phone.presses("E001", "entry.open")
    assert "取り消しました" in phone.submits("E001", reason="対象の取り違え")
    phone.closes("E001")
    assert "取消 1件" in phone.says("E001", "today")


def test_the_same_a_second_time_is_stored_and_said(phone: Phone) -> None:
    assert "重なって" not in phone.says("E001", "sheets PC 5 3/1")
    assert "重なって" not in phone.says("E001", "sheets PC 4 3/1")
    phone.world.later(hours=1)
    said = phone.says("E001", "sheets PC 5 3/1")
    assert "3/2(月) 08:30 にも記録しています" in said
    assert "取消を押してください" in said


def test_chiefs_record_none(phone: Phone) -> None:
    assert "この操作はできません" in phone.says("E003", "sheets CR3")


def test_a_helper_says_which_beat(phone: Phone) -> None:
    phone.world.at("2026-02-20T10:00")
    said = phone.says("E005", "sheets PC2")
    assert "受持区が複数あります" in said
    assert "EX-P1-1、EX-P1-2" in said
    assert "EX-P1-1　を記録" in phone.says("E005", "sheets PC2 EX-P1-1")
    phone.says("E005", "sheets")
    assert "EX-P1-2　を記録" in phone.submits("E005", kind="CR名刺", sheets="1", beat="EX-P1-2")


def test_a_forged_beat_is_refused_and_nothing_stored(phone: Phone) -> None:
    phone.says("E001", "sheets")
    phone.fills("E001", kind="CR名刺", sheets="1")
    path = "/view/state/values/beat/beat/selected_option/value"
    seen = phone.workspace.submit("U0E001", {path: "FR-P1-1"})
    assert "あなたの受持区ではありません" in str(seen["errors"])
    phone.closes("E001")
    assert "全0件" in phone.says("E001", "today")


def test_a_modal_sent_twice_is_stored_once(phone: Phone) -> None:
    phone.says("E001", "sheets")
    metadata = phone.workspace.view("U0E001")["private_metadata"]
    phone.submits("E001", kind="CR名刺", sheets="2")
    phone.closes("E001")
    phone.says("E001", "sheets")
    phone.fills("E001", kind="CR名刺", sheets="2")
    seen = phone.workspace.submit("U0E001", {"/view/private_metadata": metadata})
    assert "すでに受け付けました" in str(seen["view"])
    phone.closes("E001")
    assert "全1件" in phone.says("E001", "today")
