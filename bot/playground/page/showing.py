"""What a person sees, as HTML: the parts of the page, each with a mark of its version."""

import json
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

from bot.playground.elements import KINDS, Block, Element
from bot.playground.names import BOT_USER, TIMEZONE
from bot.playground.page import mrkdwn
from bot.playground.page.rehearsal import Rehearsal
from bot.playground.reading import read
from bot.playground.values import Values
from bot.playground.workspace import PICTURES, Ephemeral, Workspace

TEMPLATES = Path(__file__).parents[3] / "templates"
MOST_MESSAGES = 100
"""The newest ones are shown."""
MOST_EXCHANGES = 60
TEXTS = frozenset({"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input"})


class Seat(NamedTuple):
    """Who looks, and at which conversation."""

    user: str
    channel: str


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
        self._read_until: dict[Seat, str] = {}
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
            "rooms": self._rooms,
            "badge": self._badge,
            "chat": self._chat,
            "view": self._view,
            "home": self._home,
            "people": self._people,
            "log": self._log,
        }

    def page(self, user: str, tab: str, where: str = "") -> str:
        """The whole page; of somebody who is not there, or not in that conversation, the nearest to it."""
        with self._workspace.lock:
            self._workspace.come()
            if user not in self._workspace.users:
                user = next(iter(self._workspace.users), "")
            if not user:
                return self._draw("page", {"user": "", "versions": {}})
            here = {one.id for one in self._workspace.conversations_of(user)}
            seat = self.seat(user, where if where in here else "")
            unseen = "chat" if tab == "home" else "home"
            facts = {
                "user": user,
                "tab": tab,
                "where": seat.channel if self._workspace.conversations[seat.channel].name else "",
                "room": self._workspace.conversations[seat.channel],
                "parts": {name: Markup(self.part(name, seat)) for name in self._parts if name != unseen},  # noqa: S704
                "versions": self.versions(seat),
                "commands": self._workspace.commands,
                "clock": self._clock(),
                **self._who(user),
            }
            return self._draw("page", facts)

    def seat(self, user: str, where: str = "") -> Seat:
        """A place to look from: by default at the conversation with the bot. KeyError for one that there is not."""
        with self._workspace.lock:
            if user not in self._workspace.users:
                raise KeyError(user)
            here = [one.id for one in self._workspace.conversations_of(user)]
            if where and where not in here:
                raise KeyError(where)
            return Seat(user, where or here[0])

    def part(self, name: str, seat: Seat) -> str:
        """One part; KeyError when there is no such part."""
        with self._workspace.lock:
            self._workspace.come()
            return self._draw(name, self._parts[name](seat))

    def trouble(self, code: str, about: Any = "") -> str:
        """The words for something that went wrong."""
        return self._draw("troubles", {"code": code, "about": about}).strip()

    def versions(self, seat: Seat) -> dict[str, str]:
        """Marks of all parts: a part whose mark is another one looks different. ``clock`` is what the clock says."""
        workspace = self._workspace
        with workspace.lock:
            workspace.come()
            top, home = workspace.modals.top(seat.user), workspace.modals.homes.get(seat.user)
            said = [(one["ts"], one.get("edited"), one.get("files")) for one in workspace.messages[seat.channel]]
            whispered = [(one.ts, one.changed) for one in self._whispered(seat)]
            return {
                "rooms": mark(self._rooms(seat)),
                "badge": mark(self._badge(seat)),
                "chat": mark((said, whispered)),
                "view": mark(top and (top.id, top.hash)),
                "home": mark(home and home.hash),
                "people": mark((workspace.users, [self._unread_of(other, seat) for other in workspace.users])),
                "log": mark(workspace.journal.newest()),
                "clock": self._clock(),
            }

    def _clock(self) -> str:
        """The bot's time in a rehearsal, to the minute; nothing when it follows the real time."""
        now = self._rehearsal.now()
        return now.strftime("%Y-%m-%d %H:%M") if now else ""

    def _draw(self, name: str, facts: dict[str, Any]) -> str:
        return self._environment.get_template(f"playground/{name}.j2").render(facts)

    def _chat(self, seat: Seat) -> dict[str, Any]:
        entries = sorted(self._entries(seat), key=lambda entry: str(entry["ts"]))[-MOST_MESSAGES:]
        if entries:
            self._read_until[seat] = str(entries[-1]["ts"])
        days = [datetime.fromtimestamp(self._workspace.present(), TIMEZONE), *(entry["at"] for entry in entries)]
        for entry, before in zip(entries, days, strict=False):
            entry["new_day"] = entry["at"].date() != before.date()
        return {"entries": entries, "bot": BOT_USER}

    def _entries(self, seat: Seat) -> Iterator[dict[str, Any]]:
        """What was said in a conversation, whether all or only the one who looks sees it."""
        for one in self._workspace.messages[seat.channel]:
            files = [self._file(file) for file in one.get("files", [])]
            yield {**self._entry(one["ts"], one), "files": files, "edited": one.get("edited"), "whispered": False}
        for quiet in self._whispered(seat):
            again = quiet.changed if quiet.changed != quiet.ts else None
            yield {**self._entry(quiet.ts, quiet.payload), "files": [], "edited": again, "whispered": True}

    def _whispered(self, seat: Seat) -> list[Ephemeral]:
        return [one for one in self._workspace.ephemerals if (one.user, one.channel) == seat]

    def _entry(self, ts: str, said: dict[str, Any]) -> dict[str, Any]:
        blocks = said.get("blocks") or []
        surface = Surface(ts, blocks, self._workspace.values.get(ts) or Values())
        at = datetime.fromtimestamp(self._workspace.said_at[ts], TIMEZONE)
        return {"ts": ts, "at": at, "by": said.get("user", BOT_USER), "text": said.get("text", ""), "surface": surface}

    def _file(self, shown: dict[str, Any]) -> dict[str, Any]:
        file = self._workspace.files[shown["id"]]
        picture = file.name.lower().endswith(PICTURES)
        return {"gone": file.deleted or file.content is None, "picture": picture, **vars(file)}

    def _view(self, seat: Seat) -> dict[str, Any]:
        stack = self._workspace.modals.stack(seat.user)
        top = stack[-1] if stack else None
        surface = Surface("view", top.blocks, top.values) if top else None
        return {"view": top, "surface": surface, "depth": len(stack)}

    def _home(self, seat: Seat) -> dict[str, Any]:
        home = self._workspace.modals.homes.get(seat.user)
        return {"surface": Surface("home", home.blocks, home.values) if home else None}

    def _rooms(self, seat: Seat) -> dict[str, Any]:
        """The conversations of the one who looks, each with how much is new in it."""
        rooms = [
            {"id": one.id, "name": one.name, "unread": self._unread(Seat(seat.user, one.id), seat)}
            for one in self._workspace.conversations_of(seat.user)
        ]
        return {"rooms": rooms, "user": seat.user, "here": seat.channel}

    def _badge(self, seat: Seat) -> dict[str, Any]:
        return {"unread": self._unread_of(seat.user, seat)}

    def _people(self, seat: Seat) -> dict[str, Any]:
        everybody = [
            {**self._who(other), "user": other, "unread": self._unread_of(other, seat) if other != seat.user else 0}
            for other in self._workspace.users
        ]
        return {"people": everybody, "me": seat.user}

    def _log(self, seat: Seat) -> dict[str, Any]:
        del seat
        return {"exchanges": self._workspace.journal.read()[: -MOST_EXCHANGES - 1 : -1]}

    def _who(self, user: str) -> dict[str, str]:
        return {"name": self._workspace.users.get(user, ""), "title": self._workspace.titles.get(user, "")}

    def _unread_of(self, user: str, here: Seat) -> int:
        """How many messages of all conversations somebody has not been shown yet."""
        return sum(self._unread(Seat(user, one.id), here) for one in self._workspace.conversations_of(user))

    def _unread(self, seat: Seat, here: Seat) -> int:
        """The same in one conversation; what is before one's eyes, or was written by oneself, is not new."""
        until = self._read_until.get(seat, "")
        said = [] if seat == here else self._workspace.messages[seat.channel]
        return sum(one["ts"] > until and one["user"] != seat.user for one in said)


def written(rich: Any) -> str:
    """What was typed into an input, as text: that of rich text without its styles."""
    return read({"blocks": [rich]}) if isinstance(rich, dict) else str(rich or "")
