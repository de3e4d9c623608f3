"""How the words of a visit are read: what is clear is stored, what is doubtful is said and not guessed."""

from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.errors import Refusal
from handlers.visit_words import fault_of, read_visits
from models.registry import Visit
from models.rules.codes import ChangeKind
from tests.handlers.talk import Talk

TODAY = date(2026, 3, 2)


def stored(talk: Talk) -> list[tuple[str, date, time | None]]:
    with talk.world.database.reading() as session:
        visits = session.scalars(select(Visit).order_by(Visit.id)).all()
    return [(visit.outcome.value, visit.visited_on, visit.visited_time) for visit in visits]


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
    assert "*13*　転出（2/1(日)）より後です" in answer
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


PERSONAL = [
    "090-1234",
    "3-14-5",
    "1234-5678",
    "123-4567",
    "03-123",
    "12-3-4-5",
    "TEL090-1234",
    "(3-14-5)",
    "0901234567",
]


@pytest.mark.parametrize("word", PERSONAL)
@pytest.mark.parametrize(
    "command",
    [
        *("visit {}", "visit {} 不在", "visit 12 不在 {}", "visit 12 面接、13 不在 {}", "visit EX-P1-1/{}", "card {}"),
        *("card 12 {}", "card 12 配布 {}", "target {}", "today {}", "sheets CR3 {}", "report {}", "undo {}", "{}"),
        *("audit {}", "staff {}"),
    ],
)
def test_what_may_be_a_telephone_number_or_an_address_stops_all_of_it(
    talk: Talk, caplog: pytest.LogCaptureFixture, command: str, word: str
) -> None:
    """Nothing is stored, said again or logged."""
    talk.world.target("12")
    talk.world.target("13")
    said = talk.says("E003" if command in ("audit {}", "staff {}") else "E001", command.format(word))
    assert not any(part in said for part in (word, "1234", "3-14", "14-5"))
    assert word not in caplog.text
    assert stored(talk) == []
    assert command[:2] != "vi" or "電話番号" in said


@pytest.mark.parametrize(("words", "numbers"), [("101-112", ["101-112"]), ("H-7", ["H-7"]), ("11-30", ["11-30"])])
def test_a_number_with_a_hyphen_is_still_one(words: str, numbers: list[str]) -> None:
    read = read_visits(f"2026-03-01 {words} 面接", TODAY)
    assert [entry.name.number for entry in read.entries if entry.name] == numbers


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
            assert fault_of(entry) or entry.outcome


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


@pytest.mark.parametrize("dash", ["ー", "ｰ", "－", "−", "‐", "–", "—", "─"])
def test_whatever_the_keyboard_gives_for_a_hyphen_is_one(talk: Talk, dash: str) -> None:
    talk.world.target("1-A")
    talk.says("E001", f"visit １{dash}Ａ 面接 08:00 EX{dash}P1{dash}1/1{dash}A 不在")
    assert [outcome for outcome, _, _ in stored(talk)] == ["interview", "absent"]
    assert "電話番号か住所のような" in talk.says("E001", f"visit 090{dash}1234{dash}5678 面接")


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
