"""One request as one unit of work: admitted, done once and told how it ended, or stopped with a reason.

Rendered before the commit (what cannot be told is not stored), committed before it is told. Nothing that was typed,
and no text of an exception, goes into any log.
"""

import logging
import secrets
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import DENIALS, Refusal
from bot.once import AlreadyTaken, Once
from bot.rendering import Renderer
from bot.replies import Reply
from bot.roles import may_at_all
from bot.usecases.note_denial import note_denial
from bot.work import Clock, Work, begin, reading
from models.database import Database, DatabaseFault
from models.people import person_by_slack_id
from models.sealing import Sealer, WrongKey

logger = logging.getLogger(__name__)

Heard = Callable[[str, str, str], None]
"""Told of every answer: what was asked, how it ended (``done``, ``refused``, ``again``, ``busy``, ``trouble``), and
the code of a refusal."""

AWAY = (OperationalError, PoolTimeout, DatabaseFault)
"""What a database that is busy or not there raises."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Request:
    """``name`` has a row in ``bot.roles.NEEDS``. ``once``: whatever of these was taken before is not done again.

    ``signature``: Slack's, empty where nothing is signed; the same holds for it, for what only reads as well.
    ``unasked``: it is shown without a word or a button, as the Home is; its refusal is nobody's attempt.
    """

    name: str
    user: str
    reads: bool = False
    public: bool = False
    once: tuple[str, ...] = ()
    signature: str = ""
    unasked: bool = False

    @property
    def signed(self) -> tuple[str, ...]:
        """The mark of the signature, if there is one."""
        return (f"signature:{self.signature}",) if self.signature else ()


class Stopped(Exception):
    """It did not come to an answer; ``refusal`` says why, where it was one of ours."""

    def __init__(self, ended: str, reply: Reply, refusal: Refusal | None = None) -> None:
        super().__init__(ended)
        self.ended, self.reply, self.refusal = ended, reply, refusal


class Replayed(Exception):
    """Somebody sent a signed request of Slack's once more; nothing was done."""


class Taker:
    """``wake`` is called after a commit that leaves something in the outbox."""

    def __init__(
        self,
        database: Database,
        clock: Clock,
        renderer: Renderer,
        keys: Sealer,
        heard: Heard,
        wake: Callable[[], None],
    ) -> None:
        self.database, self.clock, self.renderer, self.keys = database, clock, renderer, keys
        self.heard, self.wake = heard, wake
        self.once = Once(database)

    def take(self, request: Request, act: Callable[[Work], T]) -> T:
        """Do it in a unit of work of its own, or raise Stopped or Replayed."""
        if request.reads:
            self._remember(request)
        admitted = False
        try:
            with self._work(request) as work:
                self._admit(work, request)
                admitted = True
                done = act(work)
        except Exception as fault:  # noqa: BLE001 (its text may hold personal data: only its kind is told)
            stopped = self._stopped(fault)
        else:
            self.heard(request.name, "done", "")
            if work.has_said:
                self._wake()
            return done
        if not request.reads:
            try:
                self._remember(request)
            except Replayed:
                if not admitted:
                    raise
                stopped = Stopped("again", Reply("app.again"))  # it was stored, and only the answer of that got lost
        if stopped.refusal is not None and not request.unasked:
            self._note(request, stopped.refusal)
        self.heard(request.name, stopped.ended, stopped.refusal.code if stopped.refusal else "")
        raise stopped

    def _stopped(self, fault: Exception) -> Stopped:
        if isinstance(fault, Refusal):
            return self._refused(fault)
        if isinstance(fault, AlreadyTaken):
            return Stopped("again", Reply("app.again"))
        if isinstance(fault, AWAY):
            logger.warning("the database was busy or away: %s", type(fault).__name__)
            return Stopped("busy", Reply("app.busy"))
        if isinstance(fault, WrongKey):
            logger.error("a key is missing: JUNKAI_ENCRYPTION_KEYS must name the new and the old one")
            return Stopped("trouble", Reply("app.keys"))
        return Stopped("trouble", self._trouble(fault))

    def _note(self, request: Request, refusal: Refusal) -> None:
        """Note by itself, since the work of it was undone, that somebody was kept from something."""
        faults = refusal.facts.get("faults")
        codes = {refusal.code}.union(*(fault.codes for fault in (faults if isinstance(faults, list) else ())))
        try:
            for code in sorted(codes & DENIALS):
                with begin(self.database, self.clock, request.name) as work:
                    work.actor = person_by_slack_id(work.session, request.user, work.today)
                    note_denial(work, request.name, code, request.user)
        except AWAY as fault:
            logger.warning("the database was busy or away: %s", type(fault).__name__)

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
