"""No data can change the shape of a message, mention anybody or make a link; every refusal has words."""

import json
import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Refusal
from bot.rendering import Renderer, objects
from handlers.visit_words import Fault
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


def test_every_refusal_has_words() -> None:
    sources = [path.read_text(encoding="utf-8") for part in ("bot", "handlers") for path in (ROOT / part).rglob("*.py")]
    codes = {code for source in sources for code in re.findall(r"Refusal\(\s*\"([a-z_.]+)\"", source)}
    codes |= {f"contradiction.{clash}" for clash in Clash}
    codes |= {
        f"words.{code}"
        for code in (
            *("no_target", "outcome_missing", "unknown_word", "twice", "date", "time", "order", "sheets"),
            *("dashed_date", "apart", "range", "no_space", "repeated"),
        )
    }
    assert len(codes) > 40
    assert [code for code in sorted(codes) if not RENDERER.has(f"refusals.{code}")] == []


def test_a_refusal_in_plain_words() -> None:
    said = RENDERER.refusal(Refusal("database.missing", path="/x/<y>", by_url=False))
    assert said.startswith("データベースがありません: /x/<y>")


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 12, 31, 14, 59, tzinfo=UTC), "12/31(木)"),
        (datetime(2026, 12, 31, 15, 0, tzinfo=UTC), "2026/12/31(木)"),
        (datetime(2025, 12, 31, 15, 0, tzinfo=UTC), "12/31(木)"),
    ],
)
def test_a_day_has_its_year_unless_that_is_the_one_in_which_it_is_read(now: datetime, shown: str) -> None:
    """In messages, in what is plain, and in a refusal within a message; the year is Japan's (C16)."""
    renderer, on = Renderer(lambda: now), date(2026, 12, 31)
    refusal = Refusal("target.elsewhere", beat="EX-P1-1", number="12", on=on, there=None)
    fault = Fault((refusal.code,), refusal.facts)
    said = renderer.render("visit.done", {"visits": [], "faults": [fault]}).blocks
    assert f" {shown}には" in f" {renderer.refusal(refusal)}"
    assert f"　{shown}には" in said[0]["text"]["text"]


def test_without_a_clock_every_day_has_its_year() -> None:
    refusal = Refusal("target.no_beat", on=date(2026, 2, 28))
    assert RENDERER.refusal(refusal).startswith("2026/2/28(土)に")
