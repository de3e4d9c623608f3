"""Which characters can be printed."""

import pytest

from bot.forms.fonts import folders, glyphs, printable, typst_fonts
from bot.forms.words import TEMPLATES


@pytest.mark.parametrize("name", ["髙﨑 𠮷郎", "葛\U000e0100城", "か\u3099", "神\ufa19", "①㈱々〆ヶ", "Ⅷ－ー〓"])
def test_names_of_japan_are_printed_as_they_are(name: str) -> None:
    assert printable(name) == (name, [])


def test_what_no_font_has_is_named_and_becomes_a_geta_mark() -> None:
    assert printable("\U0002a6d6山\U0001f600") == ("〓山〓", ["\U0002a6d6", "\U0001f600"])


def test_invisible_characters_leave_no_mark_but_are_named() -> None:
    assert printable("山\u202e\u200b田\x00") == ("山田", ["\u202e", "\u200b", "\x00"])
    assert printable("山\U000e01ef") == ("山", ["\U000e01ef"])
    assert printable("\ufe0e山") == ("山", ["\ufe0e"])


def test_white_space_of_any_kind_is_a_blank() -> None:
    assert printable("山\n\u3000田\t") == ("山  田 ", [])


def test_every_word_of_the_form_can_be_printed() -> None:
    for path in TEMPLATES.glob("*"):
        assert printable(path.read_text(encoding="utf-8"))[1] == []


def test_typst_has_the_families_that_the_template_names_and_no_other() -> None:
    assert sorted(typst_fonts().families()) == ["Noto Sans CJK JP", "Noto Sans JP", "Noto Serif JP"]
    assert all(folder.is_dir() for folder in folders())
    assert len(glyphs().characters) > 40_000
