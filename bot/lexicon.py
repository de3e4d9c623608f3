"""The words for codes, and the codes for words: ``templates/lexicon.ja.toml``."""

import tomllib
import unicodedata
from functools import cache
from pathlib import Path

FILE = Path(__file__).parent.parent / "templates" / "lexicon.ja.toml"


def word(table: str, code: str) -> str:
    """The word that is shown for a code; KeyError for one that has none."""
    return _words()[table][code][0]


def code(table: str, text: str) -> str | None:
    """The code that a word stands for, in whatever width and case; None for an unknown word."""
    return _codes(table).get(plain(text))


def words(table: str) -> dict[str, str]:
    """All codes of a table with the words shown for them."""
    return {each: spellings[0] for each, spellings in _words()[table].items()}


def spellings(table: str, code: str) -> list[str]:
    """Everything that is accepted for a code, as it stands in the lexicon."""
    return list(_words()[table][code])


@cache
def compared(table: str, code: str) -> tuple[str, ...]:
    """The same as ``plain`` gives it."""
    return tuple(map(plain, spellings(table, code)))


def accepted(table: str) -> dict[str, str]:
    """All words of a table as ``plain`` gives them, with their codes."""
    return dict(_codes(table))


def plain(text: str) -> str:
    """Text as words are compared: NFKC, without space at the ends, case-blind.

    >>> plain(" \uff30\uff23 ")
    'pc'
    """
    return unicodedata.normalize("NFKC", text).strip().casefold()


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _codes(table: str) -> dict[str, str]:
    return {plain(spelling): each for each, spellings in _words()[table].items() for spelling in spellings}
