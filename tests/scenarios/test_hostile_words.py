"""Whatever somebody types as a name, an address, a memo: no screen gets another shape, mention or link from it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from bot.playground.client import WorkspaceClient, started
from tests.helpers.opening import opened
from tests.helpers.phone import Phone, phones, user
from tests.helpers.worlds import shared_worlds

PLAIN = "架空太郎"
HOSTILE = (
    "<!channel>",
    "<@U0E001>",
    "<#C0GENERAL|x>",
    "<https://x.example|押して>",
    "https://x.example/",
    "@here @channel",
    "*太* _字_ ~消~ `x`",
    '"}, {"type": "divider"}, {"a": "',
    "{{ 7 * 7 }} {% raw %}",
    "{% endcall %}",
    "&lt;!here&gt; &amp;",
    ":smile: ```x```",
    "> 引用\\n```",
    "\u202e\u2066逆\u2069\u200b",
    "𠮷\U000e0100",
)

TALKS = re.compile(r"<|&(?!(?:amp|lt|gt);)|https?:/(?!\u2060)/|(?<![\w`])[@#](?!\u2060)")
"""What Slack would read as a mention, a channel or a link."""

SCREENS = (
    ("target {number}", None),
    ("target {number}", "target.entries"),
    ("target {number}", "target.amend"),
    ("target {number}", "target.leaving"),
    ("visit {number}", None),
    ("card {number}", None),
)


@pytest.fixture(scope="module")
def workspace() -> Iterator[WorkspaceClient]:
    with started("--share-delay", "0", "--patience", "20") as client:
        yield client


@pytest.fixture
def phone(sqlite_world_url: str, workspace: WorkspaceClient) -> Iterator[Phone]:
    world = shared_worlds().world(opened(sqlite_world_url))
    with phones(world, workspace) as ready:
        yield ready
        for officer in world.officers:
            ready.closes(officer)
    world.database.dispose()


def told(phone: Phone, number: str, words: str) -> None:
    """A home whose every text is these words, with a visit at which they were said and written down."""
    phone.world.target(number)
    phone.home(number, words, words, kana=words)
    phone.says("E001", f"visit {number}")
    phone.presses("E001", "visit.more")
    phone.submits("E001", outcome="面接", request="パトロール", request_words=words, memo=words)
    phone.closes("E001")


def shape(value: Any, key: str = "") -> Any:
    """A payload without its texts and values: what blocks, elements and acts there are."""
    if isinstance(value, dict):
        return {name: shape(one, name) for name, one in value.items()}
    if isinstance(value, list):
        return [shape(one) for one in value]
    return value if key in ("type", "action_id", "style") or isinstance(value, bool) else "…"


def markdown(value: Any) -> Iterator[str]:
    """Every text that Slack reads as its markup."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield str(value["text"])
        for one in value.values():
            yield from markdown(one)
    elif isinstance(value, list):
        for one in value:
            yield from markdown(one)


def screens(phone: Phone, number: str) -> list[Any]:
    """Every screen on which the texts of a home stand, as Slack got them."""
    found = []
    for words, button in SCREENS:
        phone.says("E001", words.format(number=number))
        if button:
            phone.presses("E001", button)
        found.append(phone.workspace.view(user("E001")))
        phone.closes("E001")
    return found


@pytest.mark.parametrize("words", HOSTILE)
def test_no_text_makes_a_shape_a_mention_or_a_link(phone: Phone, words: str) -> None:
    told(phone, "11", PLAIN)
    told(phone, "12", words)
    for plain, hostile in zip(screens(phone, "11"), screens(phone, "12"), strict=True):
        assert shape(hostile) == shape(plain)
        for text in markdown(hostile):
            assert not TALKS.search(text), text
    for officer, typed in (("E001", "requests"), ("E001", "today"), ("E001", "status"), ("E003", "audit")):
        assert words not in phone.says(officer, typed)
    phone.says("E001", "target")
    assert len(phone.finds("E001", "target.find", "12")) == 1
