"""The page over HTTP: what is answered to which path. Nothing of it is meant for other sites, or for other machines."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

from bot.playground import files as stored
from bot.playground.acts import Messenger
from bot.playground.page.acting import REFUSALS, Acting
from bot.playground.page.rehearsal import Rehearsal
from bot.playground.page.showing import TEMPLATES, Seat, Show
from bot.playground.workspace import Workspace

HOSTS = frozenset({"127.0.0.1", "localhost"})
"""Names by which this machine calls itself: another site's name that leads here is not answered."""

GLANCE = 0.15
"""Seconds between two looks for something new."""
LONGEST_WATCH = 300
"""Seconds after which a browser has to ask anew."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
LASTING = {"Cache-Control": "private, max-age=86400"}
HTML, JSON, EVENTS = "text/html; charset=utf-8", "application/json; charset=utf-8", "text/event-stream"
KINDS = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".otf": "font/otf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
}
PREVIEWED = frozenset({".png", ".jpg", ".jpeg", ".gif"})
"""What a browser may show of the workspace's files; anything else it keeps as a file."""


@dataclass(frozen=True)
class Page:
    """An answer: its content at once, or piece by piece for as long as somebody listens."""

    content: bytes | Iterator[bytes]
    kind: str = HTML
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


class Site:
    """Answers for the page."""

    def __init__(self, workspace: Workspace, messenger: Messenger, clock: Path | None = None) -> None:
        self._workspace = workspace
        self._rehearsal = Rehearsal(clock)
        workspace.present = self._rehearsal.stamp
        self._show = Show(workspace, self._rehearsal)
        self._acting = Acting(workspace, messenger, self._show)
        self._assets = {name: TEMPLATES / "playground" / name for name in ("page.css", "page.js", "icon.svg")}
        self._assets["font.otf"] = Path(str(files("pylopdf_fonts_jp"))) / "NotoSansJP-Regular.otf"

    def answers(self, path: str) -> bool:
        """Whether a path is one of the page's."""
        return path == "/" or path.startswith("/page/")

    def get(self, target: str, host: str) -> Page:
        """What is at an address of the page."""
        if not _own(host):
            return _failed(403)
        url = urlsplit(target)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        user, where = query.get("as", ""), query.get("in", "")
        first, _, rest = url.path.removeprefix("/page/").partition("/")
        places: dict[str, Callable[[], Page]] = {
            "": lambda: Page(self._show.page(user, query.get("tab", "messages"), where).encode()),
            "part": lambda: self._part(rest, self._show.seat(user, where)),
            "news": lambda: Page(self._news(self._show.seat(user, where)), EVENTS),
            "asset": lambda: _asset(self._assets[rest]),
            "files": lambda: self._file(rest),
        }
        try:
            return places[first]()
        except REFUSALS:
            return _failed(404)

    def post(self, target: str, host: str, origin: str, kind: str, body: bytes) -> Page:
        """What somebody does. A form of another site can send neither this kind of content nor this origin."""
        if not _own(host) or origin not in {"", f"http://{host}"} or kind != "application/json":
            return _failed(403)
        acts: dict[str, Callable[[dict[str, Any]], dict[str, Any]]] = {"act": self._acting.act, "clock": self._move}
        try:
            wanted = json.loads(body)
            json.dumps(wanted, ensure_ascii=False).encode()  # no half of a surrogate pair: it could not be shown
            seat = self._show.seat(str(wanted["as"]), str(wanted.get("in", "")))
            outcome = acts[urlsplit(target).path.removeprefix("/page/")](wanted)
            versions = self._show.versions(seat)
        except (*REFUSALS, RecursionError):
            return _failed(400)
        return Page(json.dumps({**outcome, "versions": versions}, ensure_ascii=False).encode(), JSON)

    def _move(self, wanted: dict[str, Any]) -> dict[str, Any]:
        self._rehearsal.move(str(wanted["to"]))
        return {"trouble": ""}

    def _news(self, seat: Seat) -> Iterator[bytes]:
        """The marks of what somebody sees, whenever they change; a sign of life in between."""
        last: dict[str, str] = {}
        until, silent = time.monotonic() + LONGEST_WATCH, 0.0
        while time.monotonic() < until:
            self._rehearsal.run()
            versions = self._show.versions(seat)
            if versions != last:
                last, silent = versions, 0
                yield f"data: {json.dumps(versions)}\n\n".encode()
            elif silent > 10:
                silent = 0
                yield b":\n\n"
            silent += GLANCE
            time.sleep(GLANCE)

    def _part(self, name: str, seat: Seat) -> Page:
        """A part with the mark of what was drawn: what was heard of it before may be older or newer."""
        with self._workspace.lock:
            drawn = self._show.part(name, seat)
            return Page(drawn.encode(), headers={"X-Version": self._show.versions(seat)[name]})

    def _file(self, path: str) -> Page:
        """A file of the workspace: pictures to look at, anything else, or asked for with ``save``, to keep."""
        file_id, _, how = unquote(path).partition("/")
        with self._workspace.lock:
            content = stored.download(self._workspace, file_id)
            name = self._workspace.files[file_id].name
        ending = Path(name).suffix.lower()
        if ending in PREVIEWED and how != "save":
            return Page(content, KINDS[ending])
        keep = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
        return Page(content, "application/octet-stream", headers=keep)


def _asset(path: Path) -> Page:
    headers = LASTING if path.suffix == ".otf" else {}
    return Page(path.read_bytes(), KINDS[path.suffix], headers=headers)


def _own(host: str) -> bool:
    return host.rpartition(":")[0] in HOSTS or host in HOSTS


def _failed(status: int) -> Page:
    return Page(b"", "text/plain", status)
