"""For those who drive the workspace from another process: tests, the demo."""

import json
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

Seen = dict[str, Any]
"""What came of an act.

``status`` and ``body`` are the bot's immediate answer (0 and None: none within three seconds); ``error`` what Slack
tells the person when the answer is no good; ``errors`` the words shown at inputs, by block_id; ``view`` the modal now
on top and ``home`` the Home, or None; ``ephemerals`` and ``messages`` what was said or changed since the act began, at
``since``. ``again``: the bot's answers to a duplicate that was asked for. Only for ``search``: ``options``, what can be
chosen. Only for events: ``tries``, the statuses of the bot's answers until one was 2xx.
"""

Forged = dict[str, Any] | None


class WorkspaceClient:
    """The workspace at an address. Every method raises ValueError when it refuses, OSError when it is not there.

    Those that play a person also raise it for what Slack's own client would not let the person do: ``no_element``,
    ``several_elements``, ``not_offered``, ``required`` … stand in its text. ``forged`` puts other values into the
    payload at JSON pointers (``{"/actions/0/value": "2"}``) before it is signed, as somebody who tampers would.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the bot."""
        return self.address + "/api/"

    def add_user(self, user: str, name: str = "", title: str = "") -> None:
        """Somebody joins; ``title`` is what they are in their house."""
        self._wish("users", {"id": user, "name": name or user, "title": title})

    def open_channel(self, name: str, *members: str) -> str:
        """A channel with these people and the bot, by its id."""
        return str(self._wish("channels", {"name": name, "members": members})["channel"])

    def offer(self, commands: dict[str, str]) -> None:
        """What the page offers to whoever begins to type a command: texts after ``/junkai``, and what they do."""
        self._wish("commands", {"commands": [{"text": text, "hint": hint} for text, hint in commands.items()]})

    def connect(self, bot_url: str, signing_secret: str) -> None:
        """From now on what people do is carried to the bot at this address."""
        self._wish("bot", {"url": bot_url, "signing_secret": signing_secret})

    def wait_for_socket(self, number: int = 1, seconds: float = 10) -> None:
        """Until the bot has so many sockets open, through which all is carried then; TimeoutError when it does not."""
        deadline = time.monotonic() + seconds
        while self.sockets() != number:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(0.02)

    # What people do.

    def slash(self, user: str, text: str, forged: Forged = None, channel: str = "") -> Seen:
        """Type ``/junkai text``, in the conversation with the bot or in a channel."""
        return self._act("slash", user, forged, text=text, channel=channel)

    def say(self, user: str, text: str, channel: str) -> Seen:
        """Write something that is no command into a channel."""
        return self._act("say", user, None, text=text, channel=channel)

    def press(
        self,
        user: str,
        action_id: str,
        choice: Any = None,
        *,
        block_id: str = "",
        value: str = "",
        on: str = "",
        forged: Forged = None,
    ) -> Seen:
        """Press a button, or make a choice that the bot hears of at once (see ``fill`` for what a choice is).

        Looked for in the modal on top, then in ephemeral messages and messages, newest first, then on the Home;
        ``on`` narrows that: view, ephemeral, message, home, or the ts of a message. Of several alike, ``block_id`` or
        the button's ``value`` tells which.
        """
        return self._act("press", user, forged, name=action_id, choice=choice, block_id=block_id, value=value, on=on)

    def fill(self, user: str, values: dict[str, Any], *, on: str = "view", forged: Forged = None) -> Seen:
        """Fill in elements of the modal on top, named by action_id or block_id.

        Texts and numbers as text; a choice by the option's value or text, several as a list; people by id; a day as
        2026-04-01, a time as 09:30, a moment in seconds since 1970; None empties.
        """
        return self._act("fill", user, forged, values=values, on=on)

    def search(self, user: str, action_id: str, text: str, *, on: str = "", forged: Forged = None) -> Seen:
        """Type into a searching select; ``options`` are what the bot offers, and what can be chosen next."""
        return self._act("search", user, forged, name=action_id, text=text, on=on)

    def submit(self, user: str, forged: Forged = None) -> Seen:
        """Submit the modal on top; what the bot answers is carried out."""
        return self._act("submit", user, forged)

    def close(self, user: str, *, everything: bool = False, forged: Forged = None) -> Seen:
        """Close the modal on top by its button, or ``everything`` by the ×."""
        return self._act("close", user, forged, everything=everything)

    # What happens to people.

    def open_home(self, user: str, tab: str = "home", forged: Forged = None) -> Seen:
        """Open the bot's Home, or with ``messages`` the conversation with it."""
        return self._act("open-home", user, forged, tab=tab)

    def event(self, user: str, inner: dict[str, Any], forged: Forged = None) -> Seen:
        """Something that the bot subscribed to happens to a user: ``{"type": "user_change", "user": {…}}``, for one."""
        return self._act("event", user, forged, inner=inner)

    def verify_url(self, user: str) -> Seen:
        """Slack asks the bot whether its address is its own."""
        return self._act("verify-url", user, None)

    # What people see.

    def wait(self, user: str, seen: Seen, seconds: float = 5) -> Seen:
        """What an act led to once the user sees something that is not in ``seen``; TimeoutError when nothing comes.

        For bots that answer at once and do more later. What came already counts as seen: an answer that may have
        overtaken its acknowledgement is in ``seen`` itself.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            now = {**seen, **self.sight(user, seen["since"])}
            if now != seen:
                return now
            time.sleep(0.02)
        raise TimeoutError

    def sight(self, user: str, since: str) -> Seen:
        """What is before a user now, and what was said to them or changed since a moment, written as a ts."""
        return dict(self._look(f"sight?user={quote(user)}&since={since}"))

    def view(self, user: str) -> Any:
        """The modal that a user sees, with what is filled in under ``state``; None when none is open."""
        return self._look(f"view?user={quote(user)}")

    def home(self, user: str) -> Any:
        """What the bot published on a user's Home, or None."""
        return self._look(f"home?user={quote(user)}")

    def messages(self, user: str = "") -> list[dict[str, Any]]:
        """What stands in the conversations of a user (of all), oldest first in each."""
        return list(self._look(f"messages?user={quote(user)}"))

    def ephemerals(self, user: str = "") -> list[dict[str, Any]]:
        """What only this user (each user) is shown, oldest first."""
        return list(self._look(f"ephemerals?user={quote(user)}"))

    def files(self) -> list[dict[str, Any]]:
        """All files ever announced, with the number of uploads and their shares."""
        return list(self._look("files"))

    def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return self._open("files/" + quote(file_id), None)

    def log(self, after: int = 0) -> list[dict[str, Any]]:
        """The last exchanges between bot and workspace, oldest first; with ``after`` only those past that number.

        ``direction`` (to_bot, from_bot), ``what`` (kind of request, or method of the Web API), ``sent``, ``status``
        (0: no answer), ``answer``, ``fault`` (the misbehaviour that was asked for).
        """
        return list(self._look(f"log?after={after}"))

    def calls(self) -> dict[str, int]:
        """How often each method of the Web API was called."""
        return dict(self._look("calls"))

    def refused(self) -> dict[str, int]:
        """How often each method was called too soon, where limits are kept."""
        return dict(self._look("refused"))

    def sockets(self) -> int:
        """How many sockets the bot has open."""
        return int(self._look("sockets"))

    # What only happens on bad days.

    def disconnect(self, reason: str) -> None:
        """End the bot's sockets: ``warning``, ``refresh_requested``, ``link_disabled``, or ``cut`` without a word."""
        self._wish("disconnect", {"reason": reason})

    def fault(self, method: str, kind: str, **more: Any) -> None:
        """Ask for misbehaviour; see ``bot.playground.faults``."""
        self._wish("faults", {"method": method, "kind": kind, **more})

    def no_faults(self) -> None:
        """From now on all goes well."""
        self._wish("no-faults", {})

    def grant(self, *scopes: str) -> None:
        """From now on the bot's token has these scopes and no others."""
        self._wish("scopes", {"scopes": scopes})

    def pass_time(self, seconds: float) -> None:
        """Let triggers and response URLs grow older at once. Stamps and signatures stay those of the real clock."""
        self._wish("time", {"seconds": seconds})

    def _act(self, act: str, user: str, forged: Forged, **how: Any) -> Seen:
        return dict(self._wish(act, {"user": user, "forged": forged, **how}))

    def _look(self, what: str) -> Any:
        return json.loads(self._open(what, None))

    def _wish(self, what: str, wanted: dict[str, Any]) -> Any:
        return json.loads(self._open(what, json.dumps(wanted).encode()))

    def _open(self, what: str, body: bytes | None) -> bytes:
        request = urllib.request.Request(f"{self.address}/_/{what}", body)  # noqa: S310 (an address on this machine)
        try:
            with self._opener.open(request, timeout=30) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as refused:
            with refused:
                raise ValueError(refused.read().decode()) from None


@contextmanager
def started(*options: str) -> Iterator[WorkspaceClient]:
    """A workspace in a process of its own for the length of a block; ``options`` as on its command line."""
    command = [sys.executable, "-m", "bot.playground", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603 (our own program)
        try:
            assert process.stdout is not None  # noqa: S101 (asked for above)
            yield WorkspaceClient(process.stdout.readline().strip())
        finally:
            process.terminate()
            process.wait()  # not left to Popen, which after Ctrl-C hardly waits
