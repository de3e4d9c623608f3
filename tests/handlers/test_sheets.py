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
        ("CR0", "枚数は 1〜999"),
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
    assert "取り消しました" in phone.submits("E001", reason="枚数ちがい")
    phone.closes("E001")
    assert "取消 1件" in phone.says("E001", "today")


def test_chiefs_record_none(phone: Phone) -> None:
    assert "この操作はできません" in phone.says("E003", "sheets CR3")
