"""Files: announced, filled, completed; they appear in a conversation some time later, if at all."""

import functools
import mimetypes
import secrets
from typing import Any
from urllib.parse import quote

from bot.playground.api import Answer, ApiError, Arguments, required, structure
from bot.playground.chat import new_message
from bot.playground.faults import Faults
from bot.playground.workspace import Method, StoredFile, Workspace

COMPLETE = "files.completeUploadExternal"
LONGEST_ALT_TEXT = 1000
MOST_CHANNELS = 100


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Answer:
    """An id and an address for the bytes of a file."""
    length = required(arguments, "length")
    if not (length.isascii() and length.isdigit()) or int(length) == 0:
        raise ApiError("invalid_arguments")
    alt_text = str(arguments.get("alt_txt") or "")
    if len(alt_text) > LONGEST_ALT_TEXT:
        raise ApiError("alt_txt_too_large")
    file = StoredFile(workspace.mint.id("F"), required(arguments, "filename"), int(length), alt_text)
    workspace.files[file.id] = file
    ticket = secrets.token_urlsafe(18)
    workspace.tickets[ticket] = file.id
    return {"file_id": file.id, "upload_url": f"{workspace.address}/upload/{ticket}"}


def receive(workspace: Workspace, ticket: str, content: bytes) -> int:
    """Take the bytes of an announced file: all of them or none. How many they are."""
    file = workspace.files.get(workspace.tickets.get(ticket, ""))
    if file is None or len(content) != file.length:
        raise ApiError("bad_upload")
    file.content = content
    file.uploads += 1
    return len(content)


def complete_upload(workspace: Workspace, arguments: Arguments, faults: Faults) -> Answer:
    """Finish uploads; in the conversations that are named, if any, they appear later, as one message.

    Asked twice, it shows twice: that is the harshest that Slack might do.
    """
    files = [_completed(workspace, one) for one in _listed(arguments.get("files"))]
    channels = _channels(workspace, arguments)
    text = str(arguments.get("initial_comment") or "")
    workspace.later(lambda: _process(files))
    if not faults.take(COMPLETE, "drop", channels):
        for channel in channels:
            workspace.later(functools.partial(_share, workspace, channel, files, text))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _channels(workspace: Workspace, arguments: Arguments) -> list[str]:
    """The conversations to share in; ``channels`` may name people, ``channel_id`` may not."""
    wanted = [name for name in str(arguments.get("channels") or "").split(",") if name]
    if len(wanted) > MOST_CHANNELS:
        raise ApiError("invalid_arguments")
    channels = [workspace.conversation_with(name) if name[0] in "UW" else name for name in wanted]
    one = str(arguments.get("channel_id") or "")
    channels += [one] if one else []
    for channel in channels:
        workspace.conversation(channel)
    return channels


def _listed(value: Any) -> list[dict[str, Any]]:
    listed = structure(value, "invalid_arguments")
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise ApiError("invalid_arguments")
    return listed


def _completed(workspace: Workspace, one: dict[str, Any]) -> StoredFile:
    file = _find(workspace, str(one.get("id")))
    if file.content is None:
        raise ApiError("file_not_found")
    file.title = str(one.get("title") or file.name)
    return file


def _process(files: list[StoredFile]) -> None:
    for file in files:
        file.processed = True


def _share(workspace: Workspace, channel: str, files: list[StoredFile], text: str) -> None:
    shown = [{"id": file.id, "name": file.name, "title": file.title} for file in files]
    message = new_message(workspace, {"text": text, "blocks": []})
    workspace.messages[channel].append({**message, "subtype": "file_share", "files": shown})
    for file in files:
        file.shares.setdefault(channel, []).append(message["ts"])


def files_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """A file and where it stands by now."""
    workspace.come()
    file = _find(workspace, required(arguments, "file", "file_not_found"))
    shares = {channel: [{"ts": ts} for ts in stamps] for channel, stamps in file.shares.items()}
    address = f"{workspace.address}/files/{file.id}/{quote(file.name)}"
    return {
        "file": {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "alt_txt": file.alt_text,
            "size": file.length,
            "mimetype": (mimetypes.guess_type(file.name)[0] or "application/octet-stream") if file.processed else "",
            "url_private": address,
            "url_private_download": address,
            "shares": {"private": shares} if shares else {},
        }
    }


def files_delete(workspace: Workspace, arguments: Arguments) -> Answer:
    """Take a file away for good; messages that showed it show that it is gone."""
    workspace.come()
    file = _find(workspace, required(arguments, "file", "file_not_found"))
    file.deleted, file.content = True, None
    for messages in workspace.messages.values():
        for message in messages:
            message.update(_without(message, file.id))
    return {}


def download(workspace: Workspace, file_id: str) -> bytes:
    """A file's bytes; ApiError when it is not there, or no more."""
    content = _find(workspace, file_id).content
    if content is None:
        raise ApiError("file_not_found")
    return content


def _without(message: dict[str, Any], file_id: str) -> dict[str, Any]:
    gone = {"id": file_id, "mode": "tombstone"}
    shown = [gone if file["id"] == file_id else file for file in message.get("files", [])]
    return {"files": shown} if shown else {}


def _find(workspace: Workspace, file_id: str) -> StoredFile:
    file = workspace.files.get(file_id)
    if file is None:
        raise ApiError("file_not_found")
    if file.deleted:
        raise ApiError("file_deleted")
    return file


def methods(faults: Faults) -> dict[str, Method]:
    """The table; completing an upload may be told to forget the sharing."""
    return {
        "files.getUploadURLExternal": get_upload_url,
        COMPLETE: lambda workspace, arguments: complete_upload(workspace, arguments, faults),
        "files.info": files_info,
        "files.delete": files_delete,
    }
