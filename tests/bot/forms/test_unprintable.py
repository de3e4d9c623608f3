"""Characters that no font has are named, with the field that has them."""

from dataclasses import replace

from bot.forms.unprintable import unprintable
from tests.bot.forms.samples import BEAT, HARD_NAMES, UNPRINTABLE_NAME, full_form, rolled_up


def test_each_is_named_once_a_field() -> None:
    form = full_form(header=replace(BEAT, officer=UNPRINTABLE_NAME * 2, post="\ue000番"))
    assert [(each.field, each.code_point) for each in unprintable(form)] == [
        ("post", "U+E000"),
        ("officer", "U+2A6D6"),
        ("officer", "U+1F600"),
        ("officer", "U+E000"),
    ]


def test_a_part_is_named_by_its_code() -> None:
    form = rolled_up(3)
    odd = replace(form.parts[1], name="\U0002a6d6")
    assert [each.field for each in unprintable(replace(form, parts=(form.parts[0], odd)))] == [odd.code]


def test_rare_kanji_and_markup_are_no_fault() -> None:
    for name in HARD_NAMES:
        assert unprintable(full_form(header=replace(BEAT, officer=name))) == []
