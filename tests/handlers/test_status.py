"""``/junkai status``."""

from datetime import date

from tests.handlers.talk import Talk
from tests.helpers.phone import Phone, shape


def test_an_officer_and_a_chief(talk: Talk) -> None:
    talk.world.target("1")
    talk.world.visit("1", date(2026, 3, 1))
    answer = talk.says("E001", "進捗")
    assert "EX-P1-1" in answer
    assert "EX-P1-2" not in answer
    assert "全体" not in answer
    assert "計画未承認" in answer
    assert "\n未実施 0 / 対象 1　実施率 100.0%" in answer
    of_the_post = talk.says("E002", "status")
    assert "*EX-P1 例示交番*　全体\n今月　1　今年　1（計画未承認）\n未実施 0 / 対象 1" in of_the_post
    assert "EX-P1-2" in of_the_post
    assert "担当なし" in talk.says("E004", "status")


def test_an_entry_of_another_year_is_told_with_it(talk: Talk) -> None:
    talk.world.target("1")
    talk.says("E001", "visit 1 不在")
    assert "最後の訪問入力　3/2(月)" in talk.says("E001", "status")
    talk.world.at("2028-02-29T08:30")
    assert "最後の訪問入力　2026/3/2(月)" in talk.says("E001", "status")


def test_who_sees_nothing(talk: Talk) -> None:
    assert "今の役割と担当でできることは" in talk.says("E007", "status")
    assert "この操作はできません" in talk.says("NOBODY", "status")


def test_buttons_for_what_may_be_done_only(phone: Phone) -> None:
    """The 統括 sees no targets; a chief sees them, and records no visit."""
    phone.world.target("12")
    assert "EX-P1-1" in phone.says("E006", "status")
    assert "status.due" not in shape(phone.heard("E006")[-1])
    phone.says("E002", "status")
    assert "*12*" in phone.presses("E002", "status.due", value="EX-P1-1")
    assert "visit.open" not in shape(phone.heard("E002")[-1])
    assert "*12*" in phone.says("E002", "card EX-P1-1") + phone.presses("E002", "card.list:unconfirmed")
    assert "card.open" not in shape(phone.heard("E002")[-1])


def test_a_chief_sorts_and_goes_down_to_what_is_due(phone: Phone) -> None:
    for number in range(1, 13):
        phone.world.target(str(number))
    phone.world.target("1", beat="EX-P1-2")
    phone.world.visit("1", date(2026, 3, 1), beat="EX-P1-2")
    said = phone.says("E003", "status")
    assert "全3受持区（受持区順）" in said
    assert said.index("EX-P1-1") < said.index("EX-P1-2")
    said = phone.presses("E003", "status.sort", "実施率の低い順")
    assert "（実施率の低い順）" in said
    assert said.index("EX-P1-1") < said.index("EX-P1-2")
    said = phone.presses("E003", "status.due", value="EX-P1-1")
    assert "期限の来た対象　全12件（重点 0・一般 12）" in said
    assert "面接の記録なし" in said
    assert "*12*" not in said
    assert "*12*" in phone.presses("E003", "status.due:on")


def test_a_page_that_there_is_not(phone: Phone) -> None:
    """Also a number with more figures than Python turns into one."""
    for number in range(1, 13):
        phone.world.target(str(number))
    phone.says("E001", "status")
    phone.presses("E001", "status.due")
    for forged in ("EX-P1-1/" + "9" * 5000, "EX-P1-1/²", "EX-P1-1/x"):
        said = phone.presses("E001", "status.due:on", forged={"/actions/0/value": forged}, on="ephemeral")
        assert "古くなりました" in said


def test_an_officer_records_from_the_due_list(phone: Phone) -> None:
    phone.world.target("12")
    phone.says("E001", "status")
    phone.presses("E001", "status.due")
    assert "*EX-P1-1/12*" in phone.presses("E001", "visit.open")
    assert "記録しました" in phone.submits("E001", outcome="面接")


def test_words_are_not_passed_over(talk: Talk) -> None:
    """Whoever asks for another year must not take this year's figures for it."""
    assert "/junkai 結果表 2025" in talk.says("E001", "status 2025")
    assert "進み具合" in talk.says("E001", "status　")
