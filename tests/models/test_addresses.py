"""What counts as the same address, and what does not."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.addresses import plain_address


@pytest.mark.parametrize(
    "spelling",
    [
        "青葉1-2-3",
        "青葉１－２－３",
        "青葉１丁目２番３号",
        "青葉一丁目2番3号",
        "青葉1丁目2番地3",
        "青葉1丁目2番地の3",
        "青葉1丁目2の3",
        "青葉 1丁目　2番 3号",
        "青葉1−2−3",
        "青葉1‐2‑3",
        "青葉1–2—3",
        "青葉1―2ー3",
        "青葉1ｰ2-3",
        " 青葉1-2-3 ",
    ],
)
def test_one_address_in_many_spellings(spelling: str) -> None:
    assert plain_address(spelling) == "青葉1-2-3"


@pytest.mark.parametrize("spelling", ["b101", "B101", "Ｂ１０１", " ｂ101 ", "B101号室"])
def test_one_room_in_many_spellings(spelling: str) -> None:
    assert plain_address(spelling) == "b101"


@pytest.mark.parametrize("nothing", ["", " ", "\u3000"])
def test_nothing_is_no_place(nothing: str) -> None:
    assert plain_address(nothing) == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青葉1-23", "青葉12-3"),
        ("青葉1 23", "青葉12 3"),
        ("青葉1丁目23", "青葉12丁目3"),
        ("髙橋荘", "高橋荘"),
        ("﨑山1", "崎山1"),
        ("𠮷田荘", "吉田荘"),
        ("斎藤荘", "齋藤荘"),
        ("三番町5", "三町5"),
        ("3番町5", "3町5"),
        ("センター1", "センタ1"),
        ("コーポ1号棟2", "コーポ12"),
        ("青葉11丁目", "青葉21丁目"),
        ("A棟", "B棟"),
    ],
)
def test_different_places_stay_apart(one: str, other: str) -> None:
    assert plain_address(one) != plain_address(other)


@pytest.mark.parametrize(
    ("kanji", "digits"),
    [("一", 1), ("九", 9), ("十", 10), ("十一", 11), ("二十", 20), ("三十四", 34), ("九十九", 99)],
)
def test_chome_in_kanji(kanji: str, digits: int) -> None:
    assert plain_address(f"北町{kanji}丁目5") == plain_address(f"北町{digits}丁目5") == f"北町{digits}-5"


@pytest.mark.parametrize("odd", ["丁目", "三三丁目", "町丁目", ""])
def test_what_is_no_number_of_a_chome_stays(odd: str) -> None:
    assert plain_address(odd) == odd


@pytest.mark.parametrize(("room", "plain"), [("１０１号室", "101"), ("101号", "101"), ("101", "101"), ("ｱ-1", "ア-1")])
def test_rooms(room: str, plain: str) -> None:
    assert plain_address(room) == plain


@given(st.text())
def test_any_text_has_a_spelling_without_spaces(text: str) -> None:
    plain = plain_address(text)
    assert not any(character.isspace() for character in plain)
    assert plain_address(unicodedata.normalize("NFKC", text)) == plain


@given(st.tuples(*[st.integers(1, 99)] * 3), st.tuples(*[st.integers(1, 99)] * 3))
def test_numbers_never_run_together(one: tuple[int, int, int], other: tuple[int, int, int]) -> None:
    def spelled(numbers: tuple[int, int, int]) -> str:
        return "青葉{}丁目{}番{}号".format(*numbers)

    assert (plain_address(spelled(one)) == plain_address(spelled(other))) == (one == other)
