"""What Slack does not have: questions and wishes of tests and of the demo, under ``/_/``."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.playground.acts import Act
from bot.playground.api import ApiError
from bot.playground.faults import Faults
from bot.playground.line import Line
from bot.playground.pressing import fill, press, search, slash
from bot.playground.submitting import close, submit
from bot.playground.workspace import Workspace

ACTS: dict[str, Callable[..., dict[str, Any]]] = {
    "slash": slash,
    "press": press,
    "fill": fill,
    "search": search,
    "submit": submit,
    "close": close,
}
"""What people can do."""


class Backdoor:
    """Looks into the workspace, and changes what only Slack's administrators or bad days change."""

    def __init__(self, workspace: Workspace, faults: Faults, line: Line) -> None:
        self._workspace = workspace
        self._faults = faults
        self._line = line

    def look(self, target: str) -> Any:
        """GET: something as JSON, or bytes. ApiError when there is no such thing."""
        url = urlsplit(target)
        user = parse_qs(url.query).get("user", [""])[0]
        first, _, rest = url.path.removeprefix("/_/").partition("/")
        with self._workspace.lock:
            self._workspace.come()
            if first == "files" and rest:
                return self._content(rest)
            looks = {
                "messages": self._messages,
                "ephemerals": self._ephemerals,
                "view": self._view,
                "home": self._home,
            }
            if first in looks:
                return looks[first](user)
            if first == "files":
                return [self._file(file_id) for file_id in self._workspace.files]
            if first == "calls":
                return self._workspace.calls
        raise ApiError("not_found")

    def wish(self, target: str, wanted: dict[str, Any]) -> Any:
        """POST: more people, a fault, no faults, another bot, passing time, or what somebody does."""
        name = urlsplit(target).path.removeprefix("/_/")
        if name in ACTS:
            act = Act(self._workspace, self._line, str(wanted.pop("user")), wanted.pop("forged", None))
            return ACTS[name](act, **wanted)
        match name:
            case "users":
                self._workspace.users[str(wanted["id"])] = str(wanted.get("name", wanted["id"]))
            case "faults":
                self._faults.add(wanted)
            case "no-faults":
                self._faults.clear()
            case "bot":
                self._line.bot_url, self._line.secret = str(wanted["url"]), str(wanted["signing_secret"])
            case "time":
                self._workspace.clock.skip(float(wanted["seconds"]))
            case _:
                raise ApiError("not_found")
        return {"ok": True}

    def _messages(self, user: str) -> list[dict[str, Any]]:
        """The conversation of a user with the bot, oldest first; nobody's: all of them, each with its user."""
        return [
            {"to": other, **message}
            for channel, other in self._workspace.conversations.items()
            if user in {"", other}
            for message in self._workspace.messages[channel]
        ]

    def _ephemerals(self, user: str) -> list[dict[str, Any]]:
        return [
            {"to": one.user, "ts": one.ts, **one.payload}
            for one in self._workspace.ephemerals
            if user in {"", one.user}
        ]

    def _view(self, user: str) -> dict[str, Any] | None:
        top = self._workspace.modals.top(user)
        return top.payload() if top else None

    def _home(self, user: str) -> dict[str, Any] | None:
        home = self._workspace.modals.homes.get(user)
        return home.payload() if home else None

    def _content(self, file_id: str) -> bytes:
        file = self._workspace.files.get(file_id)
        if file is None or file.content is None:
            raise ApiError("file_not_found")
        return file.content

    def _file(self, file_id: str) -> dict[str, Any]:
        file = self._workspace.files[file_id]
        return {
            "id": file.id,
            "name": file.name,
            "title": file.title,
            "alt_txt": file.alt_text,
            "size": file.length,
            "uploads": file.uploads,
            "shares": file.shares,
        }
