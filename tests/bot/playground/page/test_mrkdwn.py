"""Slack's mrkdwn as HTML: what becomes markup, what stays text, and that nothing else ever becomes HTML."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.page.mrkdwn import html
from bot.values import harmless
from tests.bot.playground.page.reader import Reader

ALLOWED = {"strong", "em", "s", "code", "pre", "blockquote", "br", "a", "span"}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*12* の訪問", "<strong>12</strong> の訪問"),
        ("（*12*）", "（<strong>12</strong>）"),
        ("2*3*4", "2*3*4"),
        ("訪問*12*番", "訪問*12*番"),
        ("* 12 *", "* 12 *"),
        ("_*a* b_ ~c~", "<em><strong>a</strong> b</em> <s>c</s>"),
        ("`/junkai *x*` *y*", "<code>/junkai *x*</code> <strong>y</strong>"),
        ("a\nb", "a<br>b"),
        ("> a\n&gt; b\nc", "<blockquote>a<br>b</blockquote>c"),
        ("x\n```\na *b*\nc\n```\ny", "x<pre>a *b*\nc</pre>y"),
        ("&lt;b&gt; &amp;amp;", "&lt;b&gt; &amp;amp;"),
        ("<b>x</b>", "&lt;b&gt;x&lt;/b&gt;"),
        ("<@U1> <@U2|花子>", '<span class="mention">@架空</span> <span class="mention">@花子</span>'),
        ("<!here>", '<span class="mention">@here</span>'),
        ("<!date^1^{date}|四月>", "四月"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
    ],
)  # fmt: skip
def test_what_becomes_markup(text: str, shown: str) -> None:
    assert html(text, {"U1": "架空"}) == shown


def test_links_lead_only_to_the_web_and_to_mail() -> None:
    found = Reader(html('<https://example.com/?a=1&amp;b="|例"></a>> <mailto:a@example.com>')).all("a")
    assert [link["href"] for link in found] == ['https://example.com/?a=1&b="', "mailto:a@example.com"]
    assert all(link["rel"] == "noopener noreferrer" for link in found)


def test_many_marks_in_a_row_are_read() -> None:
    assert html("*a* " * 1000).count("<strong>") == 1000


MARKUP = st.text(st.sampled_from("*_~`<>|&;@!#\n ab訪問\"'/=:\u2060") | st.characters(), max_size=60)


@given(MARKUP)
def test_no_text_becomes_other_html(text: str) -> None:
    read = Reader(html(text))
    assert read.names() <= ALLOWED
    for tag, attributes in read.tags:
        assert set(attributes) <= {"a": {"href", "target", "rel"}, "span": {"class"}}.get(tag, set())
        assert attributes.get("href", "https://").lower().startswith(("https://", "http://", "mailto:"))


@given(MARKUP)
def test_data_that_the_bot_made_harmless_is_read_as_it_is(text: str) -> None:
    read = Reader(html(f"対象 {harmless(text)} です"))
    assert read.names() <= {"br", "blockquote"}
    assert read.text.replace("\u2060", "") == f"対象 {harmless_words(text)} です"


def harmless_words(text: str) -> str:
    """The data as a person reads it."""
    whole = str(harmless(text)).replace("\u2060", "")
    return whole.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
