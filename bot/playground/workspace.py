"""What there is in the workspace: people, conversations, messages, files. All in memory, under one lock."""

import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.api import Answer, ApiError, Arguments
from bot.playground.elements import named
from bot.playground.minting import Clock, Mint
from bot.playground.modals import Modals
from bot.playground.names import BOT_ID
from bot.playground.triggers import Triggers
from bot.playground.values import Values

PICTURES = (".png", ".jpg", ".jpeg", ".gif")


@dataclass
class StoredFile:
    """An upload: announced, filled, completed, processed; ``shares`` are the conversations and ts where it stands."""

    id: str
    name: str
    length: int
    alt_text: str
    title: str = ""
    content: bytes | None = None
    uploads: int = 0
    processed: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Ephemeral:
    """What only one person sees, for a while: the answer to a command."""

    user: str
    ts: str
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
        self.mint = Mint()
        self.clock = Clock()
        self.triggers = Triggers(self.clock)
        self.modals = Modals(self.mint)
        self.users: dict[str, str] = {}
        self.conversations: dict[str, str] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.values: dict[str, Values] = {}
        self.files: dict[str, StoredFile] = {}
        self.tickets: dict[str, str] = {}
        self.ephemerals: list[Ephemeral] = []
        self.response_urls: dict[str, ResponseUrl] = {}
        self.calls: dict[str, int] = {}
        self._coming: list[tuple[float, Callable[[], None]]] = []

    def conversation_with(self, user: str) -> str:
        """The direct conversation of the bot with a user, opened if need be."""
        if user not in self.users:
            raise ApiError("user_not_found")
        for channel, other in self.conversations.items():
            if other == user:
                return channel
        channel = self.mint.id("D")
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
        self._coming.append((self.clock.now() + self.share_delay, deed))

    def come(self) -> None:
        """Let happen what is due by now; called before anybody looks."""
        now = self.clock.now()
        due = [deed for moment, deed in self._coming if moment <= now]
        self._coming = [(moment, deed) for moment, deed in self._coming if moment > now]
        for deed in due:
            deed()

    def is_picture(self, file_id: str) -> bool:
        """Whether a file may be shown in blocks by now."""
        self.come()
        file = self.files.get(file_id)
        return file is not None and file.processed and file.name.lower().endswith(PICTURES)

    def show(self, ts: str, content: dict[str, Any]) -> dict[str, Any]:
        """What a message of this ts shows from now on: the content, its blocks and elements all named."""
        if not content.get("blocks"):
            return content
        blocks = named(content["blocks"], self.mint)
        self.values.setdefault(ts, Values()).renew(blocks)
        return {**content, "blocks": blocks}

    def whisper(self, user: str, payload: dict[str, Any]) -> Ephemeral:
        """Show something to one person only."""
        ts = self.mint.ts()
        ephemeral = Ephemeral(user, ts, self.show(ts, payload))
        self.ephemerals.append(ephemeral)
        return ephemeral

    def new_response_url(self, user: str) -> str:
        """An address for later answers to a command of this user."""
        ticket = secrets.token_urlsafe(18)
        self.response_urls[ticket] = ResponseUrl(user, self.clock.now())
        return f"{self.address}/response/{ticket}"

    def respond(self, ticket: str, payload: dict[str, Any]) -> None:
        """Take a later answer; ApiError when the address is unknown, used up or older than half an hour."""
        url = self.response_urls.get(ticket)
        if url is None or self.clock.now() - url.opened > 1800:
            raise ApiError("expired_url")
        url.uses += 1
        if url.uses > 5:
            raise ApiError("used_url")
        if payload.get("response_type") == "in_channel":
            channel = self.conversation_with(url.user)
            ts = self.mint.ts()
            self.messages[channel].append({"ts": ts, "bot_id": BOT_ID, **self.show(ts, payload)})
        else:
            self.whisper(url.user, payload)


Method = Callable[[Workspace, Arguments], Answer]
"""One method of the Web API: the arguments as sent, the answer without its ``ok``."""
