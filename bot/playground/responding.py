"""What a bot says later, at a response URL: new words, or others in the place of the original ones."""

from typing import Any

from bot.playground.api import ApiError, truth
from bot.playground.chat import message_content, new_message
from bot.playground.tickets import MOST_USES, ResponseUrl
from bot.playground.workspace import Ephemeral, Workspace


def respond(workspace: Workspace, ticket: str, payload: dict[str, Any]) -> None:
    """Take a later answer; ApiError when the address is unknown, old or used up, or the answer no message."""
    url = workspace.response_urls.find(ticket)
    url.uses += 1
    if url.uses > MOST_USES:
        raise ApiError("used_url")
    original = _original(workspace, url)
    if truth(payload, "delete_original") and original is not None:
        _delete(workspace, original)
        return
    if truth(payload, "replace_original") and original is not None:
        _replace(workspace, original, message_content(workspace, payload))
    else:
        _say(workspace, url, payload)


def answer_command(workspace: Workspace, ticket: str, answer: Any) -> str:
    """Show the immediate answer to a command, to be replaced at the command's address; what is wrong with it."""
    try:
        _say(workspace, workspace.response_urls.find(ticket), answer)
    except (ApiError, AttributeError):
        return "invalid_command_response"
    return ""


def _say(workspace: Workspace, url: ResponseUrl, payload: dict[str, Any]) -> None:
    """Show something to the user alone, or put it into the conversation."""
    content = message_content(workspace, payload)
    if payload.get("response_type") == "in_channel":
        message = new_message(workspace, content)
        workspace.conversation(url.channel).append(message)
        shown = str(message["ts"])
    else:
        shown = workspace.whisper(url.user, url.channel, content).ts
    url.original = url.original or shown


Original = Ephemeral | dict[str, Any]


def _original(workspace: Workspace, url: ResponseUrl) -> Original | None:
    messages = workspace.conversation(url.channel)
    found: list[Original] = [message for message in messages if message["ts"] == url.original]
    found += [one for one in workspace.ephemerals if one.ts == url.original]
    return found[0] if found else None


def _delete(workspace: Workspace, original: Original) -> None:
    if isinstance(original, Ephemeral):
        workspace.ephemerals.remove(original)
        return
    for messages in workspace.messages.values():
        messages[:] = [message for message in messages if message is not original]


def _replace(workspace: Workspace, original: Original, content: dict[str, Any]) -> None:
    """What only one saw stays so, what all saw too, whatever the answer asks for."""
    if isinstance(original, Ephemeral):
        original.payload = workspace.show(original.ts, content)
        original.changed = workspace.mint.ts()
    else:
        original.update(workspace.show(original["ts"], content))
        original["edited"] = {"user": original["user"], "ts": workspace.mint.ts()}
