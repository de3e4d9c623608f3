"""The numbers of rows, as a client sends them back."""

import pytest

from models.base import row_id


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("0", 0), ("0012", 12), ("2147483647", 2147483647)])
def test_what_a_row_can_have(text: str, number: int) -> None:
    assert row_id(text) == number


@pytest.mark.parametrize("text", ["", "-1", "1.0", " 1", "\u00b2", "\u0663", "x", "2147483648", "9" * 15, "9" * 5_000])
def test_what_none_has(text: str) -> None:
    assert row_id(text) is None
