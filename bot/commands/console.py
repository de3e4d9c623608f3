"""Words on the command line."""

import os
import sys
from contextlib import suppress
from typing import Any

from bot.errors import Refusal
from bot.rendering import Renderer


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
