"""Messages and views within what Slack takes: how much is cut off, and what is told of it."""

import json
from collections import Counter
from collections.abc import Callable
from math import inf
from typing import Any

MOST_BLOCKS, MOST_VIEW_BLOCKS = 50, 100
SECTION_CHARACTERS = 2900
MESSAGE_CHARACTERS = 10_000
"""So much JSON Slack surely takes in the blocks of a message, whatever its other limits."""

TOLD_CHARACTERS = 400
"""The block that tells of what is cut off has no more."""

LISTS = "lists"


def fitting(
    blocks: list[dict[str, Any]],
    most: int = MOST_BLOCKS,
    characters: float = inf,
    more: Callable[[Counter[str]], dict[str, Any]] | None = None,
) -> list[dict[str, Any]]:
    """At most as many blocks, as long sections, and as many characters of JSON, as Slack takes.

    A block may say what it ``lists``: how many of which kind. Such blocks are cut off first, all of the kind that comes
    first before those of another, the last before the others; ``more`` makes the block in their place, of how many of
    each kind are gone. After them goes what comes last, but buttons at the very last; that shows as an ellipsis.
    """
    lists: list[dict[str, int]] = [block.pop(LISTS, {}) for block in blocks]
    for block in blocks:
        _shorten(block)
    sizes = [len(json.dumps(block, ensure_ascii=False)) for block in blocks]
    gone = _gone(sizes, _expendable(blocks, lists), most, characters)
    if not gone:
        return blocks
    hidden = sum((Counter(lists[place]) for place in gone), Counter[str]())
    told = more(hidden) if more and hidden else _section("…")
    kept = [block for place, block in enumerate(blocks) if place not in gone]
    kept.insert(min(gone), told)
    return kept


def _expendable(blocks: list[dict[str, Any]], lists: list[dict[str, int]]) -> list[int]:
    """The places of blocks in the order in which they are cut off."""
    kinds = list(dict.fromkeys(kind for one in lists for kind in one))

    def rank(place: int) -> tuple[int, int]:
        if lists[place]:
            return min(map(kinds.index, lists[place])), -place
        return len(kinds) + (blocks[place]["type"] == "actions"), -place

    return sorted(range(len(blocks)), key=rank)


def _gone(sizes: list[int], order: list[int], most: int, characters: float) -> set[int]:
    """As few as must go, of blocks of some sizes, so that the others fit with a block that tells of it."""
    left = sum(sizes)
    for number, place in enumerate(order):
        told = bool(number)
        if len(sizes) - number + told <= most and left + told * TOLD_CHARACTERS <= characters:
            return set(order[:number])
        left -= sizes[place]
    return set(order)


def _shorten(block: dict[str, Any]) -> None:
    text = block.get("text")
    if text and len(text["text"]) > SECTION_CHARACTERS:
        text["text"] = text["text"][:SECTION_CHARACTERS] + "…"


def _section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}
