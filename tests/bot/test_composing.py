"""What the message beside a form's files says of it."""

from dataclasses import replace

from bot.composing import report_facts
from bot.forms.unprintable import unprintable
from bot.rendering import Renderer
from tests.bot.forms.samples import BEAT, full_form, rolled_up
from tests.helpers.phone import read


def test_a_character_without_a_glyph_is_named_with_its_field() -> None:
    form = full_form(header=replace(BEAT, officer="練習 \U0002a6d6", post="\ue000番"))
    said = Renderer().render("report.ready", report_facts(form) | {"cell_key": "", "years": [], "last_entry_on": None})
    assert "〓 と印字しました: \ue000（U+E000、交番・駐在所）、\U0002a6d6（U+2A6D6、受持警察官）" in read(
        {"blocks": said.blocks}
    )


def test_on_the_command_line_too_and_a_part_by_its_code() -> None:
    form = rolled_up(2)
    odd = replace(form.parts[0], name="\U0002a6d6")
    (missing,) = unprintable(replace(form, parts=(odd,)))
    said = Renderer().plain("commands.unprintable", {"name": form.header.code, "one": missing})
    assert said.startswith(f"警告: {form.header.code} の文字 \U0002a6d6（U+2A6D6、{odd.code}）は書体にないため")
