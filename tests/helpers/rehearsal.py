"""People act on the bot as ever, but nothing of it stays: every request is rolled back when it has been answered."""

import itertools
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from bot.conversation import Conversation
from bot.courier import Courier
from bot.errors import Refusal
from bot.interactions import ACTIONS, SOURCES
from bot.payloads import Act, Opened
from bot.rendering import Renderer
from bot.taking import Request, Taker
from bot.work import Work, begin
from models.sealing import Sealer
from tests.helpers.world import World

Given = Callable[[Work], None]
"""What was there before somebody acts: written in the same transaction, so that it goes with it."""


@dataclass(frozen=True)
class Asked:
    """What is typed, pressed or picked (``text``), the modal's ``state`` and its inputs."""

    text: str = ""
    state: Mapping[str, Any] = field(default_factory=dict)
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Answered:
    """How it ended, the code of a refusal, everything that was shown, as JSON, and the state of the modal if any."""

    ended: str
    code: str
    shown: str
    state: Mapping[str, Any]


class _EnoughError(Exception):
    """Takes back what was done."""


class _Rehearsing(Taker):
    given: Given | None = None

    def _work(self, request: Request) -> AbstractContextManager[Work]:
        return self._taken_back(request)

    def _note(self, request: Request, refusal: Refusal) -> None:
        """What was refused is noted by itself, and would stay."""

    @contextmanager
    def _taken_back(self, request: Request) -> Iterator[Work]:
        work_of = (
            begin(self.database, self.clock, request.name, keys=self.keys) if self.given else super()._work(request)
        )
        with suppress(_EnoughError), work_of as work:
            if self.given:
                self.given(work)
            yield work
            raise _EnoughError


class _Catching(Courier):
    """Keeps what it should bring."""

    def __init__(self) -> None:
        super().__init__(None)
        self.caught: list[Any] = []

    def open(self, trigger: str, view: dict[str, Any], too_late: Callable[[], None]) -> None:
        self.caught.append(view)

    def push(self, trigger: str, view: dict[str, Any], not_shown: Callable[[], None]) -> None:
        self.caught.append(view)

    def update(self, view_id: str, view: dict[str, Any], unchanged_since: str | None) -> None:
        self.caught.append(view)

    def publish(self, user: str, put_together: Callable[[], dict[str, Any]], unchanged_since: str | None) -> None:
        self.caught.append(put_together())

    def respond(self, url: str, message: dict[str, Any]) -> None:
        self.caught.append(message)


class Rehearsal:
    """A conversation without consequences."""

    def __init__(self, world: World, sealer: Sealer) -> None:
        self._heard: list[tuple[str, str, str]] = []
        renderer = Renderer(world.clock)
        self._taker = _Rehearsing(
            world.database, world.clock, renderer, sealer, lambda *told: self._heard.append(told), lambda: None
        )
        self._courier = _Catching()
        self._talk = Conversation(self._taker, self._courier)
        self._serial = itertools.count()

    def act(self, user: str, name: str, asked: Asked, given: Given | None = None) -> Answered:
        """One act by the name that it has in the tables; ``home.shown`` is what is shown after the Home is opened."""
        self._heard.clear()
        self._courier.caught.clear()
        self._taker.given = given
        answer = self._done(user, name, asked)
        told = next((one for one in self._heard if one[0] == name), ("", "unheard", ""))
        shown = json.dumps([answer, self._courier.caught], ensure_ascii=False)
        view = answer.get("view") if isinstance(answer, dict) else None
        state = json.loads(view.get("private_metadata") or "{}").get("s", {}) if view else {}
        return Answered(told[1], told[2], shown, state)

    def _done(self, user: str, name: str, asked: Asked) -> Any:
        trigger = f"trigger-{next(self._serial)}"
        if name in self._talk.table:
            return self._talk.command(user, f"{name} {asked.text}", trigger)
        if name.startswith(("home.opened", "home.shown")):
            return self._talk.opened(Opened(user, trigger, None, at_home=True))
        act = Act(
            name=name,
            user=user,
            value=asked.text,
            trigger=trigger,
            response_url="https://hooks.invalid/",
            view_id="V1",
            view_hash=None,
            at_home=False,
            home_page=0,
            state=asked.state,
            nonce=trigger,
            values=asked.values,
            inputs=tuple(asked.values),
        )
        if name in ACTIONS.rows:
            return self._talk.pressed(act)
        return self._talk.searched(act) if name in SOURCES.rows else self._talk.submitted(act)
