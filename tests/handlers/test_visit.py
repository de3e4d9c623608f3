"""``/junkai visit``: what is stored, what is refused, and what is said of it."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import Refusal
from handlers.visit_words import faults_of, read_visits
from models.registry import Visit
from models.rules.codes import CardState, ChangeKind
from tests.handlers.talk import Talk

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


@pytest.mark.parametrize("day", ["2/30", "令和8年2月29日", "昨日 2/27"])
def test_a_faulty_common_date_stores_nothing_under_today(talk: Talk, day: str) -> None:
    for number in ("12", "13"):
        talk.world.target(number)
    answer = talk.says("E001", f"visit {day} 12 面接、13 不在 2/28")
    assert "*12*　" in answer
    assert stored(talk) == [("absent", date(2026, 2, 28), None)]


def test_a_date_alone_that_does_not_exist_is_named() -> None:
    (entry,) = read_visits("2/30", TODAY).entries
    assert entry.faults == ["no_target", "date"]


def test_faulty_parts_are_listed_and_the_rest_is_stored(talk: Talk) -> None:
    talk.world.target("12")
    talk.world.target("13")
    talk.world.change("13", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    answer = talk.says("E001", "visit 12 面接 13 面接 99 不在 14")
    assert "1件を記録しました" in answer
    assert "*13*　転出など（2/1(日)）より後です" in answer
    assert "その番号の対象はありません" in answer
    assert "*14*　結果がありません" in answer
    assert len(stored(talk)) == 1


@pytest.mark.parametrize("words", ["見本 花子 面接", "090-1234-5678 面接", "12 面接 見本花子", "見本町1丁目2番3号"])
def test_names_and_telephone_numbers_are_refused_and_not_repeated(talk: Talk, words: str) -> None:
    talk.world.target("12")
    answer = talk.says("E001", f"visit {words}")
    assert "氏名・住所・電話番号は書かず" in answer
    assert not any(word in answer for word in ("花子", "1234", "見本町"))
    assert stored(talk) == []


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


def test_what_was_taken_back_may_be_recorded_again_and_two_officers_are_two_visits(talk: Talk) -> None:
    talk.world.target("12")
    talk.world.at("2026-02-27T20:00")
    for officer in ("E001", "E005"):
        assert "1件を記録しました" in talk.says(officer, "visit EX-P1-1/12 面接 09:00")
    talk.says("E001", "undo")
    assert "1件を記録しました" in talk.says("E001", "visit 12 面接 09:00")
    assert "もう記録されています" in talk.says("E001", "visit 12 面接 09:00")


def test_dates_of_last_year() -> None:
    read = read_visits("12/28 12 面接", date(2026, 1, 5))
    assert read.on == date(2025, 12, 28)


def test_a_number_is_no_date_and_no_range() -> None:
    read = read_visits("5-12 面接 12-3 不在 PC2", TODAY)
    assert [entry.name.number for entry in read.entries if entry.name] == ["5-12", "12-3"]


@pytest.mark.parametrize("words", ["14:00 12 面接", "25:00 12 面接", "見本花子 12 面接", "不在 12 面接"])
def test_words_before_a_number_are_no_guess(talk: Talk, words: str) -> None:
    """What stands before a number may have been meant for it: stored without it, the visit would be a wrong one."""
    talk.world.target("12")
    talk.world.target("13")
    answer = talk.says("E001", f"visit {words} 13 面接")
    assert "*12*" in answer
    assert "番号、結果の順" in answer
    assert "花子" not in answer
    assert [outcome for outcome, *_ in stored(talk)] == ["interview"]
    assert "1件を記録しました" in answer


def test_a_stray_word_in_a_part_of_its_own_spoils_nothing(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.says("E001", "visit 14:00、12 面接")
    assert "対象の番号がありません" in answer
    assert len(stored(talk)) == 1


def test_too_many() -> None:
    with pytest.raises(Refusal):
        read_visits("、".join(f"{number} 面接" for number in range(1, 102)), TODAY)


@given(st.text(max_size=200))
def test_no_text_astonishes(text: str) -> None:
    with suppress(Refusal):
        for entry in read_visits(text, TODAY).entries:
            assert faults_of(entry) or entry.outcome


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


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("12 面接 PC 2 13 不在", 1),
        ("12 面接 PC 13 不在", 2),
        ("12 面接 PC99999", 0),
        ("12 面接 PC-1", 0),
        ("12 面接; 13 不在", 2),
        ("12 面接\u200b 13 不在", 2),
        ("12 面接 12 面接", 1),
        ("12 面接 9:00 12 面接 10:00", 2),
        ("12 面接 R8.2.20", 1),
    ],
)
def test_how_sheets_separators_and_repetitions_are_read(talk: Talk, words: str, count: int) -> None:
    talk.world.at("2026-03-02T12:00")
    talk.world.target("12")
    talk.world.target("13")
    talk.says("E001", f"visit {words}")
    assert len(stored(talk)) == count


def test_a_second_interview_says_so_also_when_sheets_were_left(talk: Talk) -> None:
    talk.world.target("12")
    talk.says("E001", "visit 12 面接 PC 3/1")
    answer = talk.says("E001", "visit 12 面接 PC2")
    assert "3月のパトロールカード活用数 +2（当年2回目以降のため、実施数に計上しません）" in answer


def test_many_faults_stand_under_one_heading(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.says("E001", "visit " + " ".join(["12 面接"] * 45))
    assert answer.count("記録できなかったもの*") == 1
    assert answer.count("二度書かれています") == 44


@pytest.mark.parametrize("dash", ["ー", "ｰ", "－", "−", "‐", "–", "—", "─"])
def test_whatever_the_keyboard_gives_for_a_hyphen_is_one(talk: Talk, dash: str) -> None:
    talk.world.target("1-A")
    talk.says("E001", f"visit １{dash}Ａ 面接 08:00 EX{dash}P1{dash}1/1{dash}A 不在")
    assert [outcome for outcome, _, _ in stored(talk)] == ["interview", "absent"]
    assert "分からない言葉" in talk.says("E001", f"visit 090{dash}1234{dash}5678 面接")


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


def test_words_without_a_space_are_told_how(talk: Talk) -> None:
    talk.world.target("12")
    assert "間を空けて" in talk.says("E001", "visit 12面接")


@pytest.mark.parametrize(
    "words", ["12 不在 11ー30", "12 不在 PC2 11-30", "12 不在 3-1", "12 不在、11-30", "11-30 12 不在"]
)
def test_a_day_with_a_dash_is_no_guess(talk: Talk, words: str) -> None:
    """It may be a number: stored without it, the visit would stand on a wrong day."""
    talk.world.target("12")
    talk.world.target("11-30")
    answer = talk.says("E001", f"visit {words}")
    assert "日付は 11/30 のように" in answer
    assert stored(talk) == []


def test_a_number_like_a_day_is_a_target_with_its_outcome(talk: Talk) -> None:
    talk.world.target("12")
    talk.world.target("11-30")
    talk.says("E001", "visit 12 不在 11-30 面接")
    assert [outcome for outcome, _, _ in stored(talk)] == ["absent", "interview"]


def test_sheets_after_a_separator_belong_to_the_entry_before(talk: Talk) -> None:
    for number in ("12", "13"):
        talk.world.target(number)
    answer = talk.says("E001", "visit 12 面接 PC2、CR1、13 不在\nPC1枚")
    assert "*12*　面接" in answer
    assert "CR1　PC2" in answer
    assert "*13*　不在" in answer
    assert "PC1" in answer
    assert "記録できなかった" not in answer


@pytest.mark.parametrize("words", ["12 不在、2/28", "12 不在\n2/28 14:30", "12 不在;14:30", "13 不在\n2/28\n12 不在"])
def test_a_day_or_time_after_a_separator_is_no_guess(talk: Talk, words: str) -> None:
    talk.world.target("12")
    talk.world.target("13")
    assert "離れて書かれた日付・時刻" in talk.says("E001", f"visit {words}")
    assert stored(talk) == []


def test_what_has_no_target_is_quoted_as_far_as_it_is_no_name(talk: Talk) -> None:
    talk.world.target("12")
    answer = talk.says("E001", "visit 12 不在、面接 CR1 見本花子")
    assert "（面接 CR1）対象の番号がありません" in answer
    assert "花子" not in answer


@pytest.mark.parametrize("words", ["12番 不在", "*12* 不在", "12:不在", "１２：不在", "*12番*　不在"])
def test_numbers_as_people_write_them(talk: Talk, words: str) -> None:
    talk.world.target("12")
    assert "*12*　不在" in talk.says("E001", f"visit {words}")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("12面接13不在", "番号と結果の間を空けて"),
        ("12～14 不在", "番号は一つずつ"),
        ("12〜14不在", "番号と結果の間を空けて"),
        ("12 面接 PC0", "1以上の数"),
    ],
)
def test_what_is_wrong_is_said(talk: Talk, words: str, said: str) -> None:
    talk.world.target("12")
    answer = talk.says("E001", f"visit {words}")
    assert said in answer
    assert "対象の番号がありません" not in answer
    assert stored(talk) == []


def test_where_nothing_was_recorded_each_entry_has_its_line(talk: Talk) -> None:
    answer = talk.says("E001", "visit " + " ".join(f"{number} めん" for number in range(1, 31)))
    lines = answer.splitlines()
    assert lines[0] == "何も記録していません。"
    assert lines[1].startswith("• 1:")
    assert len(lines) == 12
    assert lines[-1] == "ほか 40件"


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
