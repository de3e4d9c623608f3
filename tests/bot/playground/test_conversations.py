"""Conversations: one for each person, read in pages."""

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
