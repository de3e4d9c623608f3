"""The words of the form, from ``templates/forms/words.ja.toml``."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from models.rules.codes import Row, Split

TEMPLATES = Path(__file__).parents[2] / "templates" / "forms"


@cache
def words() -> Mapping[str, Any]:
    """All words of the form, as the file has them."""
    return tomllib.loads((TEMPLATES / "words.ja.toml").read_text(encoding="utf-8"))


def phrase(name: str, **facts: object) -> str:
    """A phrase of the form by its place, such as ``form.as_of``, with its facts filled in.

    The facts are data: braces in them stay as they are.
    """
    table, _, key = name.partition(".")
    return str(words()[table][key]).format(**facts)


def row_word(row: Row, *, alone: bool = False) -> str:
    """What the 様式 calls a row; ``alone`` where its group does not stand beside it."""
    named: Mapping[str, Any] = words()["row"]
    return str(named["plain"].get(row, named[row]) if alone else named[row])


def split_word(row: Row, split: Split) -> str:
    """What the 様式 calls a line within its row; empty for an unsplit row."""
    named: Mapping[str, Any] = words()["split"]
    return str(named.get(row, {}).get(split, named[split]))
