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
    assert "計上しません" in talk.says("E001", "訪問　１２　面接")
    assert stored(talk) == [("interview", TODAY, time(8, 30))] * 2


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
    assert "*13*　転出（2026/2/1(日)）より後です" in answer
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
    assert "どれかを書いてください" in talk.says("E001", "visit 12 2/28")


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
    assert "*2025年* 12/31" in answer
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
    talk.says("E001", "visit 12 面接 PC")
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
    talk.says("E001", f"visit １{dash}Ａ 面接 EX{dash}P1{dash}1/1{dash}A 不在")
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
