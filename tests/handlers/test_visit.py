"""``/junkai visit``: what is stored, what is refused, and what is said of it."""

import json
import re
from datetime import date, time

import pytest
from sqlalchemy import select

from models.registry import Visit
from models.rules.codes import CardState, ChangeKind, Outcome
from tests.handlers.talk import Talk
from tests.helpers.phone import read

TODAY = date(2026, 3, 2)


def stored(talk: Talk) -> list[tuple[str, date, time | None]]:
    with talk.world.database.reading() as session:
        visits = session.scalars(select(Visit).order_by(Visit.id)).all()
    return [(visit.outcome.value, visit.visited_on, visit.visited_time) for visit in visits]


def test_one_interview(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.says("E001", "visit 12 面接")
    assert "1件を記録しました" in answer
    assert "当年初めての面接 → 3月の実施数 +1" in answer
    talk.world.later(minutes=1)
    assert "計上しません" in talk.says("E001", "訪問　１２　面接")
    assert stored(talk) == [("interview", TODAY, time(8, 30)), ("interview", TODAY, time(8, 31))]


def test_several_at_once_and_a_common_date(talk: Talk) -> None:
    for number in ("12", "13"):
        talk.world.target(number)
    talk.world.target("H-7", card=CardState.PROVISIONAL)
    answer = talk.says("E001", "visit 2/28 12 面接 14:30、13 不在 PC2\nh-7 面接 14時半 カード CR")
    assert "3件を記録しました" in answer
    assert "仮カード解消数 +1" in answer
    assert stored(talk) == [
        ("interview", date(2026, 2, 28), time(14, 30)),
        ("absent", date(2026, 2, 28), None),
        ("interview", date(2026, 2, 28), time(14, 30)),
    ]


def test_nothing_typed(talk: Talk) -> None:
    assert "/junkai visit 12 面接" in talk.says("E001", "visit 2/28")
    assert "どれかを書いてください" in talk.says("E001", "visit 12 2/28 PC")


def test_a_stranger(talk: Talk) -> None:
    talk.world.target("12")
    assert "この操作はできません" in talk.says("NOBODY", "visit 12 面接")
    assert stored(talk) == []


def test_the_same_submission_twice_is_stored_once(talk: Talk) -> None:
    talk.world.target("12")
    talk.says("E001", "visit 12 面接", trigger="one")
    assert "すでに受け付けました" in talk.says("E001", "visit 12 面接", trigger="one")
    assert len(stored(talk)) == 1
    assert [ended for _, ended in talk.heard] == ["done", "again"]


@pytest.mark.parametrize("again", ["visit 12 不在 08:00 PC2", "visit 12 面接 8時", "visit ex-p1-1/12 不在 3/2 8:00"])
def test_a_visit_at_one_minute_is_stored_once(talk: Talk, again: str) -> None:
    """Sent again under another trigger, or meant to correct the first; the sheets must not count twice."""
    talk.world.target("12")
    talk.world.target("13")
    talk.says("E001", "visit 12 不在 08:00 PC2")
    answer = talk.says("E001", f"{again} 13 不在")
    assert "1件を記録しました" in answer
    assert "の不在として、もう記録されています。直すなら" in answer
    assert "何も記録していません" in talk.says("E001", again)
    assert stored(talk) == [("absent", TODAY, time(8)), ("absent", TODAY, time(8, 30))]


def test_a_minute_that_was_not_said_can_be_said(talk: Talk) -> None:
    """Without a time a visit is of now: a second one within that minute is the first, unless its time is told."""
    talk.world.target("12")
    talk.says("E001", "visit 12 不在")
    assert "別の訪問なら、時刻も書いてください" in talk.says("E001", "visit 12 面接")
    assert "1件を記録しました" in talk.says("E001", "visit 12 面接 08:10")
    assert "1件を記録しました" in talk.says("E001", "visit 12 面接 3/1")
    assert "1件を記録しました" in talk.says("E001", "visit 12 不在 3/1")


@pytest.mark.parametrize("again", ["visit 3/1 12 不在 PC2", "visit 3/1 12 不在"])
def test_a_day_sent_again_without_a_time_is_stored_once(talk: Talk, again: str) -> None:
    """Its sheets would count twice; another outcome, another time and another officer are another visit."""
    talk.world.target("12")
    talk.world.visit("12", date(2026, 3, 1), Outcome.ABSENT, at=None, officer="E005")
    talk.says("E001", "visit 3/1 12 不在 PC2")
    answer = talk.says("E001", again)
    assert "3/1(日) の不在として、もう記録されています。別の訪問なら、時刻も書いてください" in answer
    assert "1件を記録しました" in talk.says("E001", "visit 3/1 12 不在 00:00 PC2")
    assert "1件を記録しました" in talk.says("E001", "visit 3/1 12 面接")
    talk.says("E001", "undo")
    assert "もう記録されています" not in talk.says("E001", "visit 3/1 12 面接")


def test_what_was_taken_back_may_be_recorded_again_and_two_officers_are_two_visits(talk: Talk) -> None:
    talk.world.target("12")
    talk.world.at("2026-02-27T20:00")
    for officer in ("E001", "E005"):
        assert "1件を記録しました" in talk.says(officer, "visit EX-P1-1/12 面接 09:00")
    talk.says("E001", "undo")
    assert "1件を記録しました" in talk.says("E001", "visit 12 面接 09:00")
    assert "もう記録されています" in talk.says("E001", "visit 12 面接 09:00")


def test_a_day_to_come_is_not_last_years(talk: Talk) -> None:
    """But in January, and for some weeks more, December is."""
    talk.world.target("12")
    assert "未来の訪問" in talk.says("E001", "visit 3/3 12 面接")
    assert "未来の訪問" in talk.says("E001", "visit 11/29 12 面接")
    assert stored(talk) == []
    answer = talk.says("E001", "visit 12/31 12 面接")
    assert "2025/12/31(水)" in answer
    assert "2025年12月の実施数 +1" in answer
    assert stored(talk) == [("interview", date(2025, 12, 31), None)]
    talk.world.at("2026-11-23T09:00")
    assert "未来の訪問" in talk.says("E001", "visit 11/24 12 面接")


def test_a_day_on_which_one_serves_no_beat(talk: Talk) -> None:
    """Before the assignment began; the rest of the message is stored."""
    talk.world.target("12")
    talk.world.target("13")
    answer = talk.says("E001", "visit 12 面接 2024-02-29 13 不在")
    assert "1件を記録しました" in answer
    assert "記録できなかったもの" in answer
    answer = talk.says("E001", "visit 12 面接 2024-02-29")
    assert "何も記録していません" in answer


def test_a_second_interview_says_so_also_when_sheets_were_left(talk: Talk) -> None:
    talk.world.target("12")
    talk.says("E001", "visit 12 面接 PC 3/1")
    answer = talk.says("E001", "visit 12 面接 PC2")
    assert "3月のパトロールカード活用数 +2（当年2回目以降のため、実施数に計上しません）" in answer


def test_an_entry_with_several_faults_is_one(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.answers("E001", "visit 12 面接、13 めん、14 めん")
    assert answer["text"] == "1件を記録しました。記録できなかったものが2件あります。"
    assert read(answer).count("• *13*") == 1


def test_many_faults_stand_under_one_heading(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.says("E001", "visit " + " ".join(["12 面接"] * 45))
    assert answer.count("記録できなかったもの*") == 1
    assert answer.count("二度書かれています") == 44


@pytest.mark.parametrize(("wrong", "shown"), [(0, 0), (40, 40), (90, 90)])
def test_the_receipt_of_a_hundred_visits_fits_and_says_how_many_more(talk: Talk, wrong: int, shown: int) -> None:
    """All are stored, so all must be told of; what went wrong is told of nowhere else."""
    visits = [f"{10_000_000 + number} 面接 2025-12-28 14:30 PC999 CR999" for number in range(100)]
    for number in range(wrong, 100):
        talk.world.target(str(10_000_000 + number), card=CardState.PROVISIONAL)
    answer = talk.answers("E001", "visit " + "、".join(visits))
    blocks, said = answer["blocks"], read(answer)
    assert len(json.dumps(blocks, ensure_ascii=False)) <= 10_000
    assert len(stored(talk)) == 100 - wrong
    assert f"*{100 - wrong}件を記録しました*" in said
    more = re.search(r"ほか (\d+)件の訪問も記録しました。", said)
    assert said.count("CR999") + (int(more[1]) if more else 0) == 100 - wrong
    assert said.count("その番号の対象はありません") == shown
    assert "取消（今の送信を全部）" in said


def test_days_of_other_years_are_told_with_their_year(talk: Talk) -> None:
    talk.world.target("12")
    assert "2024/2/29(木)に担当か応援の受持区がありません" in talk.says("E001", "visit 12 面接 2024-02-29")


def test_a_number_stands_once_before_all_that_is_wrong_with_it(talk: Talk) -> None:
    talk.world.target("12")
    for said in ("visit 77 めんせつ 12:99", "visit 12 面接 77 めんせつ 12:99"):
        answer = talk.says("E001", said)
        assert answer.count("77") == 1
        assert "分からない言葉" in answer
        assert "結果がありません" in answer


def test_where_nothing_was_recorded_each_entry_has_its_line(talk: Talk) -> None:
    answer = talk.says("E001", "visit " + " ".join(f"{number} めん" for number in range(1, 31)))
    lines = answer.splitlines()
    assert lines[0] == "何も記録していません。"
    assert lines[1].startswith("• 1:")
    assert len(lines) == 12
    assert lines[-1] == "ほか 20件"


def test_more_leavings_than_buttons_are_not_passed_over(talk: Talk) -> None:
    for number in range(1, 8):
        talk.world.target(str(number))
    said = talk.says("E001", "visit " + " ".join(f"{number} 転出確認" for number in range(1, 6)))
    assert "ほかの転出確認" not in said
    said = talk.says("E001", "visit 3/1 " + " ".join(f"{number} 転出確認" for number in range(1, 8)))
    assert "ほかの転出確認は、" in said


def test_where_a_target_went_is_told_to_whoever_may_know(talk: Talk) -> None:
    talk.world.target("12")
    talk.world.change("12", date(2026, 2, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    assert "その日の受持区をつけて" in talk.says("E001", "visit 12 面接")
    assert "EX-P1-2/12 として書いてください" in talk.says("E005", "visit EX-P1-1/12 面接")
