"""Single values as people write them."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.importing import values
from bot.importing.cells import WasDate
from bot.importing.faults import Faulty
from models.rules.codes import Criterion, Outcome


@pytest.mark.parametrize(
    "text",
    ["2026-04-01", "2026/4/1", "令和8年4月1日", "R8.4.1", "r8.4.1", "２０２６／４／１", "2026年4月1日", "Ｒ８．４．１"],
)
def test_days(text: str) -> None:
    assert values.day(text) == date(2026, 4, 1)


def test_the_edges_of_the_eras() -> None:
    assert values.day("令和元年5月1日") == date(2019, 5, 1)
    assert values.day("H31.4.30") == date(2019, 4, 30)
    assert values.day("S64.1.7") == date(1989, 1, 7)
    for outside in ("R1.4.30", "H31.5.1", "S64.1.8", "H0.1.1"):
        with pytest.raises(Faulty, match="no_such_day"):
            values.day(outside)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-02-30", "no_such_day"),
        ("2027-2-29", "no_such_day"),
        ("4/1", "day"),
        ("", "day"),
        ("1899-12-31", "day_too_early"),
        ("0001-01-01", "day_too_early"),
        ("M32.12.31", "day_too_early"),
    ],
)
def test_what_is_no_day(text: str, code: str) -> None:
    with pytest.raises(Faulty) as caught:
        values.day(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-10T10:00", (date(2026, 1, 10), time(10))),
        ("2026/1/10 9:05", (date(2026, 1, 10), time(9, 5))),
        ("R8.1.10 9:05:30", (date(2026, 1, 10), time(9, 5, 30))),
        ("2025-12-31T15:10Z", (date(2026, 1, 1), time(0, 10))),
        ("2026-01-01T00:10+09:00", (date(2026, 1, 1), time(0, 10))),
        ("2025-12-31 10:10 -05:00", (date(2026, 1, 1), time(0, 10))),
    ],
)
def test_moments_are_japans(text: str, expected: tuple[date, time]) -> None:
    assert values.moment(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2026-01-10", "moment_without_time"),
        ("R8.1.10", "moment_without_time"),
        ("2026-01-10T25:00", "moment"),
        ("10:00", "moment"),
        ("9999-12-31T23:00-12:00", "moment"),
        ("2026-01-10T10:00+99:99", "moment"),
        ("0001-01-01T10:00", "day_too_early"),
        ("2026-01-10T10", "moment"),
        ("", "moment"),
    ],
)
def test_what_is_no_moment(text: str, code: str) -> None:
    with pytest.raises(Faulty) as caught:
        values.moment(text)
    assert caught.value.code == code


@pytest.mark.parametrize("parse", [values.number, values.code])
def test_a_number_that_became_a_date_is_none(parse: Callable[[str], str]) -> None:
    """1-2 in a cell of a spreadsheet is the second of January."""
    assert parse("2026-01-02") == "2026-01-02"
    with pytest.raises(Faulty) as caught:
        parse(WasDate("2026-01-02"))
    assert caught.value.code == "was_date"


def test_numbers_words_and_criteria() -> None:
    assert values.whole("１，２３４") == 1234
    assert values.optional_whole("") == 0
    assert values.number("Ａ-12") == "A-12"
    assert values.choice(Outcome, "outcome", "空家") is Outcome.VACANT
    assert values.criteria("世帯3；世帯10") == Criterion.HOUSEHOLD_3 | Criterion.HOUSEHOLD_10
    for parse, text in (
        (values.whole, "-1"),
        (values.whole, "1.5"),
        (values.whole, "99999999999"),
        (values.number, "十二"),
        (values.number, "1" * 17),
        (values.criteria, "世帯11"),
        (values.name, ""),
        (values.name, "a\nb"),
    ):
        with pytest.raises(Faulty):
            parse(text)


@given(st.text(max_size=40))
def test_no_text_astonishes(text: str) -> None:
    for parse in (values.day, values.moment, values.whole, values.number, values.criteria, values.code):
        with suppress(Faulty):
            parse(text)
