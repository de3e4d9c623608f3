"""A forked command is what a started one is: folder, settings, words, and how it ends."""

from pathlib import Path

import pytest

from tests.helpers.commands import forked, started


@pytest.mark.parametrize(
    ("words", "settings"),
    [
        (("doctor",), {"JUNKAI_NOW": "2026-04-01T11:00"}),
        (("doctor",), {"JUNKAI_NOW": "yesterday"}),
        (("form",), {}),
    ],
)
def test_both_say_the_same(tmp_path: Path, words: tuple[str, ...], settings: dict[str, str]) -> None:
    one, other = forked(tmp_path, *words, **settings), started(tmp_path, *words, **settings)
    assert (one.returncode, one.stdout, one.stderr) == (other.returncode, other.stdout, other.stderr)
    assert one.returncode != 0
    assert one.stdout + one.stderr
