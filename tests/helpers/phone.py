"""An officer's phone: the workspace and the bot in full over signed HTTP on loopback, by a clock that the test sets."""

import functools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt.adapter.socket_mode import SocketModeHandler

from bot.app import bolt_app, build_app
from bot.composing import composer
from bot.conversation import Conversation
from bot.courier import Courier
from bot.delivery.deliverer import Deliverer
from bot.doorway import Metrics
from bot.gateway import Gateway, web_client
from bot.playground.client import Seen, WorkspaceClient
from bot.rendering import Renderer
from bot.taking import Taker
from models.registry import Target
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import OFFICERS, World

SECRET = "made-up-secret"
TOKEN = "xoxb-playground"
APP_TOKEN = "xapp-playground"
PATIENCE = 20.0


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the base class names it so)
        """Say nothing."""


@dataclass
class Phone:
    """What people of a ``World`` do and see. Officers are named by their staff numbers."""

    world: World
    workspace: WorkspaceClient
    sealer: Sealer
    deliverer: Deliverer
    address: str
    since: str
    """When the phones were handed out, as Slack writes it: what is older in the workspace is nobody's here."""

    done: set[str]
    """What was asked and ended well: the names that have rows in ``bot.roles.NEEDS``."""

    def heard(self, officer: str) -> list[Any]:
        """Everything that only this officer was shown in chat since the phones were handed out."""
        return list(self._sees(officer)["ephemerals"])

    def receives(self, officer: str) -> str:
        """What comes as a direct message: everything that waits is delivered."""
        self.deliverer.run_until_empty()
        return [read(one) for one in self.workspace.messages(user(officer)) if one.get("blocks")][-1]

    def home(self, number: str, name: str, address: str, *, beat: str = "EX-P1-1", kana: str = "") -> None:
        """Give a target of the world a name and an address."""
        target = self.world.targets[f"{beat}/{number}"]
        with self.world.database.writing() as session:
            dwelling = session.get_one(Target, target).dwelling_id
            store_personal(session, self.sealer, "target", target, {"name": name, "name_kana": kana})
            store_personal(session, self.sealer, "dwelling", dwelling, {"address": address, "unit": ""})

    def says(self, officer: str, text: str) -> str:
        """Type ``/junkai text``; what is read then, or the modal that opens."""
        return self._acts(officer, lambda: self.workspace.slash(user(officer), text))

    def presses(self, officer: str, action: str, choice: Any = None, **where: Any) -> str:
        """Press a button; what is read then."""
        return self._acts(officer, lambda: self.workspace.press(user(officer), action, choice, **where))

    def fills(self, officer: str, **values: Any) -> None:
        """Fill in inputs by their names."""
        self.workspace.fill(user(officer), values)

    def finds(self, officer: str, source: str, text: str) -> list[str]:
        """What a picker offers."""
        offered = self.workspace.search(user(officer), source, text)["options"]
        return [option["text"]["text"] for option in offered]

    def submits(self, officer: str, **values: Any) -> str:
        """Fill in inputs and send the modal off; what is read then: faults, or the next modal."""
        if values:
            self.fills(officer, **values)
        seen = self.workspace.submit(user(officer))
        assert seen["status"] == 200, seen
        assert not seen["error"], seen["error"]
        if seen["errors"]:
            return "\n".join(f"{name}: {words}" for name, words in seen["errors"].items())
        return self.sees(officer)

    def sees(self, officer: str) -> str:
        """The modal on top, as it is read; empty when none is open."""
        view = self.workspace.view(user(officer))
        return read(view) if view else ""

    def opens_home(self, officer: str) -> str:
        """Open the bot's Home; what is read there once it is shown anew."""
        return self._renews(officer, lambda: self.workspace.open_home(user(officer)))

    def turns_home(self, officer: str, action: str) -> str:
        """Press what shows the Home anew: 最新にする, or another page."""
        return self._renews(officer, lambda: self.workspace.press(user(officer), action, on="home"))

    def home_of(self, officer: str) -> str:
        """What is read on the Home."""
        return read(self.workspace.home(user(officer)))

    def _renews(self, officer: str, act: Callable[[], Seen]) -> str:
        before = self.workspace.home(user(officer))
        seen = act()
        assert seen["status"] == 200, seen
        assert eventually(lambda: self.workspace.home(user(officer)) != before), "the Home was not shown anew"
        return self.home_of(officer)

    def closes(self, officer: str) -> None:
        """Close every modal."""
        if self.workspace.view(user(officer)):
            self.workspace.close(user(officer), everything=True)

    def first(self, officer: str) -> str:
        """The value of the first line's button in the list that was shown last."""
        blocks = self.heard(officer)[-1]["blocks"]
        return next(str(block["accessory"]["value"]) for block in blocks if "accessory" in block)

    def _acts(self, officer: str, act: Callable[[], Seen]) -> str:
        """Do something, and read what it changed: the answer itself, or what the courier brings after it."""
        before = self._sees(officer)
        seen = act()
        assert seen["status"] == 200, seen
        assert not seen["error"], seen
        deadline = time.monotonic() + PATIENCE
        while (after := self._sees(officer)) == before and time.monotonic() < deadline:
            time.sleep(0.01)
        view, ephemerals = after["view"], after["ephemerals"]
        if view and view != before["view"]:
            return read(view)
        return read(ephemerals[-1]) if ephemerals else ""

    def _sees(self, officer: str) -> Seen:
        sight = self.workspace.sight(user(officer), self.since)
        return {part: sight[part] for part in ("view", "ephemerals")}


