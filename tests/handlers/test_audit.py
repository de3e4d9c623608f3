"""Who looked at what, told to the 管理責任者 and shown to them."""

import pytest

from tests.helpers.phone import Phone


def test_what_is_unusual_comes_as_a_message_without_a_name(phone: Phone) -> None:
    phone.world.target("12")
    phone.home("12", "架空 太郎", "例示町1-2-3")
    phone.world.at("2026-03-02T23:00")
    phone.says("E001", "target 12")
    assert phone.heard("E003") == []
    phone.world.at("2026-03-03T06:59")
    phone.deliverer.run_until_empty()
    assert phone.heard("E003") == []  # a night's sleep is nobody's to break
    phone.world.at("2026-03-03T07:00")
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
    assert "3/2(月) 08:30　E001　*EX-P1-1/12*　対象の画面" in said
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


def test_a_list_of_names_that_was_searched_is_a_look(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "target")
    phone.closes("E001")
    phone.says("E001", "visit")
    phone.closes("E001")
    said = phone.says("E003", "閲覧")
    assert "全2件（1人）" in said
    assert "E001　*EX-P1-1*　対象を探す一覧" in said
    assert "E001　*EX-P1-1*　訪問を記録する一覧" in said
    assert "全2件" in phone.says("E003", "閲覧 EX-P1-1")
    assert "全0件" in phone.says("E003", "閲覧 EX-P1-1/12")


def test_what_was_refused_to_whom(phone: Phone) -> None:
    phone.world.target("12", beat="EX-P1-2")
    phone.says("E001", "target EX-P1-2/12")
    phone.says("E001", "配置")
    phone.says("STRANGER", "visit 12 面接")
    for words in ("閲覧 断り", "audit refused"):
        said = phone.says("E003", words)
        assert "全3件" in said
        assert "3/2(月) 08:30　E001　対象　担当・応援でない受持区の対象" in said
        assert "E001　配置　その操作の権限がない" in said
        assert "登録のない人（Slack ID U0STRANGER）　訪問　職員として登録がない" in said
    assert "全2件" in phone.says("E003", "閲覧 断り E001 3/2")
    assert "全0件" in phone.says("E003", "閲覧 断り 3/1")
    phone.says("E003", "閲覧")
    assert "全3件" in phone.presses("E003", "audit.denied")
    assert "職員番号か日付" in phone.says("E003", "閲覧 断り EX-P1-2")


def test_more_than_a_page_of_refusals(phone: Phone) -> None:
    for _ in range(11):
        phone.says("E001", "配置")
    assert "全11件" in phone.says("E003", "閲覧 断り e001")
    assert phone.presses("E003", "audit.denied:on").count("その操作の権限がない") == 1


def test_a_visit_that_is_refused_among_others_is_noted_once(phone: Phone) -> None:
    phone.world.target("12")
    phone.world.target("13", beat="EX-P1-2")
    phone.says("E001", "visit 12 不在 EX-P1-2/13 不在")
    phone.says("E001", "visit EX-P1-2/13 不在 EX-P1-2/13 面接")
    assert "全2件" in phone.says("E003", "閲覧 断り")
