"""Conversations: ``conversations.open``, ``conversations.list``, ``conversations.history``."""

import json
from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required, truth
from bot.playground.workspace import Method, Workspace

CHANNEL_HISTORY = "channels:history"
"""The scope without which a bot reads no channel, only what is said to it alone."""


def conversations_open(workspace: Workspace, arguments: Arguments) -> Answer:
    """The conversation with one user, the same one every time."""
    users = arguments.get("users")
    if isinstance(users, str) and users.startswith("["):
        users = json.loads(users)
    names = users if isinstance(users, list) else str(users or "").split(",")
    if len(names) != 1 or not names[0]:
        raise ApiError("users_list_not_supplied")
    return {"channel": {"id": workspace.conversation_with(str(names[0])), "is_im": True}}


def conversations_list(workspace: Workspace, arguments: Arguments) -> Answer:
    """The channels, all on one page."""
    del arguments
    listed = [
        {"id": one.id, "name": one.name, "is_channel": True, "is_member": True, "num_members": len(one.members) + 1}
        for one in workspace.conversations.values()
        if one.name
    ]
    return {"channels": listed, "response_metadata": {"next_cursor": ""}}


def conversations_history(workspace: Workspace, arguments: Arguments) -> Answer:
    """Messages, newest first, in pages; their metadata only when asked for."""
    messages = _readable(workspace, required(arguments, "channel", "channel_not_found"))
    limit = min(max(int(arguments.get("limit") or 100), 1), 999)
    before = _before(arguments)
    chosen = [
        message
        for message in reversed(messages)
        if _within(message["ts"], arguments) and (before is None or message["ts"] < before)
    ]
    page = chosen[:limit]
    if not truth(arguments, "include_all_metadata"):
        page = [{name: value for name, value in message.items() if name != "metadata"} for message in page]
    more = len(chosen) > limit
    following = f"next:{page[-1]['ts']}" if more else ""
    return {"messages": page, "has_more": more, "response_metadata": {"next_cursor": following}}


def _readable(workspace: Workspace, channel: str) -> list[dict[str, Any]]:
    """The messages of a conversation; ApiError for a channel that the bot may not read."""
    messages = workspace.conversation(channel)
    if workspace.conversations[channel].name and CHANNEL_HISTORY not in workspace.scopes:
        raise ApiError("missing_scope", needed=CHANNEL_HISTORY, provided=",".join(sorted(workspace.scopes)))
    return messages


def _within(ts: str, arguments: dict[str, Any]) -> bool:
    oldest = str(arguments.get("oldest") or "0")
    latest = str(arguments.get("latest") or "9999999999.999999")
    if truth(arguments, "inclusive"):
        return oldest <= ts <= latest
    return oldest < ts < latest


def _before(arguments: dict[str, Any]) -> str | None:
    """The ``ts`` at which the page before this one ended."""
    cursor = str(arguments.get("cursor") or "")
    if cursor and not cursor.startswith("next:"):
        raise ApiError("invalid_cursor")
    return cursor.removeprefix("next:") or None


METHODS: dict[str, Method] = {
    "conversations.list": conversations_list,
    "conversations.open": conversations_open,
    "conversations.history": conversations_history,
}
