"""What the bot says: ``chat.postMessage``, ``chat.postEphemeral``, ``chat.update``, ``chat.delete``."""

from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required, structure
from bot.playground.checks.surfaces import check_message
from bot.playground.names import APP, BOT_ID, BOT_USER, TEAM
from bot.playground.workspace import Method, Workspace

LONGEST_TEXT = 40_000
LONGEST_UPDATE = 4_000
"""Characters of a message's text."""

Message = dict[str, Any]


def post_message(workspace: Workspace, arguments: Arguments) -> Answer:
    """Put a message into a conversation, named by its id or by the user it is with."""
    channel = required(arguments, "channel", "channel_not_found")
    if channel in workspace.users:
        channel = workspace.conversation_with(channel)
    messages = workspace.conversation(channel)
    content = message_content(workspace, arguments)
    metadata = _metadata(arguments)
    message = new_message(workspace, {**content, "metadata": metadata} if metadata else content)
    messages.append(message)
    return {"channel": channel, "ts": message["ts"], "message": message}


def post_ephemeral(workspace: Workspace, arguments: Arguments) -> Answer:
    """Show a message to one person of a conversation; it is not in the history."""
    channel = required(arguments, "channel", "channel_not_found")
    workspace.conversation(channel)
    user = required(arguments, "user")
    if user not in workspace.conversations[channel].members:
        raise ApiError("user_not_in_channel")
    return {"message_ts": workspace.whisper(user, channel, message_content(workspace, arguments)).ts}


def update(workspace: Workspace, arguments: Arguments) -> Answer:
    """Change a message. Blocks and metadata that are not named stay; empty ones are taken away."""
    channel = required(arguments, "channel", "channel_not_found")
    message = _find(workspace, channel, required(arguments, "ts", "message_not_found"))
    kept = {} if "blocks" in arguments else {"blocks": message.get("blocks", [])}
    content = message_content(workspace, {**arguments, **kept}, LONGEST_UPDATE)
    metadata = _metadata(arguments)
    if metadata is not None:
        message.pop("metadata", None)
        content |= {"metadata": metadata} if metadata else {}
    message.update(workspace.show(message["ts"], content))
    message["edited"] = {"user": BOT_USER, "ts": workspace.mint.ts()}
    return {"channel": channel, "ts": message["ts"], "text": message["text"], "message": message}


def delete(workspace: Workspace, arguments: Arguments) -> Answer:
    """Take a message away; files that it showed stay files."""
    channel = required(arguments, "channel", "channel_not_found")
    message = _find(workspace, channel, required(arguments, "ts", "message_not_found"))
    workspace.messages[channel].remove(message)
    return {"channel": channel, "ts": message["ts"]}


def new_message(workspace: Workspace, content: dict[str, Any]) -> Message:
    """A message of the bot's, not yet in any conversation."""
    ts = workspace.stamp()
    own = {"type": "message", "ts": ts, "user": BOT_USER, "bot_id": BOT_ID, "app_id": APP, "team": TEAM}
    return {**own, **workspace.show(ts, content)}


def message_content(workspace: Workspace, arguments: Arguments, longest: int = LONGEST_TEXT) -> dict[str, Any]:
    """Text and blocks; at least one of them, within Slack's limits."""
    text = str(arguments.get("text") or "")
    blocks = structure(arguments.get("blocks"), "invalid_blocks_format") or []
    if not text and not blocks:
        raise ApiError("no_text")
    if len(text) > longest:
        raise ApiError("msg_too_long")
    check_message(blocks, workspace.is_picture)
    return {"text": text, "blocks": blocks}


def _metadata(arguments: Arguments) -> dict[str, Any] | None:
    """An event type with its payload, an empty object, or None when none was sent."""
    metadata = structure(arguments.get("metadata"), "invalid_metadata_format")
    if metadata is None or metadata == {}:
        return None if metadata is None else {}
    whole = isinstance(metadata, dict) and set(metadata) == {"event_type", "event_payload"}
    if not whole or not isinstance(metadata["event_type"], str) or not isinstance(metadata["event_payload"], dict):
        raise ApiError("invalid_metadata_format")
    return dict(metadata)


def _find(workspace: Workspace, channel: str, ts: str) -> Message:
    for message in workspace.conversation(channel):
        if message["ts"] == ts:
            return message
    raise ApiError("message_not_found")


METHODS: dict[str, Method] = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
}
