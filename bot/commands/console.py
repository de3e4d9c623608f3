"""How a command begins, and its words on the command line."""

import os
import sys
from contextlib import suppress
from typing import Any

from tqdm import tqdm

from bot.errors import Refusal
from bot.rendering import Renderer
from bot.wiring import Junkai, junkai

SLOW = 2
"""What takes more seconds shows a bar (files.md)."""


def begun() -> Junkai:
    """Everything, by the settings of this environment; that the clock is a rehearsal's is said first."""
    bot = junkai()
    if bot.settings.now:
        warn("commands.rehearsal", now=bot.settings.now)
    return bot


def bar(total: int | None = None) -> "tqdm[Any]":
    """What shows on a terminal how far something slow has come; of how many, where that is known."""
    return tqdm(total=total, unit="", delay=SLOW, disable=not sys.stderr.isatty(), leave=False)


def tell(words: str, **facts: Any) -> None:
    """One message on standard output. Refuses like ``put_out``."""
    put_out(Renderer().plain(words, facts) + "\n")


def put_out(content: str | bytes) -> None:
    """Write to standard output. Refuses when there is no room: what was to be done may be done all the same."""
    try:
        if isinstance(content, bytes):
            sys.stdout.buffer.write(content)
        else:
            sys.stdout.write(content)
        sys.stdout.flush()
    except BrokenPipeError:
        give_up_output()
        raise
    except OSError:
        give_up_output()
        raise Refusal("console.no_room") from None


def give_up_output() -> None:
    """Let what is left of standard output go nowhere: the interpreter would fail of it once more as it ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def warn(words: str, **facts: Any) -> None:
    """One message on standard error."""
    sys.stderr.write(Renderer().plain(words, facts) + "\n")
    sys.stderr.flush()
