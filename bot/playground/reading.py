"""What a person reads of a message or a view: all its words, in their order, and nothing else."""

from collections.abc import Iterator
from typing import Any

HIDDEN = frozenset({"state", "confirm", "metadata", "blocks"})
"""Fields of elements and surfaces whose words do not stand there, or are read on their own."""


def read(surface: dict[str, Any] | None) -> str:
    """The words of a message, an ephemeral message or a view, a line each; nothing for None.

    A message with blocks shows these, not its ``text``. Options of a closed menu, placeholders and presets count as
    read: a person meets them.
    """
    if surface is None:
        return ""
    blocks = surface.get("blocks") or []
    around = [surface[name]["text"] for name in ("title", "submit", "close") if surface.get(name)]
    if not blocks and "text" in surface:
        return str(surface["text"])
    return "\n".join([*around[:1], *(word for block in blocks for word in _words(block)), *around[1:]])


def _words(part: Any) -> Iterator[str]:
    if isinstance(part, list):
        for one in part:
            yield from _words(one)
    elif isinstance(part, dict):
        for name, value in part.items():
            if isinstance(value, str):
                if name in {"text", "initial_value", "alt_text", "initial_date", "initial_time"}:
                    yield value
            elif name not in HIDDEN:
                yield from _words(value)
