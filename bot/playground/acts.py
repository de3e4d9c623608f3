"""One act of a person: what is sent to the bot for it, and what the person sees after it."""

import copy
from typing import Any, Protocol

from bot.playground.api import UserError
from bot.playground.faults import Faults
from bot.playground.journal import Journal
from bot.playground.line import HttpLine, Reply, Request
from bot.playground.payloads import Payload, forge
from bot.playground.sockets import Sockets
from bot.playground.workspace import Workspace

Seen = dict[str, Any]


class Line(Protocol):
    """A way to the bot: over HTTP, or through its sockets."""

    def carry(self, request: Request, times: int = 1) -> list[Reply]:
        """Bring the bot one and the same request so many times."""


class Messenger:
    """Carries requests to the bot, twice when asked for, and remembers them.

    An app is reached in one way at a time: by HTTP, and through sockets from when the bot asks for one.
    """

    def __init__(self, over_http: HttpLine, sockets: Sockets, faults: Faults, journal: Journal) -> None:
        self._http = over_http
        self.sockets = sockets
        self._line: Line = over_http
        self._faults = faults
        self._journal = journal

    def connect(self, bot_url: str, secret: str) -> None:
        """From now on over HTTP, to this address, signed with this secret."""
        self._http.bot_url, self._http.secret = bot_url, secret
        self._line = self._http

    def new_socket_url(self) -> str:
        """From now on through sockets: the address of one."""
        url = self.sockets.new_url()
        self._line = self.sockets
        return url

    def carry(self, request: Request) -> Reply:
        """The bot's first answer; a second one, if there is any, is ``again``."""
        doubled = self._faults.take(request.kind, "duplicate")
        replies = self._line.carry(request, 2 if doubled else 1)
        for reply in replies:
            fault = "duplicate" if doubled else ""
            self._journal.note("to_bot", request.kind, request.payload, reply.status, reply.body, fault)
        first, *first.again = replies
        return first


class Act:
    """Somebody does something, in the conversation with the bot unless another ``channel`` is named.

    ``forged`` are changes to the payload by JSON pointer, for those who tamper. UserError where the person is not.
    """

    def __init__(
        self,
        workspace: Workspace,
        messenger: Messenger,
        user: str,
        forged: dict[str, Any] | None = None,
        channel: str = "",
    ) -> None:
        self.workspace = workspace
        self.user = user
        self._messenger = messenger
        self._forged = forged or {}
        with workspace.lock:
            here = {one.id: one for one in workspace.conversations_of(user)}
            self.direct, *_ = here.values()
            if channel and channel not in here:
                raise UserError("not_in_channel", channel)
            self.conversation = here[channel] if channel else self.direct
            self._begun = workspace.mint.ts()

    def carry(self, kind: str, payload: Payload, retry: int = 0, reason: str = "") -> Reply:
        """Bring it to the bot; the workspace must not be locked, since the bot may call back before it answers."""
        with self.workspace.lock:
            sent = forge(copy.deepcopy(payload), self._forged)  # its parts still stand in the workspace
        return self._messenger.carry(Request(kind, sent, retry, reason))

    def response_url(self, channel: str, original: str = "") -> str:
        """An address for later answers to this act, in a conversation."""
        ticket = self.workspace.response_urls.new(self.user, channel, original)
        return f"{self.workspace.address}/response/{ticket}"

    def seen(self, reply: Reply | None = None, **more: Any) -> Seen:
        """What came of it: the bot's answer, the modal on top, and what was said or changed since the act began."""
        return {
            "status": reply.status if reply else 200,
            "body": reply.body if reply else None,
            "again": [{"status": one.status, "body": one.body} for one in reply.again] if reply else [],
            "error": trouble(reply) if reply else "",
            "errors": {},
            **sight(self.workspace, self.user, self._begun),
            **more,
        }


def sight(workspace: Workspace, user: str, since: str) -> dict[str, Any]:
    """What is before a user now, and what was said to them or changed since a ts."""
    with workspace.lock:
        workspace.come()
        said = [message for one in workspace.conversations_of(user) for message in workspace.messages[one.id]]
        top, home = workspace.modals.top(user), workspace.modals.homes.get(user)
        whispered = [one for one in workspace.ephemerals if one.user == user and one.changed > since]
        return {
            "since": since,
            "view": top.payload() if top else None,
            "home": home.payload() if home else None,
            "ephemerals": [{"ts": one.ts, **one.payload} for one in whispered],
            "messages": [one for one in said if _touched(one) > since],
        }


def trouble(reply: Reply) -> str:
    """What Slack tells a person of an answer that is none."""
    if reply.status == 200:
        return ""
    return "operation_timeout" if reply.status == 0 else "dispatch_failed"


def _touched(message: dict[str, Any]) -> str:
    """When a message was said or last changed."""
    return str(message.get("edited", message)["ts"])
