"""The line to the bot: what people do, carried there as Slack would carry it."""

import hashlib
import hmac
import http.client
import json
import time
from dataclasses import dataclass, field
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
    return urlencode(
        payloads.slash(user, (channel, "directmessage"), command, text, later, f"{time.time_ns()}.playground")
    ).encode()


@dataclass
class Request:
    """What is brought to the bot; ``kind`` is slash_commands, interactive or events_api, as in Socket Mode.

    A repeated event says how often it was (``retry``) and why it is repeated.
    """

    kind: str
    payload: dict[str, Any]
    retry: int = 0
    reason: str = ""


@dataclass
class Reply:
    """The bot's immediate answer; ``status`` is 0 when none came in time. ``final``: it wants no repetition."""

    status: int
    body: Any = None
    reason: str = "http_error"
    final: bool = False
    again: list["Reply"] = field(default_factory=list)


def send(url: str, body: bytes, headers: dict[str, str], timeout: float = 10) -> tuple[int, str, bytes]:
    """Post to the bot, past any proxy: status, content type, body. OSError when there was no answer."""
    status, said, answer = _post(url, body, headers, timeout)
    return status, said.get_content_type(), answer


def _post(url: str, body: bytes, headers: dict[str, str], timeout: float) -> tuple[int, http.client.HTTPMessage, bytes]:
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.hostname or "127.0.0.1", target.port or 80, timeout=timeout)
    try:
        connection.request("POST", target.path or PATH, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


class HttpLine:
    """Signed requests to the bot's address. ``patience`` in seconds."""

    def __init__(self, bot_url: str = "", secret: str = "", patience: float = PATIENCE) -> None:
        self.bot_url = bot_url
        self.secret = secret
        self.patience = patience

    def carry(self, request: Request, times: int = 1) -> list[Reply]:
        """Bring the bot one and the same signed request so many times; UserError when there is no bot."""
        if not self.bot_url:
            raise UserError("no_bot")
        content_type, body = _encoded(request)
        headers = {"Content-Type": content_type, **sign(self.secret, body)}
        if request.retry:
            headers |= {"X-Slack-Retry-Num": str(request.retry), "X-Slack-Retry-Reason": request.reason}
        return [self._send(body, headers) for _ in range(times)]

    def _send(self, body: bytes, headers: dict[str, str]) -> Reply:
        try:
            status, said, answer = _post(self.bot_url.rstrip("/") + PATH, body, headers, self.patience)
        except TimeoutError:
            return Reply(0, reason="http_timeout")
        except (OSError, http.client.HTTPException):
            return Reply(0, reason="connection_failed")
        content = _read(said.get_content_type(), answer) if status == 200 else None
        return Reply(status, content, final=said.get("X-Slack-No-Retry") == "1")


def _encoded(request: Request) -> tuple[str, bytes]:
    """Content type and body: commands are form fields, interactions JSON in a form field, events JSON."""
    if request.kind == "events_api":
        return "application/json", json.dumps(request.payload).encode()
    fields = request.payload if request.kind == "slash_commands" else {"payload": json.dumps(request.payload)}
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
