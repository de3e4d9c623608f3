"""Files: announced, filled, completed; they appear in a conversation some time later, if at all."""

import json
import mimetypes
import secrets
from typing import Any

from bot.playground.api import Answer, ApiError, Arguments, required
from bot.playground.faults import Faults
from bot.playground.names import BOT_USER
from bot.playground.workspace import Method, StoredFile, Workspace

COMPLETE = "files.completeUploadExternal"


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Answer:
    """An id and an address for the bytes of a file."""
    length = required(arguments, "length")
    if not length.isdigit() or int(length) == 0:
        raise ApiError("invalid_arguments")
    alt_text = str(arguments.get("alt_txt") or "")
    if len(alt_text) > 1000:
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
    """Finish uploads; in a conversation, if one is named, they appear later, as one message.

    Asked twice, it shows twice: that is the harshest that Slack might do.
    """
    files = [_completed(workspace, one) for one in _listed(arguments.get("files"))]
    workspace.later(lambda: _process(files))
    channel = str(arguments.get("channel_id") or "")
    if channel:
        workspace.conversation(channel)
        if not faults.take(COMPLETE, "drop"):
            workspace.later(lambda: _share(workspace, channel, files))
    return {"files": [{"id": file.id, "title": file.title} for file in files]}


def _listed(value: Any) -> list[dict[str, Any]]:
    listed = json.loads(value) if isinstance(value, str) and value.startswith("[") else value
    if not isinstance(listed, list) or not listed or not all(isinstance(one, dict) for one in listed):
        raise ApiError("invalid_arguments")
    return listed


def _completed(workspace: Workspace, one: dict[str, Any]) -> StoredFile:
    file = workspace.files.get(str(one.get("id")))
    if file is None or file.content is None:
        raise ApiError("file_not_found")
    file.title = str(one.get("title") or file.name)
    return file


def _process(files: list[StoredFile]) -> None:
    for file in files:
        file.processed = True


def _share(workspace: Workspace, channel: str, files: list[StoredFile]) -> None:
    ts = workspace.mint.ts()
    shown = [{"id": file.id, "name": file.name, "title": file.title} for file in files]
    workspace.messages[channel].append(
        {"type": "message", "subtype": "file_share", "ts": ts, "user": BOT_USER, "text": "", "files": shown}
    )
    for file in files:
        file.shares.setdefault(channel, []).append(ts)


def files_info(workspace: Workspace, arguments: Arguments) -> Answer:
    """A file and where it stands by now."""
    workspace.come()
    file = workspace.files.get(required(arguments, "file"))
    if file is None:
        raise ApiError("file_not_found")
    shares = {channel: [{"ts": ts} for ts in stamps] for channel, stamps in file.shares.items()}
    return {
        "file": {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "alt_txt": file.alt_text,
            "size": file.length,
            "mimetype": (mimetypes.guess_type(file.name)[0] or "application/octet-stream") if file.processed else "",
            "shares": {"private": shares} if shares else {},
        }
    }


def methods(faults: Faults) -> dict[str, Method]:
    """The table; completing an upload may be told to forget the sharing."""
    return {
        "files.getUploadURLExternal": get_upload_url,
        COMPLETE: lambda workspace, arguments: complete_upload(workspace, arguments, faults),
        "files.info": files_info,
    }
