"""``/junkai undo``."""

from datetime import date

import pytest

from models.rules.codes import ChangeKind
from tests.handlers.talk import Talk
from tests.helpers.phone import Phone


def test_the_last_submission_goes_and_no_other(talk: Talk) -> None:
    for number in ("1", "2", "3"):
        talk.world.target(number)
    talk.says("E001", "visit 1 面接")
    talk.says("E001", "visit 2 面接 3 不在")
    answer = talk.says("E001", "取消")
    assert "2件を取り消しました" in answer
    assert "もう取り消してあります" in talk.says("E001", "undo")
    assert "今年　1" in talk.says("E001", "status")


def test_nothing_to_undo(talk: Talk) -> None:
    assert "取り消せる記録がありません" in talk.says("E001", "undo")


def test_words_are_not_passed_over(talk: Talk) -> None:
    """Whoever names a target means that one, not whatever came last."""
    talk.world.target("1")
    talk.says("E001", "visit 1 面接")
    assert "何も取り消していません" in talk.says("E001", "undo 7")
    assert "今年　1" in talk.says("E001", "status")
    assert "1件を取り消しました" in talk.says("E001", "undo　")


def test_sheets_go_and_not_the_visit_before_them(talk: Talk) -> None:
    talk.world.target("1")
    talk.says("E001", "visit 1 面接")
    talk.says("E001", "sheets CR3")
    answer = talk.says("E001", "undo")
    assert "1件を取り消しました" in answer
    assert "CR名刺 3枚" in answer
    assert "今年　1" in talk.says("E001", "status")


def test_whoever_has_several_beats_is_told_which(talk: Talk) -> None:
    """In the receipt, the day's list and what is taken back; a single beat is not repeated all the time."""
    talk.world.target("1")
    talk.world.target("1", beat="EX-P1-2")
    talk.world.at("2026-02-10T10:00")
    assert "*EX-P1-1/1*　面接" in talk.says("E005", "visit EX-P1-1/1 面接 EX-P1-2/1 不在 PC")
    assert "*EX-P1-2/1*　訪問・不在" in talk.says("E005", "today")
    assert "*EX-P1-1/1*　面接" in talk.says("E005", "undo")
    talk.says("E005", "sheets CR3 EX-P1-2")
    assert "*EX-P1-2*　CR名刺 3枚" in talk.says("E005", "today")
    assert "*1*　面接" in talk.says("E001", "visit 1 面接")


def test_what_is_taken_back_is_listed_without_gaps(phone: Phone) -> None:
    phone.says("E001", "card 仮 101-103")
    phone.submits("E001", address="例示町9", building="例示棟")
    phone.submits("E001")
    phone.closes("E001")
    said = phone.says("E001", "undo")
    assert "3件を取り消しました" in said
    assert "\n\n" not in said


@pytest.mark.parametrize("said", ["today", "undo"])
def test_in_the_first_hours_of_a_year_the_year_before_is_another(talk: Talk, said: str) -> None:
    """Days are told by Japan's calendar, which is nine hours ahead of the moments stored."""
    talk.world.target("5")
    talk.world.target("8")
    talk.world.at("2027-01-01T00:05")
    talk.says("E001", "visit 5 面接 00:04 8 面接 12/31")
    answer = talk.says("E001", said)
    assert "2026/12/31(木)" in answer
    assert "面接　1/1(金)" in answer


def test_what_it_does_to_the_figures_is_told(talk: Talk) -> None:
    talk.world.target("1")
    talk.says("E001", "visit 1 不在 08:00")
    assert "様式の数は変わりません" in talk.says("E001", "undo")
    talk.world.at("2026-03-02T10:00")
    talk.says("E001", "visit 1 面接 CR2")
    answer = talk.says("E001", "undo")
    assert "3月の実施数 −1" in answer
    assert "3月のCR名刺活用数 −2" in answer


def test_a_target_is_called_as_in_the_beat_of_the_day(talk: Talk) -> None:
    """Whoever has it now knows no other name of it."""
    talk.world.target("12")
    talk.world.change("12", date(2026, 2, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    talk.says("E005", "visit 12 不在")
    assert "EX-P1-1" not in talk.says("E005", "today")
    assert "*12*　不在" in talk.says("E005", "undo")
