"""Messages: their place, their limits, and those that only one person sees."""

from typing import Any

import pytest

from bot.playground.client import WorkspaceClient
from tests.bot.playground.conftest import Call

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}


def test_a_message_may_name_the_person_instead_of_the_conversation(call: Call, channel: str) -> None:
    assert call("chat.postMessage", channel="U0TARO", text="知らせ")["channel"] == channel


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "no_text"),
        ({"blocks": {"type": "divider"}}, "invalid_blocks_format"),
        ({"blocks": "{"}, "invalid_blocks_format"),
        ({"text": "あ" * 40_001}, "msg_too_long"),
        ({"text": "x", "metadata": "{"}, "invalid_metadata_format"),
    ],
)
def test_what_slack_would_refuse_is_refused(call: Call, channel: str, arguments: dict[str, Any], error: str) -> None:
    assert call("chat.postMessage", channel=channel, **arguments) == {"ok": False, "error": error}


def test_an_ephemeral_message_is_seen_by_one_and_not_in_the_history(
    slack: WorkspaceClient, call: Call, channel: str
) -> None:
    assert call("chat.postEphemeral", channel=channel, user="U0TARO", text="あなただけに")["ok"]
    assert slack.ephemerals("U0TARO")[-1]["text"] == "あなただけに"
    assert "あなただけに" not in [message["text"] for message in slack.messages("U0TARO")]
    assert call("chat.postEphemeral", channel=channel, user="U0ELSE", text="x")["error"] == "user_not_in_channel"
