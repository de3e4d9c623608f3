"""The line to the bot: what people type, carried there as Slack would carry it."""

import hashlib
import hmac
import http.client
import json
import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.playground.workspace import TEAM, ApiError, Workspace

PATH = "/slack/events"


def sign(secret: str, body: bytes, timestamp: int | str | None = None) -> dict[str, str]:
    """The headers by which Slack proves itself; ``timestamp`` in seconds, default: now."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def command_body(workspace_address: str, user: str, channel: str, text: str, command: str = "/junkai") -> bytes:
    """A slash command as Slack's form fields; ``workspace_address`` is the response URL, whole."""
    return urlencode(
        {
            "api_app_id": "A0PLAYGRND",
            "team_id": TEAM,
            "team_domain": "playground",
            "channel_id": channel,
            "channel_name": "directmessage",
            "user_id": user,
            "user_name": user.lower(),
            "command": command,
            "text": text,
            "response_url": workspace_address,
            "trigger_id": f"{time.time_ns()}.playground",
            "is_enterprise_install": "false",
        }
    ).encode()


def send(url: str, body: bytes, headers: dict[str, str], timeout: float = 10) -> tuple[int, str, bytes]:
    """Post to the bot, past any proxy: status, content type, body. OSError when there was no answer."""
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname or "127.0.0.1", target.port or 80, timeout=timeout)
    try:
        connection.request("POST", target.path or PATH, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get_content_type(), answer.read()
    finally:
        connection.close()


class Line:
    """Carries commands to the bot and shows its immediate answer to the one who typed."""

    def __init__(self, workspace: Workspace, bot_url: str = "", secret: str = "") -> None:
        self._workspace = workspace
        self.bot_url = bot_url
        self.secret = secret

    def slash(self, user: str, text: str, command: str = "/junkai") -> dict[str, Any]:
        """Type a command as a user: the HTTP status and the body of the bot's answer; status 0 when none came."""
        if not self.bot_url:
            raise ApiError("no_bot")
        with self._workspace.lock:
            channel = self._workspace.conversation_with(user)
            later = self._workspace.new_response_url(user)
        body = command_body(later, user, channel, text, command)
        headers = {"Content-Type": "application/x-www-form-urlencoded", **sign(self.secret, body)}
        try:
            status, kind, answer = send(self.bot_url.rstrip("/") + PATH, body, headers)
        except (OSError, http.client.HTTPException):
            return {"status": 0, "body": None}
        payload = _payload(kind, answer) if status == 200 else None
        if payload:
            with self._workspace.lock:
                self._workspace.whisper(user, payload)
        return {"status": status, "body": payload}


def _payload(kind: str, answer: bytes) -> dict[str, Any] | None:
    if not answer:
        return None
    if kind != "application/json":
        return {"text": answer.decode()}
    payload = json.loads(answer)
    return payload if isinstance(payload, dict) else None
