"""For those who drive the workspace from another process: tests, the demo."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote


class WorkspaceClient:
    """The workspace at an address. Every method raises ValueError when it refuses, OSError when it is not there."""

    def __init__(self, address: str) -> None:
        self.address = address
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))

    @property
    def api_url(self) -> str:
        """The base of the Web API, for the bot."""
        return self.address + "/api/"

    def add_user(self, user: str, name: str = "") -> None:
        """Somebody joins."""
        self._wish("users", {"id": user, "name": name or user})

    def connect(self, bot_url: str, signing_secret: str) -> None:
        """From now on commands are carried to the bot at this address."""
        self._wish("bot", {"url": bot_url, "signing_secret": signing_secret})

    def slash(self, user: str, text: str) -> dict[str, Any]:
        """A user types ``/junkai text``: ``status`` (0: no answer) and ``body`` of the bot's answer."""
        answer = self._wish("slash", {"user": user, "text": text})
        return dict(answer)

    def fault(self, method: str, kind: str, **more: Any) -> None:
        """Ask for misbehaviour; see ``bot.playground.faults``."""
        self._wish("faults", {"method": method, "kind": kind, **more})

    def no_faults(self) -> None:
        """From now on all goes well."""
        self._wish("no-faults", {})

    def messages(self, user: str = "") -> list[dict[str, Any]]:
        """What stands in the conversation of a user (of all) with the bot, oldest first."""
        return list(self._look(f"messages?user={quote(user)}"))

    def ephemerals(self, user: str = "") -> list[dict[str, Any]]:
        """What only this user (each user) was shown, oldest first."""
        return list(self._look(f"ephemerals?user={quote(user)}"))

    def files(self) -> list[dict[str, Any]]:
        """All files ever announced, with the number of uploads and their shares."""
        return list(self._look("files"))

    def calls(self) -> dict[str, int]:
        """How often each method of the Web API was called."""
        return dict(self._look("calls"))

    def content(self, file_id: str) -> bytes:
        """A file's bytes."""
        return self._open("files/" + quote(file_id), None)

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
