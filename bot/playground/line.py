"""The line to the bot: what people do, carried there as Slack would carry it."""

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from bot.playground import payloads
from bot.playground.api import UserError

PATH = "/slack/events"
PATIENCE = 3.0
"""Seconds until Slack gives a bot up."""


def sign(secret: str, body: bytes, timestamp: int | str | None = None) -> dict[str, str]:
    """The headers by which Slack proves itself; ``timestamp`` in seconds, default: now."""
    stamp = str(int(time.time()) if timestamp is None else timestamp)
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def command_body(later: str, user: str, channel: str, text: str, command: str = "/junkai") -> bytes:
    """A slash command as Slack's form fields; ``later`` is the response URL, whole. Its trigger opens nothing."""
    return urlencode(payloads.slash(user, channel, command, text, later, f"{time.time_ns()}.playground")).encode()


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


@dataclass
class Reply:
    """The bot's immediate answer; ``status`` is 0 when none came in time."""

    status: int
    body: Any = None


class Line:
    """Carries requests to the bot. ``patience`` in seconds."""

    def __init__(self, bot_url: str = "", secret: str = "", patience: float = PATIENCE) -> None:
        self.bot_url = bot_url
        self.secret = secret
        self.patience = patience

    def carry(self, kind: str, payload: dict[str, Any]) -> Reply:
        """Bring the bot a payload; ``kind`` is slash_commands, interactive or events_api. UserError without a bot."""
        if not self.bot_url:
            raise UserError("no_bot")
        content_type, body = _encoded(kind, payload)
        headers = {"Content-Type": content_type, **sign(self.secret, body)}
        try:
            status, said, answer = send(self.bot_url.rstrip("/") + PATH, body, headers, self.patience)
        except (OSError, http.client.HTTPException):
            return Reply(0)
        return Reply(status, _read(said, answer) if status == 200 else None)


def _encoded(kind: str, payload: dict[str, Any]) -> tuple[str, bytes]:
    """Content type and body: commands are form fields, interactions JSON in a form field, events JSON."""
    if kind == "events_api":
        return "application/json", json.dumps(payload).encode()
    fields = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
    return "application/x-www-form-urlencoded", urlencode(fields).encode()


def _read(content_type: str, answer: bytes) -> Any:
    """The answer's structure, its text when it is no JSON, None when there is nothing."""
    if not answer:
        return None
    if content_type != "application/json":
        return {"text": answer.decode(errors="replace")}
    try:
        return json.loads(answer)
    except ValueError:
        return None
