"""Messages: their place, their limits, their changes, and those that only one person sees."""

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
        ({"text": "x", "metadata": {"event_type": "made_up"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": 1, "event_payload": {}}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": []}, "invalid_metadata_format"),
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


def test_a_message_is_changed_in_its_place(slack: WorkspaceClient, call: Call, channel: str) -> None:
    metadata = {"event_type": "made_up", "event_payload": {"key": "k"}}
    first = call("chat.postMessage", channel=channel, text="承認待ち", blocks=[SECTION], metadata=metadata)
    call("chat.postMessage", channel=channel, text="後の知らせ")
    blocks = first["message"]["blocks"]

    changed = call("chat.update", channel=channel, ts=first["ts"], text="承認済み")
    assert (changed["ts"], changed["text"]) == (first["ts"], "承認済み")
    assert (changed["message"]["blocks"], changed["message"]["metadata"]) == (blocks, metadata)
    emptied = call("chat.update", channel=channel, ts=first["ts"], text="なし", blocks=[], metadata={})["message"]
    assert (emptied["blocks"], "metadata" in emptied) == ([], False)
    assert emptied["edited"]["ts"] > first["ts"]
    assert [message["text"] for message in slack.messages("U0TARO")[-2:]] == ["なし", "後の知らせ"]


def test_a_message_can_be_taken_away(slack: WorkspaceClient, call: Call, channel: str) -> None:
    ts = call("chat.postMessage", channel=channel, text="消える")["ts"]
    assert call("chat.delete", channel=channel, ts=ts) == {"ok": True, "channel": channel, "ts": ts}
    assert ts not in [message["ts"] for message in slack.messages("U0TARO")]
    assert call("chat.delete", channel=channel, ts=ts)["error"] == "message_not_found"


def test_what_cannot_be_changed_is_refused(call: Call, channel: str) -> None:
    ts = call("chat.postMessage", channel=channel, text="元")["ts"]
    for arguments, error in (
        ({"channel": channel, "ts": "1.000001", "text": "x"}, "message_not_found"),
        ({"channel": channel, "text": "x"}, "message_not_found"),
        ({"channel": "U0TARO", "ts": ts, "text": "x"}, "channel_not_found"),
        ({"channel": channel, "ts": ts}, "no_text"),
        ({"channel": channel, "ts": ts, "text": "あ" * 4001}, "msg_too_long"),
        ({"channel": channel, "ts": ts, "text": "x", "blocks": [{"type": "input"}]}, "invalid_blocks"),
    ):
        assert call("chat.update", **arguments)["error"] == error
