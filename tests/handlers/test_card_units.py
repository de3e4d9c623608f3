"""The rooms of a building, as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from handlers.card_units import units_in


@pytest.mark.parametrize(
    ("text", "first", "last", "number"),
    [
        ("101-112", "101", "112", 12),
        ("101-612", "101", "612", 72),
        ("１０１～１０３、２０１〜２０３", "101", "203", 6),
        ("101号室ー103号室", "101", "103", 3),
        ("101,101,102", "101", "102", 2),
        ("901-1002", "901", "1002", 4),
        ("A101-A103", "A101", "A103", 3),
        ("A101-103 B101", "A101", "B101", 4),
        ("1-12", "1", "12", 12),
        ("01-12", "01", "12", 12),
        ("205", "205", "205", 1),
    ],
)
def test_what_is_read(text: str, first: str, last: str, number: int) -> None:
    units = units_in(text)
    assert (units[0], units[-1], len(units)) == (first, last, number)


def test_floors_have_the_same_rooms() -> None:
    assert units_in("101-203") == ("101", "102", "103", "201", "202", "203")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "building.units"),
        ("、 ,", "building.units"),
        ("例示荘", "building.units"),
        ("A101-B103", "building.units"),
        ("101-", "building.units"),
        ("1234567", "building.units"),
        ("112-101", "building.floors"),
        ("105-203", "building.floors"),
        ("301-112", "building.floors"),
        ("95-105", "building.floors"),
        ("1-112", "building.floors"),
        ("101-1112", "building.too_many"),
        ("1-99999", "building.floors"),
        ("10001-99999", "building.too_many"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        units_in(text)
    assert caught.value.code == code


@given(st.text(alphabet="0123456789A-~,、 号室", max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    try:
        units = units_in(text)
    except Refusal:
        return
    assert 0 < len(units) <= 120
    assert len(set(units)) == len(units)
