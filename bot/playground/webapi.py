"""The Web API: who may call which method, and with which scope."""

from collections.abc import Callable
from typing import Any

from bot.playground import chat, conversations, files, people, views
from bot.playground.api import Answer, ApiError, Arguments
from bot.playground.faults import Faults
from bot.playground.workspace import Method, Workspace

SCOPES = {
    "chat.postMessage": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.update": "chat:write",
    "chat.delete": "chat:write",
    "conversations.open": "im:write",
    "conversations.history": "im:history",
    "conversations.list": "channels:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "files.getUploadURLExternal": "files:write",
    "files.completeUploadExternal": "files:write",
    "files.delete": "files:write",
    "files.info": "files:read",
}
"""What the token must have been granted; other methods need nothing."""

OPEN_SOCKET = "apps.connections.open"
OPEN_TO_ALL = frozenset({"api.test"})


class WebApi:
    """All methods. Refusals are answers, as in Slack: HTTP status 200 and ``ok: false``."""

    def __init__(self, workspace: Workspace, faults: Faults, new_socket_url: Callable[[], str]) -> None:
        self._workspace = workspace
        self._new_socket_url = new_socket_url
        self._methods: dict[str, Method] = {
            **people.METHODS,
            **conversations.METHODS,
            **chat.METHODS,
            **files.methods(faults),
            **views.METHODS,
        }

    def call(self, name: str, authorization: str, arguments: Arguments) -> Answer:
        """The answer of a method; ``authorization`` is the header, else the token may be among the arguments."""
        workspace = self._workspace
        with workspace.lock:
            try:
                if name == OPEN_SOCKET:
                    return {"ok": True, "url": self._open_socket(authorization)}
                if name not in OPEN_TO_ALL:
                    self.check_token(authorization or f"Bearer {arguments.get('token', '')}")
                self._check_scope(name)
                return {"ok": True, **self._methods.get(name, _unknown)(workspace, arguments)}
            except ApiError as refused:
                return refused.answer()
            except (ValueError, TypeError, LookupError, AttributeError):
                return {"ok": False, "error": "invalid_arguments"}

    def check_token(self, authorization: str) -> None:
        """ApiError unless the header shows the bot's token."""
        scheme, _, token = authorization.partition(" ")
        if scheme != "Bearer" or not token:
            raise ApiError("not_authed")
        if token == self._workspace.settings.app_token:
            raise ApiError("not_allowed_token_type")
        if token != self._workspace.settings.token:
            raise ApiError("invalid_auth")

    def _open_socket(self, authorization: str) -> str:
        """The address of a socket, for whoever shows the app's own token in the header."""
        if authorization != f"Bearer {self._workspace.settings.app_token}":
            self.check_token(authorization)
            raise ApiError("not_allowed_token_type")
        return self._new_socket_url()

    def _check_scope(self, name: str) -> None:
        needed = SCOPES.get(name, "")
        provided = self._workspace.scopes
        if needed and needed not in provided:
            raise ApiError("missing_scope", needed=needed, provided=",".join(sorted(provided)))


def _unknown(workspace: Workspace, arguments: Arguments) -> dict[str, Any]:
    """What a method that is not there answers."""
    del workspace, arguments
    raise ApiError("unknown_method")
