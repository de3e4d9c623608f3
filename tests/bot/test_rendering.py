"""No data can change the shape of a message, mention anybody or make a link; every refusal has words."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.rendering import MOST_BLOCKS, Renderer, fitting, objects
from models.rules.contradictions import Clash

ROOT = Path(__file__).parents[2]
RENDERER = Renderer()
DANGEROUS = st.text() | st.sampled_from(
    ["<!channel>", "<@U1>", "<https://x.example|y>", "*_~`", '"}, {"type": "divider"}', "{{ 7 * 7 }}", "&lt;", "\n> x"]
)


@given(DANGEROUS)
def test_data_is_data(text: str) -> None:
    said = RENDERER.render("app.refused", {"words": f"前{text}後"})
    assert [block["type"] for block in said.blocks] == ["section"]
    shown = said.blocks[0]["text"]["text"]
    assert not re.search(r"<|>|&(?!amp;|lt;|gt;)", shown)
    for mark in "*_~`@:":
        assert not re.search(re.escape(mark) + r"(?!\u2060)", shown)


def test_the_stream_of_objects() -> None:
    assert list(objects(' {"a": 1}\n\n{"b": "}"} ')) == [{"a": 1}, {"b": "}"}]
    with pytest.raises(json.JSONDecodeError):
        list(objects('{"a": 1} nothing'))


def test_what_is_too_long_is_cut() -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "あ" * 4000}} for _ in range(80)]
    cut = fitting(blocks)
    assert len(cut) == MOST_BLOCKS
    assert all(len(block["text"]["text"]) <= 3000 for block in cut)


def test_every_refusal_has_words() -> None:
    sources = [path.read_text(encoding="utf-8") for part in ("bot", "handlers") for path in (ROOT / part).rglob("*.py")]
    codes = {code for source in sources for code in re.findall(r"Refusal\(\s*\"([a-z_.]+)\"", source)}
    codes |= {f"contradiction.{clash}" for clash in Clash}
    codes |= {
        f"words.{code}"
        for code in ("no_target", "outcome_missing", "unknown_word", "twice", "date", "time", "order", "sheets")
    }
    assert len(codes) > 40
    assert [code for code in sorted(codes) if not RENDERER.has(f"refusals.{code}")] == []


def test_a_refusal_in_plain_words() -> None:
    said = RENDERER.refusal(Refusal("database.missing", path="/x/<y>", by_url=False))
    assert said.startswith("データベースがありません: /x/<y>")
