"""From what somebody types, presses, submits, searches or opens to what they see: who, what, one work, the answer.

Rendered before the commit (what cannot be told is not stored), committed before it is told. Nothing that was typed,
and no text of an exception, goes into any log.
"""

import logging
import secrets
import traceback
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.bringing import Bringer
from bot.courier import Courier
from bot.dressing import Dresser, Message, Modal
from bot.errors import Refusal
from bot.interactions import (
    ACTIONS,
    EVENTS,
    HOMES,
    SOURCES,
    SUBMISSIONS,
    Filled,
    Interaction,
    Pressed,
    Submitted,
    Table,
)
from bot.once import AlreadyTaken, Once
from bot.payloads import Act, Opened
from bot.rendering import Renderer
from bot.replies import Choice, Home, Reply, View
from bot.roles import may_at_all
from bot.subcommands import discover, find, split
from bot.work import Clock, Work, begin, reading
from models.database import Database, DatabaseFault
from models.people import person_by_slack_id
from models.sealing import Sealer, WrongKey

logger = logging.getLogger(__name__)

Heard = Callable[[str, str, str], None]
"""Told of every answer: what was asked, how it ended (``done``, ``refused``, ``again``, ``busy``, ``trouble``), and
the code of a refusal."""

MOST_OPTIONS = 100

AWAY = (OperationalError, PoolTimeout, DatabaseFault)
"""What a database that is busy or not there raises."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """``name`` has a row in ``bot.roles.NEEDS``. ``once``: whatever of these was taken before is not done again.

    ``signed``: the same for how Slack signed it, for what only reads as well; empty where nothing is signed.
    """

    name: str
    user: str
    reads: bool = False
    public: bool = False
    once: tuple[str, ...] = ()
    signed: tuple[str, ...] = ()


class Stopped(Exception):
    """It did not come to an answer; ``refusal`` says why, where it was one of ours."""

    def __init__(self, ended: str, reply: Reply, refusal: Refusal | None = None) -> None:
        super().__init__(ended)
        self.ended, self.reply, self.refusal = ended, reply, refusal


class Replayed(Exception):
    """Somebody sent a signed request of Slack's once more; nothing was done."""