def user(officer: str) -> str:
    """The Slack id of an officer."""
    return f"U0{officer}"


def read(shown: dict[str, Any]) -> str:
    """Every word of a message or modal, in order."""
    title = shown.get("title") or {}
    lines = [title.get("text", ""), *(_words(block) for block in shown.get("blocks") or [])]
    return "\n".join(line for line in lines if line)


def _words(part: Any) -> str:
    """The texts of a block, whatever its shape."""
    if isinstance(part, list):
        return " ".join(filter(None, map(_words, part)))
    if not isinstance(part, dict):
        return ""
    if isinstance(part.get("text"), str):
        return str(part["text"])
    keys = ("text", "label", "elements", "element", "fields", "accessory", "initial_option", "initial_value", "hint")
    found = [part["initial_value"] if key == "initial_value" else _words(part[key]) for key in keys if key in part]
    return " ".join(filter(None, found))


@contextmanager
def phones(
    world: World,
    workspace: WorkspaceClient,
    *,
    socket: bool = False,
    talking: Callable[[Taker, Courier], Conversation] = Conversation,
) -> Iterator[Phone]:
    """Phones of everybody in a world, connected to a bot of their own: over signed HTTP, or through a socket.

    ``talking`` makes the conversation that all of them have.
    """
    _people_join(workspace)
    sealer, gateway, metrics = Sealer([new_key()]), Gateway(TOKEN, workspace.api_url), Metrics()
    courier, done = Courier(gateway), set[str]()

    def heard(asked: str, ended: str, refusal: str) -> None:
        metrics.heard(asked, ended, refusal)
        if ended == "done":
            done.add(asked)

    compose = composer(world.database, Renderer(world.clock), world.clock)
    deliverer = Deliverer(world.database, world.clock, lambda: datetime.now(UTC), gateway, compose)
    talk = talking(Taker(world.database, world.clock, Renderer(world.clock), sealer, heard, lambda: None), courier)
    try:
        with over_socket(talk, workspace) if socket else over_http(talk, metrics, workspace) as address:
            yield Phone(world, workspace, sealer, deliverer, address, f"{time.time():.6f}", done)
    finally:
        courier.stop()


@functools.cache
def _people_join(workspace: WorkspaceClient) -> None:
    """Once, however many tests share a workspace."""
    for officer, (name, _, _) in OFFICERS.items():
        workspace.add_user(user(officer), name)
    workspace.add_user("U0STRANGER", "見知らぬ 人")


@contextmanager
def over_http(talk: Conversation, metrics: Metrics, workspace: WorkspaceClient) -> Iterator[str]:
    """The bot behind a port of loopback that the workspace signs its requests to; its address."""
    app = build_app(talk, metrics, SECRET)
    with make_server("127.0.0.1", 0, app, server_class=_Server, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        workspace.connect(address, SECRET)
        try:
            yield address
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def over_socket(talk: Conversation, workspace: WorkspaceClient) -> Iterator[str]:
    """The bot at the end of a socket that it opened to the workspace; it has no address of its own."""
    client = web_client(TOKEN, workspace.api_url, 10)
    handler = SocketModeHandler(bolt_app(talk, SECRET), APP_TOKEN, web_client=client)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        workspace.wait_for_socket(seconds=PATIENCE)
        yield ""
    finally:
        handler.close()  # type: ignore[no-untyped-call]


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes true within the patience of a test."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def shape(view: dict[str, Any]) -> str:
    """A modal as JSON, to search for what must not be in it."""
    return json.dumps(view, ensure_ascii=False)
