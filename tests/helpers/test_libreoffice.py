"""The comparison with LibreOffice, as far as it goes without LibreOffice."""

from bot.forms import render
from tests.bot.forms.samples import full_form
from tests.helpers.libreoffice import differences, planted, same


def test_a_planted_value_is_a_difference() -> None:
    content = render(full_form(), "xlsx")
    assert differences(content, content) == []
    assert len(differences(content, planted(content))) == 1


def test_values_are_one_up_to_the_last_binary_digit() -> None:
    assert same(0.1 + 0.2, 0.3)
    assert same("", None)
    assert not same(88.9, 89.0)
    assert not same(0, None)
    assert not same("－", None)
