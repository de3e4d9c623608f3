"""What a person sees, as HTML: the parts of the page, each with a mark of its version."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bot.playground.elements import KINDS, Block, Element
from bot.playground.names import TIMEZONE
from bot.playground.page import mrkdwn
from bot.playground.page.rehearsal import Rehearsal
from bot.playground.reading import read
from bot.playground.values import Values
from bot.playground.workspace import PICTURES, Workspace

TEMPLATES = Path(__file__).parents[3] / "templates"
MOST_MESSAGES = 100
"""The newest ones are shown."""
MOST_EXCHANGES = 60
TEXTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"})


class Surface:
    """Something with blocks and what is filled in on it; ``on`` is where the workspace looks for its elements."""

    def __init__(self, on: str, blocks: list[Block], values: Values) -> None:
        self.on = on
        self.blocks = blocks
        self._values = values

    def id(self, block: Block, element: Element) -> str:
        """A name for an element that HTML allows, the same at every drawing."""
        return "e" + mark((self.on, block["block_id"], element["action_id"]))

    def value(self, block: Block, element: Element) -> Any:
        """What stands in an element; None for those that keep nothing."""
        return self._values.value(block, element) if element["type"] in KINDS else None


def mark(thing: Any) -> str:
    """A short text that is another one when the thing is."""
    return f"{zlib.crc32(repr(thing).encode()):08x}"


class Show:
    """Draws parts for a user. The workspace is locked while it is looked at."""

    def __init__(self, workspace: Workspace, rehearsal: Rehearsal) -> None:
        self._workspace = workspace
        self._rehearsal = rehearsal
        self._read_until: dict[str, str] = {}
        # A field that a block leaves out is empty in a template: so most of Block Kit's are.
        self._environment = Environment(
            loader=FileSystemLoader(TEMPLATES),
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
        self._environment.filters |= {
            "mrkdwn": lambda text: mrkdwn.html(text, workspace.users),
            "link": mrkdwn.link,
            "mention": lambda user: mrkdwn.mention(str(workspace.users.get(user, user))),
            "moment": lambda ts: datetime.fromtimestamp(float(ts), TIMEZONE),
            "pretty": lambda thing: json.dumps(thing, ensure_ascii=False, indent=1),
            "words_of": lambda block: read({"blocks": [block]}),
            "written": written,
            "size": lambda size: f"{max(size // 1024, 1):,} KB",
        }
        self._environment.globals |= {"TEXTS": TEXTS, "users": workspace.users}
        self._parts = {
            "chat": self._chat,
            "view": self._view,
            "home": self._home,
            "people": self._people,
            "log": self._log,
        }

    def page(self, user: str, tab: str) -> str:
        """The whole page."""
        with self._workspace.lock:
            self._workspace.come()
            if user not in self._workspace.users:
                user = next(iter(self._workspace.users), "")
            facts = {
                "user": user,
                "tab": tab,
                "parts": {name: Markup(self.part(name, user)) for name in self._parts} if user else {},  # noqa: S704
                "versions": self.versions(user) if user else {},
                "commands": self._workspace.commands,
                "clock": self._clock(),
                **self._who(user),
            }
            return self._draw("page", facts)

    def part(self, name: str, user: str) -> str:
        """One part; KeyError when there is no such part or user."""
        with self._workspace.lock:
            self._workspace.come()
            if user not in self._workspace.users:
                raise KeyError(user)
            return self._draw(name, self._parts[name](user))

    def trouble(self, code: str, about: Any = "") -> str:
        """The words for something that went wrong."""
        return self._draw("troubles", {"code": code, "about": about}).strip()

    def versions(self, user: str) -> dict[str, str]:
        """Marks of all parts: a part whose mark is another one looks different. ``clock`` is what the clock says."""
        workspace = self._workspace
        with workspace.lock:
            workspace.come()
            top, home = workspace.modals.top(user), workspace.modals.homes.get(user)
            said = [(one["ts"], one.get("edited"), one.get("files")) for one in self._messages(user)]
            whispered = [(one.ts, one.changed) for one in workspace.ephemerals if one.user == user]
            return {
                "chat": mark((said, whispered)),
                "view": mark(top and (top.id, top.hash)),
                "home": mark(home and home.hash),
                "people": mark((workspace.users, [self._unread(other, user) for other in workspace.users])),
                "log": mark(workspace.journal.newest()),
                "clock": self._clock(),
            }

    def _clock(self) -> str:
        """The bot's time in a rehearsal, to the minute; nothing when it follows the real time."""
        now = self._rehearsal.now()
        return now.strftime("%Y-%m-%d %H:%M") if now else ""

    def _draw(self, name: str, facts: dict[str, Any]) -> str:
        return self._environment.get_template(f"playground/{name}.j2").render(facts)

    def _chat(self, user: str) -> dict[str, Any]:
        entries = sorted(self._entries(user), key=lambda entry: str(entry["ts"]))[-MOST_MESSAGES:]
        if entries:
            self._read_until[user] = str(entries[-1]["ts"])
        return {"entries": entries}

    def _entries(self, user: str) -> Iterator[dict[str, Any]]:
        """What was said to a user, whether all or only they see it."""
        for one in self._messages(user):
            files = [self._file(file) for file in one.get("files", [])]
            yield {**self._entry(one["ts"], one), "files": files, "edited": one.get("edited"), "whispered": False}
        for quiet in self._workspace.ephemerals:
            if quiet.user == user:
                again = quiet.changed if quiet.changed != quiet.ts else None
                entry = self._entry(quiet.ts, quiet.payload)
                yield {**entry, "files": [], "edited": again, "whispered": True}

    def _entry(self, ts: str, said: dict[str, Any]) -> dict[str, Any]:
        blocks = said.get("blocks") or []
        surface = Surface(ts, blocks, self._workspace.values.get(ts) or Values())
        return {"ts": ts, "text": said.get("text", ""), "surface": surface}

    def _file(self, shown: dict[str, Any]) -> dict[str, Any]:
        file = self._workspace.files[shown["id"]]
        picture = file.name.lower().endswith(PICTURES)
        return {"gone": file.deleted or file.content is None, "picture": picture, **vars(file)}

    def _view(self, user: str) -> dict[str, Any]:
        stack = self._workspace.modals.stack(user)
        top = stack[-1] if stack else None
        surface = Surface("view", top.blocks, top.values) if top else None
        return {"view": top, "surface": surface, "depth": len(stack)}

    def _home(self, user: str) -> dict[str, Any]:
        home = self._workspace.modals.homes.get(user)
        return {"surface": Surface("home", home.blocks, home.values) if home else None}

    def _people(self, user: str) -> dict[str, Any]:
        everybody = [{**self._who(other), "user": other, "unread": self._unread(other, user)} for other in self._users]
        return {"people": everybody, "me": user}

    def _log(self, user: str) -> dict[str, Any]:
        del user
        return {"exchanges": self._workspace.journal.read()[: -MOST_EXCHANGES - 1 : -1]}

    @property
    def _users(self) -> list[str]:
        return list(self._workspace.users)

    def _who(self, user: str) -> dict[str, str]:
        return {"name": self._workspace.users.get(user, ""), "title": self._workspace.titles.get(user, "")}

    def _unread(self, other: str, me: str) -> int:
        """How many messages somebody else has not been shown yet."""
        until = self._read_until.get(other, "")
        return 0 if other == me else sum(one["ts"] > until for one in self._messages(other))

    def _messages(self, user: str) -> list[dict[str, Any]]:
        channel = self._workspace.conversation_with(user)
        return self._workspace.messages[channel]


def written(rich: Any) -> str:
    """What was typed into an input, as text: that of rich text without its styles."""
    return read({"blocks": [rich]}) if isinstance(rich, dict) else str(rich or "")
