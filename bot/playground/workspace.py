"""What there is in the workspace: people, conversations, messages, files. All in memory, under one lock."""

import itertools
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

BOT_USER = "U0JUNKAI00"
BOT_ID = "B0JUNKAI00"
TEAM = "T0PLAYGRND"


class ApiError(Exception):
    """A request that Slack would refuse; ``code`` is Slack's own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


Arguments = dict[str, Any]
Answer = dict[str, Any]


@dataclass
class StoredFile:
    """An upload: announced, then filled, then completed; ``shares`` are the conversations and ts where it stands."""

    id: str
    name: str
    length: int
    alt_text: str
    title: str = ""
    content: bytes | None = None
    uploads: int = 0
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Ephemeral:
    """What only one person saw, for a while: the answer to a command."""

    user: str
    payload: dict[str, Any]


@dataclass
class ResponseUrl:
    """Where a command may be answered later: at most five times within half an hour."""

    user: str
    opened: float
    uses: int = 0


class Workspace:
    """All state. ``share_delay`` in seconds: completed files appear in the conversation that much later.

    ``latency`` in seconds: the API does at once what it is asked, and answers that much later.
    """

    def __init__(self, token: str, share_delay: float = 0.2, latency: float = 0) -> None:
        self.lock = threading.RLock()
        self.token = token
        self.share_delay = share_delay
        self.latency = latency
        self.address = ""
        self.users: dict[str, str] = {}
        self.conversations: dict[str, str] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.files: dict[str, StoredFile] = {}
        self.tickets: dict[str, str] = {}
        self.ephemerals: list[Ephemeral] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: dict[str, int] = {}
        self._coming: list[tuple[float, Callable[[], None]]] = []
        self._last_ts = 0
        self._numbers = itertools.count(1)

    def new_id(self, letter: str) -> str:
        """An id in Slack's manner."""
        return f"{letter}0{next(self._numbers):08d}{secrets.choice('ABCDEFGHJKLMNPQRSTUVWXYZ')}"

    def new_ts(self) -> str:
        """A message's name and moment: later than every one before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def conversation_with(self, user: str) -> str:
        """The direct conversation of the bot with a user, opened if need be."""
        if user not in self.users:
            raise ApiError("user_not_found")
        for channel, other in self.conversations.items():
            if other == user:
                return channel
        channel = self.new_id("D")
        self.conversations[channel] = user
        self.messages[channel] = []
        return channel

    def conversation(self, channel: str) -> list[dict[str, Any]]:
        """The messages of a conversation, oldest first."""
        self.come()
        if channel not in self.messages:
            raise ApiError("channel_not_found")
        return self.messages[channel]

    def later(self, deed: Callable[[], None]) -> None:
        """Do something after the delay, as Slack does with shared files."""
        self._coming.append((time.monotonic() + self.share_delay, deed))

    def come(self) -> None:
        """Let happen what is due by now; called before anybody looks."""
        now = time.monotonic()
        due = [deed for moment, deed in self._coming if moment <= now]
        self._coming = [(moment, deed) for moment, deed in self._coming if moment > now]
        for deed in due:
            deed()

    def whisper(self, user: str, payload: dict[str, Any]) -> None:
        """Show something to one person only."""
        self.ephemerals.append(Ephemeral(user, payload))

    def new_response_url(self, user: str) -> str:
        """An address for later answers to a command of this user."""
        ticket = secrets.token_urlsafe(18)
        self.response_urls[ticket] = ResponseUrl(user, time.monotonic())
        return f"{self.address}/response/{ticket}"

    def respond(self, ticket: str, payload: dict[str, Any]) -> None:
        """Take a later answer; ApiError when the address is unknown, used up or older than half an hour."""
        url = self.response_urls.get(ticket)
        if url is None or time.monotonic() - url.opened > 1800:
            raise ApiError("expired_url")
        url.uses += 1
        if url.uses > 5:
            raise ApiError("used_url")
        if payload.get("response_type") == "in_channel":
            channel = self.conversation_with(url.user)
            self.messages[channel].append({"ts": self.new_ts(), "bot_id": BOT_ID, **payload})
        else:
            self.whisper(url.user, payload)


Method = Callable[[Workspace, Arguments], Answer]
"""One method of the Web API: the arguments as sent, the answer without its ``ok``."""


def required(arguments: Arguments, name: str, code: str = "invalid_arguments") -> str:
    """An argument that must be there, as text."""
    value = arguments.get(name)
    if value is None or value == "":
        raise ApiError(code)
    return str(value)


def truth(arguments: Arguments, name: str) -> bool:
    """A yes or no, in any of the ways in which it is sent."""
    return str(arguments.get(name, "")).lower() in {"1", "true"}
