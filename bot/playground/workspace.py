"""What there is in the workspace: people, conversations, messages, files. All in memory, under one lock."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.playground.api import Answer, ApiError, Arguments
from bot.playground.elements import named
from bot.playground.journal import Journal
from bot.playground.minting import Clock, Mint
from bot.playground.modals import Modals
from bot.playground.tickets import ResponseUrls, Triggers
from bot.playground.values import Values

PICTURES = (".png", ".jpg", ".jpeg", ".gif")
SCOPES = ("commands", "chat:write", "im:write", "im:history", "files:write", "files:read", "users:read")
"""What the bot's token is granted unless told otherwise."""


@dataclass
class Settings:
    """``share_delay`` in seconds: completed files appear in the conversation that much later.

    ``latency`` in seconds: the API does at once what it is asked, and answers that much later. ``journal`` is how many
    exchanges are remembered. ``patience`` in seconds: how long the bot may take to answer, and to open a modal.
    ``speed``: Slack's limits of requests are kept, so many times as fast; 0: there are none.
    """

    token: str = "xoxb-playground"  # noqa: S105 (made up)
    app_token: str = "xapp-playground"  # noqa: S105 (made up)
    share_delay: float = 0.2
    latency: float = 0
    journal: int = 300
    patience: float = 3
    speed: float = 0


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
    deleted: bool = False
    shares: dict[str, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Conversation:
    """A channel with its members, in which the bot is too; or, without a name, the bot and one person."""

    id: str
    name: str
    members: tuple[str, ...]

    @property
    def told_as(self) -> str:
        """What Slack calls it when it tells a bot of it."""
        return self.name or "directmessage"


@dataclass
class Ephemeral:
    """What only one person sees, in one conversation, for a while; ``changed`` is when it last was."""

    user: str
    channel: str
    ts: str
    payload: dict[str, Any]
    changed: str


class Workspace:
    """All state."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.lock = threading.RLock()
        self.address = ""
        self.scopes = set(SCOPES)
        self.mint = Mint()
        self.clock = Clock()
        self.triggers = Triggers(self.clock, self.settings.patience)
        self.response_urls = ResponseUrls(self.clock)
        self.modals = Modals(self.mint)
        self.journal = Journal(self.settings.journal)
        self.users: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.commands: list[dict[str, str]] = []
        self.conversations: dict[str, Conversation] = {}
        self.messages: dict[str, list[dict[str, Any]]] = {}
        self.values: dict[str, Values] = {}
        self.files: dict[str, StoredFile] = {}
        self.tickets: dict[str, str] = {}
        self.ephemerals: list[Ephemeral] = []
        self.calls: dict[str, int] = {}
        self.present: Callable[[], float] = time.time
        self.said_at: dict[str, float] = {}
        self._coming: list[tuple[float, Callable[[], None]]] = []

    def conversation_with(self, user: str) -> str:
        """The direct conversation of the bot with a user, opened if need be."""
        if user not in self.users:
            raise ApiError("user_not_found")
        for one in self.conversations.values():
            if not one.name and one.members == (user,):
                return one.id
        return self._begin(Conversation(self.mint.id("D"), "", (user,)))

    def open_channel(self, name: str, members: tuple[str, ...]) -> str:
        """A channel with some people and the bot; of a name that is taken, its members are these from now on."""
        there = next((one.id for one in self.conversations.values() if one.name == name), None)
        return self._begin(Conversation(there or self.mint.id("C"), name, members))

    def _begin(self, conversation: Conversation) -> str:
        self.conversations[conversation.id] = conversation
        self.messages.setdefault(conversation.id, [])
        return conversation.id

    def conversations_of(self, user: str) -> list[Conversation]:
        """Where somebody can read and write: the direct conversation with the bot first."""
        own = self.conversations[self.conversation_with(user)]
        return [own, *(one for one in self.conversations.values() if one.name and user in one.members)]

    def conversation(self, channel: str) -> list[dict[str, Any]]:
        """The messages of a conversation, oldest first."""
        self.come()
        if channel not in self.messages:
            raise ApiError("channel_not_found")
        return self.messages[channel]

    def later(self, deed: Callable[[], None]) -> None:
        """Do something after the delay, as Slack does with shared files."""
        self._coming.append((self.clock.now() + self.settings.share_delay, deed))

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
        return file is not None and file.processed and not file.deleted and file.name.lower().endswith(PICTURES)

    def show(self, ts: str, content: dict[str, Any]) -> dict[str, Any]:
        """What a message of this ts shows from now on: the content, its blocks and elements all named."""
        blocks = named(content["blocks"], self.mint)
        self.values.setdefault(ts, Values()).renew(blocks)
        return {**content, "blocks": blocks}

    def stamp(self) -> str:
        """The name of something that is said now. People read the time of the rehearsal, if there is one."""
        ts = self.mint.ts()
        self.said_at[ts] = self.present()
        return ts

    def whisper(self, user: str, channel: str, content: dict[str, Any]) -> Ephemeral:
        """Show something to one person of a conversation only."""
        ts = self.stamp()
        ephemeral = Ephemeral(user, channel, ts, self.show(ts, content), ts)
        self.ephemerals.append(ephemeral)
        return ephemeral


Method = Callable[[Workspace, Arguments], Answer]
"""One method of the Web API: the arguments as sent, the answer without its ``ok``."""
