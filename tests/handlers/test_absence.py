"""``/junkai absence``: one's own by words and modal, those of others by chiefs; who stands in hears the notices."""

from datetime import date

import pytest

from handlers.absence import days_of
from tests.helpers.notices import tick
from tests.helpers.phone import Phone, user

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("typed", "days"),
    [
        ("7/1-7/3", ["2026-07-01", "2026-07-03"]),
        ("７／１〜７／３", ["2026-07-01", "2026-07-03"]),
        ("7/1から7/3", ["2026-07-01", "2026-07-03"]),
        ("7月1日~7月3日", ["2026-07-01", "2026-07-03"]),
        ("2026-07-01-2026-07-03", ["2026-07-01", "2026-07-03"]),
        ("2026-07-01", ["2026-07-01"]),
        ("8/1", ["2026-08-01"]),
        ("E002", []),
        ("-", []),
    ],
)
def test_days_in_one_word(typed: str, days: list[str]) -> None:
    from_phone = typed.translate({0xFF0F: "/", **{0xFF10 + digit: str(digit) for digit in range(10)}})
    assert [one.isoformat() for one in days_of(from_phone, TODAY)] == days


def test_in_december_january_is_next_years() -> None:
    assert days_of("12/29-1/3", date(2026, 12, 20)) == [date(2026, 12, 29), date(2027, 1, 3)]


@pytest.mark.parametrize(
    ("typed", "today", "days"),
    [
        ("2/1-12/31", date(2027, 1, 1), [date(2027, 2, 1), date(2027, 12, 31)]),
        ("12/31-1/2", date(2027, 1, 1), [date(2026, 12, 31), date(2027, 1, 2)]),
        ("12/1-2/29", date(2027, 10, 1), [date(2027, 12, 1), date(2028, 2, 29)]),
        ("2027-02-01-2026-12-31", date(2027, 1, 1), [date(2027, 2, 1), date(2026, 12, 31)]),
    ],
)
def test_an_end_is_read_on_or_after_its_beginning(typed: str, today: date, days: list[date]) -> None:
    assert days_of(typed, today) == days


def test_an_end_is_read_so_in_two_words_too(phone: Phone) -> None:
    phone.world.at("2027-01-01T08:30")
    assert "2/1(月)〜12/31(金) の休みを入れました" in phone.says("E001", "休み 2/1 12/31")
    assert "前に入れた 2/1(月)〜12/31(金) は" in phone.says("E001", "休み 2/1")
    assert "前に入れた 2/1(月) は" in phone.says("E001", "休み 2/1-2/3")


@pytest.mark.parametrize("typed", ["3/20-3/10", "3/20 3/10", "3/20〜3/10 E002"])
def test_the_wrong_way_round_is_no_year_of_leave(phone: Phone, typed: str) -> None:
    assert "終わりの日が初めの日より前です" in phone.says("E001", f"休み {typed}")
    assert "全0件" in phone.says("E001", "休み")


def test_leave_over_the_turn_of_the_year_is_read_so(phone: Phone) -> None:
    phone.world.at("2026-11-01T08:30")
    assert "12/28(月)〜2027/3/1(月) の休みを入れました" in phone.says("E001", "休み 12/28-3/1")


@pytest.mark.parametrize("typed", ["3/10-3/12 E002", "３／１０〜３／１２　e002", "3/10 - 3/12 E002", "3/10 3/12 E002"])
def test_an_officer_says_when_and_who_stands_in(phone: Phone, typed: str) -> None:
    said = phone.says("E001", f"休み {typed}")
    assert "*E001*　3/10(火)〜3/12(木) の休みを入れました。" in said
    assert "その間の知らせは *E002* に届きます。" in said
    listed = phone.says("E001", "休み")
    assert "全1件" in listed
    assert "*3/10(火)〜3/12(木)*　自分　代わり E002" in listed


def test_notices_go_to_whoever_stands_in(phone: Phone) -> None:
    phone.says("E001", "休み 4/1-4/2 E005")
    phone.says("E002", "休み 4/1")
    assert "E002 もその間に休みがあります" in phone.says("E005", "休み 4/1 E002")
    assert ("E005", "month_start", "EX-P1-1") in tick(phone.world, "2026-04-01T08:30")


