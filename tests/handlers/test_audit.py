"""Who looked at what, told to the 管理責任者 and shown to them."""

import pytest

from tests.helpers.phone import Phone


def test_what_is_unusual_comes_as_a_message_without_a_name(phone: Phone) -> None:
    phone.world.target("12")
    phone.home("12", "架空 太郎", "例示町1-2-3")
    phone.world.at("2026-03-02T23:00")
    phone.says("E001", "target 12")
    said = phone.receives("E003")
    assert said.startswith("夜間（22時〜5時）の閲覧がありました。2026-03-02　職員番号 E001")
    assert "本人に確かめてください" in said
    for personal in ("架空", "例示"):
        assert personal not in said


def test_who_looked_at_what(phone: Phone) -> None:
    phone.world.target("12")
    phone.home("12", "架空 太郎", "例示町1-2-3")
    for _ in range(11):
        phone.says("E001", "target 12")
        phone.closes("E001")
    said = phone.says("E003", "閲覧")
    assert "全11件（1人）" in said
    assert "2026-03-02 08:30　E001　*EX-P1-1/12*　対象の画面" in said
    assert phone.presses("E003", "audit.page:on").count("対象の画面") == 1
    assert "全11件" in phone.says("E003", "audit ｅ001 3/2")
    assert "全11件" in phone.says("E003", "audit EX-P1-1/12")
    assert "ありません" in phone.says("E003", "audit EX-P1-2 E001")
    assert "架空" not in str(phone.heard("E003"))


@pytest.mark.parametrize("words", ["架空太郎", "E001 E002", "3/32", "3/1 3/2", "EX-P1-1 EX-P1-2"])
def test_what_means_nothing_is_not_repeated(phone: Phone, words: str) -> None:
    assert phone.says("E003", f"audit {words}").startswith("職員番号・受持区の符号")


@pytest.mark.parametrize("forged", ["", "1", "|||x|1", "E001|||2026-03-02|x", "E001||||1|", "|FR-P1-1|||1"])
def test_a_forged_page_opens_nothing(phone: Phone, forged: str) -> None:
    phone.world.target("12")
    for _ in range(11):
        phone.says("E001", "target 12")
        phone.closes("E001")
    phone.says("E003", "audit")
    said = phone.presses("E003", "audit.page:on", forged={"/actions/0/value": forged})
    assert "対象の画面" not in said


def test_others_are_refused(phone: Phone) -> None:
    for officer in ("E001", "E002", "E007"):
        assert "閲覧の記録" not in phone.says(officer, "audit")
