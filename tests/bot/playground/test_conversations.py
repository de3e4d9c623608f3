"""Conversations: one for each person, read in pages; and channels, in which several are."""

import pytest

from bot.playground.client import WorkspaceClient
from tests.bot.playground.conftest import Call


def test_history_is_newest_first_in_pages_without_gaps(slack: WorkspaceClient, call: Call) -> None:
    slack.add_user("U0PAGES")
    channel = call("conversations.open", users="U0PAGES")["channel"]["id"]
    stamps = [call("chat.postMessage", channel=channel, text=f"{number}")["ts"] for number in range(7)]
    assert stamps == sorted(set(stamps))
    seen: list[str] = []
    cursor = ""
    while True:
        page = call("conversations.history", channel=channel, limit=3, cursor=cursor)
        seen += [message["text"] for message in page["messages"]]
        cursor = page["response_metadata"]["next_cursor"]
        assert bool(cursor) is page["has_more"]
        if not cursor:
            break
    assert seen == ["6", "5", "4", "3", "2", "1", "0"]
    between = call("conversations.history", channel=channel, oldest=stamps[2], latest=stamps[5])
    assert [message["text"] for message in between["messages"]] == ["4", "3"]
    both = call("conversations.history", channel=channel, oldest=stamps[2], latest=stamps[5], inclusive=True)
    assert [message["text"] for message in both["messages"]] == ["5", "4", "3", "2"]
    assert call("conversations.history", channel=channel, cursor="nonsense")["error"] == "invalid_cursor"


def test_metadata_is_shown_only_when_asked_for(call: Call, channel: str) -> None:
    metadata = {"event_type": "made_up", "event_payload": {"key": "k"}}
    call("chat.postMessage", channel=channel, text="知らせ", metadata=metadata)
    plain = call("conversations.history", channel=channel, limit=1)["messages"][0]
    whole = call("conversations.history", channel=channel, limit=1, include_all_metadata=True)["messages"][0]
    assert "metadata" not in plain
    assert whole["metadata"] == metadata


def test_a_bot_needs_leave_to_list_channels_and_to_read_them(slack: WorkspaceClient, call: Call) -> None:
    slack.add_user("U0LISTED")
    channel = slack.open_channel("一覧の試し", "U0LISTED")
    call("chat.postMessage", channel=channel, text="お知らせ")
    try:
        assert call("conversations.list")["needed"] == "channels:read"
        assert call("conversations.history", channel=channel)["needed"] == "channels:history"
        slack.grant("channels:read", "channels:history", "im:history")
        listed = {one["id"]: one for one in call("conversations.list")["channels"]}
        assert (listed[channel]["name"], listed[channel]["num_members"]) == ("一覧の試し", 2)
        assert [one["text"] for one in call("conversations.history", channel=channel)["messages"]] == ["お知らせ"]
    finally:
        slack.grant("commands", "chat:write", "im:write", "im:history", "files:write", "files:read", "users:read")


def test_what_is_said_in_a_channel_its_members_see_and_nobody_else(slack: WorkspaceClient, call: Call) -> None:
    for user in ("U0INSIDE", "U0BESIDE", "U0OUTSIDE"):
        slack.add_user(user)
    channel = slack.open_channel("話の試し", "U0INSIDE", "U0BESIDE")
    before = slack.log()
    slack.say("U0INSIDE", "おはようございます", channel)
    assert slack.log() == before  # the bot reads no conversations
    call("chat.postMessage", channel=channel, text="おはよう")
    assert call("chat.postEphemeral", channel=channel, user="U0OUTSIDE", text="?")["error"] == "user_not_in_channel"
    call("chat.postEphemeral", channel=channel, user="U0BESIDE", text="あなただけに")
    texts = {user: [one["text"] for one in slack.messages(user)] for user in ("U0INSIDE", "U0BESIDE", "U0OUTSIDE")}
    assert texts == {"U0INSIDE": ["おはようございます", "おはよう"], "U0BESIDE": texts["U0INSIDE"], "U0OUTSIDE": []}
    assert [(one["text"], one["channel"]) for one in slack.ephemerals("U0BESIDE")] == [("あなただけに", channel)]
    assert slack.ephemerals("U0INSIDE") == []
    with pytest.raises(ValueError, match="not_in_channel"):
        slack.say("U0OUTSIDE", "入れてください", channel)


def test_a_channel_of_the_same_name_is_the_same_one(slack: WorkspaceClient) -> None:
    slack.add_user("U0FIRST")
    slack.add_user("U0SECOND")
    first = slack.open_channel("人の入れ替わり", "U0FIRST")
    slack.say("U0FIRST", "引き継ぎます", first)
    assert slack.open_channel("人の入れ替わり", "U0SECOND") == first
    assert [one["text"] for one in slack.messages("U0SECOND")] == ["引き継ぎます"]
    assert slack.messages("U0FIRST") == []


def test_nobody_writes_nothing_or_too_much(slack: WorkspaceClient) -> None:
    slack.add_user("U0WRITER")
    channel = slack.open_channel("長さの試し", "U0WRITER")
    for text, trouble in ((" \n", "no_text"), ("長" * 40_001, "too_long")):
        with pytest.raises(ValueError, match=trouble):
            slack.say("U0WRITER", text, channel)
    slack.say("U0WRITER", longest := "長" * 40_000, channel)
    assert [one["text"] for one in slack.messages("U0WRITER")] == [longest]
