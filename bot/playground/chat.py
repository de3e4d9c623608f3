"""What the bot says: ``chat.postMessage``, ``chat.postEphemeral``."""

from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required, structure
from bot.playground.checks.surfaces import check_message
from bot.playground.names import APP, BOT_ID, BOT_USER, TEAM
from bot.playground.workspace import Method, Workspace


def post_message(workspace: Workspace, arguments: Arguments) -> Answer:
    """Put a message into a conversation, named by its id or by the user it is with."""
    channel = required(arguments, "channel", "channel_not_found")
    if channel[0] in "UW":
        channel = workspace.conversation_with(channel)
    messages = workspace.conversation(channel)
    ts = workspace.mint.ts()
    message: dict[str, Any] = {
        "type": "message",
        "ts": ts,
        "user": BOT_USER,
        "bot_id": BOT_ID,
        "app_id": APP,
        "team": TEAM,
        **workspace.show(ts, message_content(workspace, arguments)),
    }
    metadata = structure(arguments.get("metadata"), "invalid_metadata_format")
    if metadata is not None:
        message["metadata"] = metadata
    messages.append(message)
    return {"channel": channel, "ts": ts, "message": message}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Answer:
    """Show a message to one person of a conversation; it is not in the history."""
    channel = required(arguments, "channel", "channel_not_found")
    workspace.conversation(channel)
    user = required(arguments, "user")
    if workspace.conversations[channel] != user:
        raise ApiError("user_not_in_channel")
    return {"message_ts": workspace.whisper(user, message_content(workspace, arguments)).ts}


def message_content(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """Text and blocks; at least one of them, within Slack's limits."""
    text = str(arguments.get("text") or "")
    blocks = structure(arguments.get("blocks"), "invalid_blocks_format") or []
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > 40_000:
        raise ApiError("msg_too_long")
    check_message(blocks, workspace.is_picture)
    return {"text": text, "blocks": blocks}


METHODS: dict[str, Method] = {"chat.postMessage": post_message, "chat.postEphemeral": post_ephemeral}