class Conversation:
    """``wake`` is called after a commit that leaves something in the outbox.

    ``signature``: that of the request, empty where none is signed (Socket Mode). All that people do raises Replayed.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        renderer: Renderer,
        keys: Sealer,
        heard: Heard,
        wake: Callable[[], None],
        courier: Courier,
    ) -> None:
        self.database, self.clock, self.renderer, self.keys = database, clock, renderer, keys
        self.heard, self.wake, self.courier = heard, wake, courier
        self.dress = Dresser(renderer)
        self.bringer = Bringer(courier, self.dress)
        self.once = Once(database)
        self.table = discover()

    # --- what people do -----------------------------------------------------------------------

    def command(
        self, user: str, text: str, trigger: str, response_url: str = "", signature: str = ""
    ) -> dict[str, Any]:
        """Somebody typed ``/junkai text``: the immediate answer, empty where a modal opens instead."""
        word, rest = split(text)
        known = find(word)
        row = known or self.table["help"]
        words = rest if known else text
        once = (f"trigger:{trigger}",) if trigger else ()
        request = Request(row.name, user, row.reads, row.public, once, signed(signature))
        try:
            answer = self._take(request, lambda work: self.dress.answer(row.handler(work, words)))
        except Stopped as stopped:
            answer = self.dress.answer(stopped.reply)
        if isinstance(answer, Modal):
            self.bringer.open(answer, trigger, response_url)
            return {}
        return answer.payload()

    def pressed(self, act: Act, signature: str = "") -> None:
        """Somebody pressed a button or chose from a menu; the answer goes by the courier."""
        row = self._row(ACTIONS, act.name)
        pressed = Pressed(act.value, Filled(act.values), act.state, in_view=bool(act.view_id))
        once = (f"trigger:{act.trigger}",) if act.trigger and not row.reads else ()
        request = Request(row.name, act.user, row.reads, once=once, signed=signed(signature))
        try:
            answer = self._take(request, lambda work: self._dressed(row.handler(work, pressed)))
        except Stopped as stopped:
            answer = self._stopped(stopped, act)
        else:
            if not row.reads and not (isinstance(answer, Modal) and answer.is_form):
                self._renew_home(act)
        if isinstance(answer, Home):
            self._show_home(act.user, answer.page, None)
        else:
            self.bringer.bring(answer, act)

    def opened(self, opened: Opened, signature: str = "") -> None:
        """Somebody opened the app; their Home is shown anew, once for every time."""
        if not opened.at_home:
            return
        row = EVENTS.rows["home.opened"]
        try:
            request = Request(row.name, opened.user, once=(f"event:{opened.event}",), signed=signed(signature))
            home = self._take(request, row.handler)
        except Stopped as stopped:
            if stopped.ended == "again":
                return
            home = Home()
        self._show_home(opened.user, home.page, opened.view_hash)

    def submitted(self, act: Act, signature: str = "") -> dict[str, Any]:
        """Somebody sent off a modal: what becomes of it."""
        row = self._row(SUBMISSIONS, act.name)
        once = tuple(f"{kind}:{mark}" for kind, mark in (("trigger", act.trigger), ("form", act.nonce)) if mark)
        request = Request(row.name, act.user, once=once, signed=signed(signature))
        try:
            answer = self._take(
                request, lambda work: self._next_view(row.handler(work, Submitted(Filled(act.values), act.state)))
            )
        except Stopped as stopped:
            field = (stopped.refusal.field if stopped.refusal else None) or act.first_input
            if field in act.inputs and stopped.ended != "again":
                return {"response_action": "errors", "errors": {field: self.dress.text(stopped.reply)}}
            answer = self.dress.stopped(stopped.reply)
        else:
            self._renew_home(act)
        if answer is None:
            return {"response_action": "clear"}
        if act.home_page:
            answer = answer.from_home(act.home_page)
        return {"response_action": "push" if answer.view.pushed else "update", "view": answer.shown}

    def searched(self, act: Act, signature: str = "") -> dict[str, Any]:
        """Somebody types into a picker: what it offers."""
        row = self._row(SOURCES, act.name)

        def look(work: Work) -> list[dict[str, Any]]:
            choices: list[Choice] = row.handler(work, act.value, act.state)
            return [self.renderer.option(one.value, one.words, one.facts) for one in choices[:MOST_OPTIONS]]

        request = Request(row.name, act.user, reads=True, signed=signed(signature))
        try:
            return {"options": self._take(request, look)}
        except Stopped:
            return {"options": []}

    # --- between ------------------------------------------------------------------------------

    def _row(self, table: Table, name: str) -> Interaction:
        return table.rows.get(name) or Interaction("help", _stale, reads=True)

    def _take(self, request: Request, act: Callable[[Work], T]) -> T:
        """Do it in a unit of work of its own, or raise Stopped or Replayed."""
        if request.reads:
            self._remember(request)
        try:
            with self._work(request) as work:
                self._admit(work, request)
                done = act(work)
        except Refusal as refusal:
            stopped = self._refused(refusal)
        except AlreadyTaken:
            stopped = Stopped("again", Reply("app.again"))
        except AWAY as fault:
            logger.warning("the database was busy or away: %s", type(fault).__name__)
            stopped = Stopped("busy", Reply("app.busy"))
        except WrongKey:
            logger.error("a key is missing: JUNKAI_ENCRYPTION_KEYS must name the new and the old one")  # noqa: TRY400
            stopped = Stopped("trouble", Reply("app.keys"))
        except Exception as fault:  # noqa: BLE001 (its text may hold personal data: only its kind is told)
            stopped = Stopped("trouble", self._trouble(fault))
        else:
            self.heard(request.name, "done", "")
            if work.has_said:
                self._wake()
            return done
        if not request.reads:
            self._remember(request)
        self.heard(request.name, stopped.ended, stopped.refusal.code if stopped.refusal else "")
        raise stopped

    def _remember(self, request: Request) -> None:
        """Remember a request that stores nothing, as far as the database is there. Raises Replayed."""
        try:
            self.once.note(request.signed)
        except AlreadyTaken:
            raise Replayed from None
        except AWAY as fault:
            logger.warning("the database was busy or away: %s", type(fault).__name__)

    def _work(self, request: Request) -> AbstractContextManager[Work]:
        return (reading if request.reads else begin)(self.database, self.clock, request.name, keys=self.keys)

    def _admit(self, work: Work, request: Request) -> None:
        work.actor = person_by_slack_id(work.session, request.user, work.today)
        if not request.public:
            if work.actor is None:
                raise Refusal("access.stranger")
            if not may_at_all(work.actor, request.name):
                raise Refusal("access.no_right")
        if not request.reads:
            self.once.take(work.session, (*request.once, *request.signed))

    def _wake(self) -> None:
        try:
            self.wake()
        except Exception as fault:  # noqa: BLE001 (the act is committed: its answer must not be lost)
            logger.error("the delivery could not be woken: %s", type(fault).__name__)  # noqa: TRY400

    def _refused(self, refusal: Refusal) -> Stopped:
        """A refusal in its words; one whose words fail is trouble like any other."""
        try:
            words = self.renderer.refusal(refusal)
        except Exception as fault:  # noqa: BLE001 (whatever it is, the one who asked gets an answer)
            return Stopped("trouble", self._trouble(fault))
        return Stopped("refused", Reply("app.refused", {"words": words}), refusal)

    @staticmethod
    def _trouble(fault: Exception) -> Reply:
        number = secrets.token_hex(4)
        place = traceback.extract_tb(fault.__traceback__)[-1]
        logger.error("trouble %s: %s in %s, line %s", number, type(fault).__name__, place.name, place.lineno)
        return Reply("app.trouble", {"id": number})

    # --- what they see ------------------------------------------------------------------------

    def _dressed(self, answer: Reply | View | Home) -> Message | Modal | Home:
        return answer if isinstance(answer, Home) else self.dress.answer(answer)

    def _stopped(self, stopped: Stopped, act: Act) -> Message | Modal | Home:
        """Why a press came to no answer; the Home of who is a stranger by now is emptied."""
        if act.at_home and stopped.refusal is not None and stopped.refusal.code == "access.stranger":
            return Home()
        return self.dress.stopped(stopped.reply) if act.view_id or act.at_home else self.dress.message(stopped.reply)

    def _renew_home(self, act: Act) -> None:
        """Show anew the Home from which something was done: its numbers may be others now."""
        if act.home_page:
            self._show_home(act.user, act.home_page, None)

    def _show_home(self, user: str, page: int, unchanged_since: str | None) -> None:
        self.courier.publish(user, lambda: self._home(user, page), unchanged_since)

    def _home(self, user: str, page: int) -> dict[str, Any]:
        """Somebody's Home as it is now, or why there is none: judged anew, for it comes after the request."""
        row = HOMES.rows["home.shown"]
        try:
            return self._take(
                Request(row.name, user, reads=True), lambda work: self.dress.home(row.handler(work, page), page)
            )
        except Stopped as stopped:
            return self.dress.home(Reply("home.stopped", {"words": self.dress.text(stopped.reply)}), page)

    def _next_view(self, answer: View | None) -> Modal | None:
        return None if answer is None else self.dress.modal(answer)


def signed(signature: str) -> tuple[str, ...]:
    """The mark of a signed request; none for one without a signature."""
    return (f"signature:{signature}",) if signature else ()


def _stale(_work: Work, *_asked: Mapping[str, Any]) -> Reply:
    """What a button answers that no version of this bot knows any more."""
    raise Refusal("app.stale")
