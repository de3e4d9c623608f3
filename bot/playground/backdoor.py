"""What Slack does not have: questions and wishes of tests and of the demo, under ``/_/``; and what people do."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from bot.playground.acts import Act, Messenger, Seen, sight
from bot.playground.api import ApiError
from bot.playground.faults import Faults
from bot.playground.files import download
from bot.playground.happening import event, open_home, verify_url
from bot.playground.limits import Limits
from bot.playground.modals import View
from bot.playground.pressing import fill, press, say, search, slash
from bot.playground.submitting import close, submit
from bot.playground.workspace import Workspace

ACTS: dict[str, Callable[..., Seen]] = {
    "slash": slash,
    "say": say,
    "press": press,
    "fill": fill,
    "search": search,
    "submit": submit,
    "close": close,
    "open-home": open_home,
    "event": event,
    "verify-url": verify_url,
}
"""What people can do, and what happens to them."""


class Backdoor:
    """Looks into the workspace, and changes what only Slack's administrators or bad days change."""

    def __init__(self, workspace: Workspace, faults: Faults, messenger: Messenger, limits: Limits) -> None:
        self._workspace = workspace
        self._faults = faults
        self._messenger = messenger
        self._looks: dict[str, Callable[[str], Any]] = {
            "messages": self._messages,
            "ephemerals": self._ephemerals,
            "view": lambda user: _shown(workspace.modals.top(user)),
            "home": lambda user: _shown(workspace.modals.homes.get(user)),
            "files": lambda _: [self._file(file_id) for file_id in workspace.files],
            "calls": lambda _: workspace.calls,
            "refused": lambda _: limits.refused,
            "sockets": lambda _: messenger.sockets.count(),
        }
        self._wishes: dict[str, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "users": self._join,
            "channels": self._open_channel,
            "commands": self._teach,
            "faults": faults.add,
            "no-faults": lambda _: faults.clear(),
            "bot": lambda wanted: messenger.connect(str(wanted["url"]), str(wanted["signing_secret"])),
            "disconnect": lambda wanted: messenger.sockets.disconnect(str(wanted["reason"])),
            "scopes": self._grant,
            "time": lambda wanted: workspace.clock.skip(float(wanted["seconds"])),
        }

    def look(self, target: str) -> Any:
        """GET: something as JSON, or bytes. ApiError when there is no such thing."""
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        first, _, rest = url.path.removeprefix("/_/").partition("/")
        if first == "log":
            return self._workspace.journal.read(int(query.get("after", 0)))
        with self._workspace.lock:
            self._workspace.come()
            if first == "files" and rest:
                return download(self._workspace, rest)
            if first == "sight":
                return sight(self._workspace, query["user"], query["since"])
            if first in self._looks:
                return self._looks[first](query.get("user", ""))
        raise ApiError("not_found")

    def wish(self, target: str, wanted: dict[str, Any]) -> Any:
        """POST: more people, a fault, no faults, another bot, passing time, or what somebody does."""
        name = urlsplit(target).path.removeprefix("/_/")
        if name in ACTS:
            who, forged, channel = str(wanted.pop("user")), wanted.pop("forged", None), wanted.pop("channel", "")
            act = Act(self._workspace, self._messenger, who, forged, channel)
            return ACTS[name](act, **wanted)
        if name not in self._wishes:
            raise ApiError("not_found")
        return {"ok": True, **(self._wishes[name](wanted) or {})}

    def _grant(self, wanted: dict[str, Any]) -> None:
        with self._workspace.lock:
            self._workspace.scopes = {str(scope) for scope in wanted["scopes"]}

    def _join(self, wanted: dict[str, Any]) -> None:
        with self._workspace.lock:
            self._workspace.users[str(wanted["id"])] = str(wanted.get("name", wanted["id"]))
            self._workspace.titles[str(wanted["id"])] = str(wanted.get("title", ""))

    def _open_channel(self, wanted: dict[str, Any]) -> dict[str, Any]:
        with self._workspace.lock:
            members = tuple(str(member) for member in wanted["members"])
            return {"channel": self._workspace.open_channel(str(wanted["name"]), members)}

    def _teach(self, wanted: dict[str, Any]) -> None:
        """What the page offers to whoever begins to type a command."""
        known = [{"text": str(one["text"]), "hint": str(one.get("hint", ""))} for one in wanted["commands"]]
        with self._workspace.lock:
            self._workspace.commands = known

    def _messages(self, user: str) -> list[dict[str, Any]]:
        """What stands in a user's conversations; nobody's: in all. ``to`` is the channel's name or the one person."""
        return [
            {"to": one.name or one.members[0], **message}
            for one in self._workspace.conversations.values()
            if not user or user in one.members
            for message in self._workspace.messages[one.id]
        ]

    def _ephemerals(self, user: str) -> list[dict[str, Any]]:
        return [
            {"to": one.user, "ts": one.ts, "channel": one.channel, **one.payload}
            for one in self._workspace.ephemerals
            if user in {"", one.user}
        ]

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
            "deleted": file.deleted,
        }


def _shown(view: View | None) -> dict[str, Any] | None:
    return view.payload() if view else None
