"""Bolt: a signed request → who, what → a unit of work → the answer. Committed before it is acknowledged.

Requests are judged here, before Bolt sees them: it would log the whole body of a faulty one. Nothing that was typed,
and no text of an exception, goes into any log.
"""

import hashlib
import logging
import secrets
import traceback
from collections.abc import Callable
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.doorway import Doorway, Metrics
from bot.errors import Refusal
from bot.rendering import Rendered, Renderer
from bot.subcommands import Reply, Subcommand, discover, find, split
from bot.work import Clock, Work, begin
from models.audit import SeenRequest
from models.database import Database
from models.people import person_by_slack_id

logger = logging.getLogger(__name__)

COMMAND = "/junkai"
Heard = Callable[[str, str], None]
"""Told of every answer: the subcommand and how it ended (``done``, ``refused``, ``again``, ``busy``, ``trouble``)."""


class Conversation:
    """What happens between a command and its answer."""

    def __init__(
        self, database: Database, clock: Clock, renderer: Renderer, heard: Heard, wake: Callable[[], None]
    ) -> None:
        self.database, self.clock, self.renderer = database, clock, renderer
        self.heard, self.wake = heard, wake
        self.table = discover()

    def answer(self, user: str, text: str, trigger: str) -> Rendered:
        """Do what was typed and say what came of it."""
        word, rest = split(text)
        command = find(word)
        name = command.name if command else "help"
        ended, rendered = self._attempt(command or self.table["help"], user, rest if command else text, trigger)
        self.heard(name, ended)
        return rendered

    def _attempt(self, command: Subcommand, user: str, words: str, trigger: str) -> tuple[str, Rendered]:
        try:
            with begin(self.database, self.clock, command.name) as work:
                rendered = self._do(work, command, user, words, trigger)
        except Refusal as refusal:
            return "refused", self._say(Reply("app.refused", {"words": self.renderer.refusal(refusal)}))
        except AlreadyTaken:
            return "again", self._say(Reply("app.again"))
        except (OperationalError, PoolTimeout) as fault:
            logger.warning("the database was busy or away: %s", type(fault).__name__)
            return "busy", self._say(Reply("app.busy"))
        except Exception as fault:  # noqa: BLE001 (its text may hold personal data: only its kind is told)
            return "trouble", self._trouble(fault)
        self.wake()
        return "done", rendered

    def _do(self, work: Work, command: Subcommand, user: str, words: str, trigger: str) -> Rendered:
        work.actor = person_by_slack_id(work.session, user, work.today)
        if work.actor is None and not command.public:
            raise Refusal("access.stranger")
        if not command.reads:
            take_once(work, trigger)
        return self._say(command.handler(work, words))  # rendered before the commit: what cannot be told is not stored

    def _say(self, reply: Reply) -> Rendered:
        return self.renderer.render(reply.words, reply.facts)

    def _trouble(self, fault: Exception) -> Rendered:
        number = secrets.token_hex(4)
        place = traceback.extract_tb(fault.__traceback__)[-1]
        logger.error("trouble %s: %s in %s, line %s", number, type(fault).__name__, place.name, place.lineno)
        return self._say(Reply("app.trouble", {"id": number}))


class AlreadyTaken(Exception):
    """The same submission came a second time."""


def take_once(work: Work, trigger: str) -> None:
    """Remember a submission in the transaction of its effect, so that a repeated one stores nothing."""
    if not trigger:
        return
    digest = hashlib.sha256(f"trigger:{trigger}".encode()).hexdigest()
    work.session.add(SeenRequest(digest=digest, seen_at=work.now))
    try:
        work.session.flush()
    except IntegrityError:
        raise AlreadyTaken from None


def build_app(
    database: Database,
    clock: Clock,
    renderer: Renderer,
    signing_secret: str,
    on_reply: Callable[[], None] | None = None,
) -> Doorway:
    """The web application: ``/slack/events``, ``/healthz``, ``/metrics``. ``on_reply`` is called after each commit."""
    metrics = Metrics()
    conversation = Conversation(database, clock, renderer, metrics.heard, on_reply or (lambda: None))
    slack = SlackRequestHandler(bolt_app(conversation, signing_secret), path="/slack/events")
    return Doorway(database, signing_secret, slack, metrics)


def bolt_app(conversation: Conversation, signing_secret: str) -> App:
    """Bolt with the one slash command; the signature is judged before, by the doorway."""
    silent = logging.getLogger("junkai.bolt")
    silent.setLevel(logging.CRITICAL)  # Bolt's own lines hold bodies; what matters is logged here
    app = App(
        logger=silent,
        signing_secret=signing_secret,
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=None),
        process_before_response=True,
        request_verification_enabled=False,
        token_verification_enabled=False,
    )

    @app.command(COMMAND)
    def junkai(ack: Ack, command: dict[str, Any]) -> None:
        said = conversation.answer(
            command.get("user_id") or "", command.get("text") or "", command.get("trigger_id") or ""
        )
        ack(response_type="ephemeral", text=said.text, blocks=said.blocks)

    return app
