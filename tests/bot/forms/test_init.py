"""All files come from one form."""

import pytest

from bot.forms import FORMATS, render, render_all
from tests.bot.forms.samples import worked_example


def test_the_formats_are_those_published() -> None:
    assert FORMATS == ("json", "csv", "xlsx", "pdf", "png")


def test_all_three_at_once_are_the_same_files() -> None:
    assert render_all(worked_example()) == {name: render(worked_example(), name) for name in ("pdf", "png", "xlsx")}


def test_another_format_is_an_error() -> None:
    with pytest.raises(KeyError):
        render(worked_example(), "docx")
