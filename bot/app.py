"""Bolt: a signed request → the conversation → the acknowledgement. Committed before it is acknowledged.

Requests are judged by the doorway, before Bolt sees them: it would log the whole body of a faulty one.
"""

import logging
import re
from typing import Any

from slack_bolt import Ack, App, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult

from bot.conversation import Conversation
from bot.doorway import Doorway, Metrics
from bot.payloads import act_of, opened_of, sound
from bot.taking import Replayed

COMMAND = "/junkai"
ANY = re.compile("")


def build_app(conversation: Conversation, metrics: Metrics, signing_secret: str) -> Doorway:
    """The web application: ``/slack/events``, ``/healthz``, ``/metrics``."""
    return Doorway(conversation.taker.database, signing_secret, bolt_app(conversation, signing_secret), metrics)


def bolt_app(conversation: Conversation, signing_secret: str) -> App:
    """Bolt with the one slash command, every interaction and the opening of the Home.

    The signature is judged before, by the doorway.
    """
    silent = logging.getLogger("junkai.bolt")
    silent.setLevel(logging.CRITICAL)  # Bolt's own lines hold bodies; what matters is logged here
    app = App(
        name="junkai",  # unnamed, Bolt reads the source of every caller on the stack to find one
        logger=silent,
        signing_secret=signing_secret,
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=None),
        process_before_response=True,
        request_verification_enabled=False,
        token_verification_enabled=False,
    )

    @app.command(COMMAND)
    def junkai(ack: Ack, command: dict[str, Any], request: BoltRequest) -> None:
        said = conversation.command(
            command.get("user_id") or "",
            sound(command.get("text") or ""),
            command.get("trigger_id") or "",
            command.get("response_url") or "",
            signature_of(request),
        )
        ack(said) if said else ack()

    @app.action(ANY)
    def act(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        conversation.pressed(act_of(body), signature_of(request))
        ack()

    @app.view(ANY)
    def submit(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        ack(conversation.submitted(act_of(body), signature_of(request)))

    @app.event("app_home_opened")
    def open_home(body: dict[str, Any], request: BoltRequest) -> None:
        conversation.opened(opened_of(body), signature_of(request))

    @app.options(ANY)
    def search(ack: Ack, body: dict[str, Any], request: BoltRequest) -> None:
        ack(conversation.searched(act_of(body), signature_of(request)))

    @app.error
    def stop(error: Exception) -> BoltResponse:
        return BoltResponse(status=401 if isinstance(error, Replayed) else 500)

    return app


def signature_of(request: BoltRequest) -> str:
    """How Slack signed a request; empty where it came through a socket."""
    return next(iter(request.headers.get("x-slack-signature", ())), "")
