"""The whole bot as a process group that is killed, and somebody who types all the while."""

import base64
import http.client
import json
import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bot.playground.line import PATH, command_body, send, sign
from bot.service import service
from bot.serving import serve
from bot.wiring import junkai
from models.rules.japan import JAPAN
from tests.helpers.delivery import TOKEN
from tests.scenarios.doomed import HASTY

SECRET = "made up"
DONE = ("1件を記録しました", "結果表を作成中です")
TAKEN = "すでに受け付けました"
NOT_NOW = ("今は混み合っています", "503", "401")
"""Busy; or the same second's signature once more."""
QUIET_NOON = datetime(2026, 11, 24, 12, tzinfo=JAPAN)
"""A day on which the bot says nothing unasked, when the first life begins; time goes on from life to life."""
PATIENCE = replace(HASTY, lease=timedelta(seconds=10), margin=timedelta(seconds=1))


@dataclass(frozen=True)
class Setting:
    """Where the bot lives: its settings, and the port on which every life of it listens."""

    environment: dict[str, str]
    port: int
    log: Path
    began: float = field(default_factory=time.monotonic)

    @property
    def now(self) -> datetime:
        """What the bot's clock is to show."""
        return QUIET_NOON + timedelta(seconds=time.monotonic() - self.began)

    @property
    def url(self) -> str:
        """Where commands go."""
        return f"http://127.0.0.1:{self.port}{PATH}"


def setting(database_url: str, api_url: str, folder: Path) -> Setting:
    """The settings of a bot of the test's own."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {
        "JUNKAI_DATABASE_URL": database_url,
        "JUNKAI_STATE_DIR": str(folder),
        "JUNKAI_ENCRYPTION_KEYS": base64.b64encode(b"made up key".ljust(32, b".")).decode(),
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_BASE_URL": api_url,
    }
    return Setting(environment, port, folder / "log")


def serve_until_killed(place: Setting) -> None:
    """What runs in the process: the bot as ``junkai serve`` runs it, only less patient."""
    os.setsid()
    os.environ.update(place.environment, JUNKAI_NOW=place.now.isoformat())
    logging.basicConfig(filename=place.log, level=logging.WARNING)
    bot = junkai()
    serve(lambda: service(bot, PATIENCE), "127.0.0.1", place.port, lambda _: None)


@contextmanager
def serving(context: ForkServerContext, place: Setting) -> Iterator[None]:
    """One life of the bot; at the end of the block it and its workers are killed at once."""
    process = context.Process(target=serve_until_killed, args=(place,))
    process.start()
    try:
        yield
    finally:
        with suppress(ProcessLookupError):  # it may have had no time to make a group of its own
            os.killpg(process.pid or 0, signal.SIGKILL)
        process.kill()
        process.join()


@dataclass
class Typist:
    """Types commands one after another, each until it is answered: the same submission again and again, newly signed.

    ``acknowledged`` are the commands to which the bot said that it was done; ``taken`` those that it says to have had
    before, without its answer getting through.
    """

    place: Setting
    user: str
    acknowledged: list[str] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    sending: threading.Event = field(default_factory=threading.Event)

    def type_all(self, texts: list[str], pause: float) -> None:
        """Type all commands, ``pause`` seconds apart."""
        for text in texts:
            self.type(text)
            time.sleep(pause)

    def await_answer(self, over: Callable[[], bool]) -> None:
        """Wait until one more command is answered, or all is ``over``."""
        before = self.answered
        while self.answered == before and not over():
            time.sleep(0.005)

    @property
    def answered(self) -> int:
        """How many commands were answered in one way or the other."""
        return len(self.acknowledged) + len(self.taken)

    def type(self, text: str) -> None:
        """Type one command until it is answered."""
        body = command_body("http://127.0.0.1:9/nowhere", self.user, "D0NOWHERE", text)
        end = time.monotonic() + 60
        while not self._answered(text, body):
            assert time.monotonic() < end, "no answer"
            time.sleep(0.01)

    def _answered(self, text: str, body: bytes) -> bool:
        """Send once; whether it need not be sent again."""
        headers = {"Content-Type": "application/x-www-form-urlencoded", **sign(SECRET, body)}
        self.sending.set()
        try:
            status, _, content = send(self.place.url, body, headers)
        except (OSError, http.client.HTTPException):
            return False
        said = json.loads(content)["text"] if status == 200 else str(status)
        if said.startswith(DONE):
            self.acknowledged.append(text)
        elif said.startswith(TAKEN):
            self.taken.append(text)
        else:
            assert said.startswith(NOT_NOW), said
            return False
        return True
