"""Words on the command line."""

import sys
from typing import Any

from bot.rendering import Renderer


def tell(words: str, **facts: Any) -> None:
    """One message on standard output."""
    sys.stdout.write(Renderer().plain(words, facts) + "\n")
    sys.stdout.flush()


def warn(words: str, **facts: Any) -> None:
    """One message on standard error."""
    sys.stderr.write(Renderer().plain(words, facts) + "\n")
    sys.stderr.flush()
