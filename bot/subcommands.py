"""The table of subcommands: which handler answers which word after ``/junkai``."""

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from bot import lexicon
from bot.replies import Answer
from bot.work import Work

HANDLERS = "handlers"
"""The package whose modules register themselves. By name: it stands above this module."""

LIKENESS = 0.65
"""How like a known word an unknown one must be (0 to 1) to be taken for a slip of the thumb."""


Handler = Callable[[Work, str], Answer]


@dataclass(frozen=True, slots=True)
class Subcommand:
    """``reads``: stores nothing and gets a reading work. ``public``: answers strangers too."""

    name: str
    handler: Handler
    reads: bool = False
    public: bool = False


class TwiceError(Exception):
    """Two handlers want the same subcommand."""


_table: dict[str, Subcommand] = {}


def subcommand(name: str, *, reads: bool = False, public: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler for a code of the lexicon's table ``subcommand``. Raises TwiceError for a taken name."""

    def register(handler: Handler) -> Handler:
        if name in _table:
            raise TwiceError(name)
        _table[name] = Subcommand(name, handler, reads, public)
        return handler

    return register


def discover() -> dict[str, Subcommand]:
    """Import every handler; the whole table."""
    package = importlib.import_module(HANDLERS)
    for module in pkgutil.iter_modules(package.__path__, f"{HANDLERS}."):
        importlib.import_module(module.name)
    return dict(_table)


def split(text: str) -> tuple[str, str]:
    """The first word, and the rest with its line breaks."""
    first, *rest = text.strip().split(maxsplit=1)[:2] or [""]
    return first, "".join(rest)


def every() -> dict[str, Subcommand]:
    """All subcommands registered so far, by their names."""
    return dict(_table)


def find(word: str) -> Subcommand | None:
    """The subcommand that a word stands for."""
    return _table.get(lexicon.code("subcommand", word) or "")


def nearest(word: str) -> str | None:
    """The code of the subcommand that an unknown word resembles most, if any."""
    known = lexicon.accepted("subcommand")
    found = get_close_matches(lexicon.plain(word), known, n=1, cutoff=LIKENESS)
    return known[found[0]] if found else None