def test_who_stands_in_and_goes_away_hears_whose_notices_wait(phone: Phone) -> None:
    phone.says("E001", "休み 4/1-4/2 E005")
    assert "この間、E001 の知らせも代わりに受けることになっていました" in phone.says("E005", "休み 4/2-4/3")
    phone.says("E005", "休み")
    phone.presses("E005", "absence.withdraw", value=phone.first("E005"))
    assert "代わりに受けることに" not in phone.says("E005", "休み 4/3")  # E001 is back
    assert ("E005", "month_start", "EX-P1-1") in tick(phone.world, "2026-04-01T08:30")


def test_without_anybody_the_notices_wait(phone: Phone) -> None:
    assert "4/3(金) の朝に、まだ役に立つものだけ" in phone.says("E001", "休み 4/1-4/2")
    assert "E001" not in {who for who, _, _ in tick(phone.world, "2026-04-01T08:30")}
    assert "E001" not in {who for who, _, _ in tick(phone.world, "2026-04-02T09:30")}
    assert ("E001", "month_start", "EX-P1-1") in tick(phone.world, "2026-04-03T08:30")


def test_a_chief_enters_those_of_the_post(phone: Phone) -> None:
    phone.says("E002", "休み")
    phone.presses("E002", "absence.open")
    assert [one.split("　")[0] for one in phone.finds("E002", "absence.officer", "")] == ["E001", "E002", "E005"]
    acting = {one.split("　")[0] for one in phone.finds("E002", "absence.acting", "")}
    assert acting == {"E001", "E003", "E004", "E005"}
    (who,) = [one["value"] for one in phone.workspace.search(user("E002"), "absence.officer", "E005")["options"]]
    said = phone.submits("E002", who=who, starts_on="2026-03-20", ends_on="2026-03-10", acting=None)
    assert said.startswith("ends_on: 終わりの日が初めの日より前です。")
    assert "*E005*　3/20(金)〜3/22(日)" in phone.submits("E002", ends_on="2026-03-22")
    phone.closes("E002")
    assert "*3/20(金)〜3/22(日)*　E005" in phone.says("E002", "休み")
    assert "全1件" in phone.says("E005", "休み")
    assert "全0件" in phone.says("E001", "休み")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("2/30", "日"),
        ("あした 例示 太郎 さん", "読めませんでした"),
        ("2026-03-01", "もう過ぎた日"),
        ("2026-03-03-2027-03-10", "一年を超える"),
        ("3/10 E001", "同じ署の本人以外"),
        ("3/10 F001", "同じ署の本人以外"),
        ("3/10 X999", "同じ署の本人以外"),
        ("3/10 E007", "E007 は代わりになれません。代わりは、その間ずっと 受持警察官・所長・幹部・地域課長・署長"),
    ],
)
def test_what_cannot_be_is_refused(phone: Phone, typed: str, words: str) -> None:
    assert words in phone.says("E001", f"休み {typed}")
    assert "全0件" in phone.says("E001", "休み")


def test_two_that_overlap_are_not_both_kept_but_one_is_changed(phone: Phone) -> None:
    phone.says("E001", "休み 3/10-3/12")
    assert "2026-03-10〜2026-03-12 の休みと重なります" in phone.says("E001", "休み 3/12-3/14")
    changed = phone.says("E001", "休み 3/10-3/20")  # from the same day
    assert "3/10(火)〜3/20(金) の休みを入れました" in changed
    assert "前に入れた 3/10(火)〜3/12(木) は、これに改まります" in changed
    assert "全1件" in phone.says("E001", "休み")


def test_nobody_touches_those_of_others(phone: Phone) -> None:
    phone.says("E001", "休み 3/10")
    phone.says("E001", "休み")
    mine = phone.first("E001")
    phone.says("E005", "休み 3/11")
    phone.says("E005", "休み")
    refused = phone.workspace.press(user("E005"), "absence.withdraw", forged={"/actions/0/value": mine}, on="ephemeral")
    assert refused["status"] == 200
    assert "全1件" in phone.says("E001", "休み")


def test_strangers_and_those_without_a_unit_get_nowhere(phone: Phone) -> None:
    seen = phone.workspace.slash("U0STRANGER", "休み")
    assert "管理者に確かめてください" in str(seen["ephemerals"])


def test_what_was_taken_back_stays_so(phone: Phone) -> None:
    phone.says("E001", "休み 4/1-4/2")
    phone.says("E001", "休み")
    mine = phone.first("E001")
    assert "取りやめました" in phone.presses("E001", "absence.withdraw", value=mine)
    assert "もう終わったか" in phone.presses("E001", "absence.withdraw", value=mine)
    assert ("E001", "month_start", "EX-P1-1") in tick(phone.world, "2026-04-01T08:30")
