"""Words on the command line."""

import sys
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
        raise
    except OSError:
        raise Refusal("console.no_room") from None


def warn(words: str, **facts: Any) -> None:
    """One message on standard error."""
    sys.stderr.write(Renderer().plain(words, facts) + "\n")
    sys.stderr.flush()
