"""A browser at the workspace, and one blocks at a time to look at."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.playground.client import WorkspaceClient
from tests.bot.playground.conftest import Call
from tests.bot.playground.page.browser import Browser
from tests.bot.playground.page.reader import Reader

Drawn = Callable[..., Reader]


@pytest.fixture
def browser(slack: WorkspaceClient) -> Browser:
    """The browser of the one person."""
    return Browser(slack)


@pytest.fixture
def drawn(call: Call, channel: str, browser: Browser) -> Drawn:
    """What the conversation looks like when the bot has said only these blocks."""

    def draw(*blocks: dict[str, Any], text: str = "") -> Reader:
        sent = call("chat.postMessage", channel=channel, text=text, blocks=list(blocks))
        assert sent["ok"], sent
        try:
            return browser.part("chat")
        finally:
            call("chat.delete", channel=channel, ts=sent["ts"])

    return draw
