"""What is too long for Slack is cut off where it does the least harm, and told."""

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.fitting import MESSAGE_CHARACTERS, MOST_BLOCKS, fitting


def test_what_is_too_long_is_cut() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "あ" * 4000}} for _ in range(80)]
    cut = fitting(blocks)
    assert len(cut) == MOST_BLOCKS
    assert all(len(block["text"]["text"]) <= 3000 for block in cut)


def listing(*kinds: str) -> list[dict[str, Any]]:
    """A section for each kind, that lists ten of it in 300 characters; a head, and buttons at the end."""
    text = {"type": "mrkdwn", "text": "あ" * 300}
    parts = [{"type": "section", "text": text, "lists": {kind: 10}} for kind in kinds]
    return [{"type": "header", "text": dict(text)}, *parts, {"type": "actions", "elements": []}]


def told(hidden: Counter[str]) -> dict[str, Any]:
    return {"type": "context", "hidden": dict(hidden)}


def test_of_what_is_cut_off_it_is_told_how_much() -> None:
    kept = fitting(listing(*["visits"] * 4, *["faults"] * 2), characters=2300, more=told)
    assert [block["type"] for block in kept] == ["header", "section", "section", "context", *["section"] * 2, "actions"]
    assert kept[3]["hidden"] == {"visits": 20}
    kept = fitting(listing(*["visits"] * 4, *["faults"] * 2), characters=1200, more=told)
    assert [block["type"] for block in kept] == ["header", "context", "section", "actions"]
    assert kept[1]["hidden"] == {"visits": 40, "faults": 10}
    kept = fitting(listing("visits", "visits"), most=3, more=told)
    assert [block["type"] for block in kept] == ["header", "context", "actions"]
    assert kept[1]["hidden"] == {"visits": 20}


def test_what_fits_stays_as_it_is() -> None:
    blocks = listing("visits")
    assert [block.keys() for block in fitting(blocks, characters=900, more=told)] == [
        {"type", "text"},
        {"type", "text"},
        {"type", "elements"},
    ]


@given(
    st.lists(st.sampled_from(["section", "actions", "visits", "faults"]), max_size=60),
    st.integers(1, 900),
)
def test_no_message_is_too_long_for_slack(kinds: list[str], length: int) -> None:
    def block(kind: str) -> dict[str, Any]:
        if kind == "actions":
            return {"type": "actions", "elements": [{"type": "button", "value": "x" * (length % 90)}]}
        listed = {} if kind == "section" else {"lists": {kind: 3}}
        return {"type": "section", "text": {"type": "mrkdwn", "text": "あ" * length}} | listed

    kept = fitting([block(kind) for kind in kinds], MOST_BLOCKS, MESSAGE_CHARACTERS)
    assert len(kept) <= MOST_BLOCKS
    assert sum(len(json.dumps(each, ensure_ascii=False)) for each in kept) <= MESSAGE_CHARACTERS
    assert "lists" not in json.dumps(kept)
