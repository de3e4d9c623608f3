"""The web application's door: who may speak to the bot at all, and what is counted of it.

Signatures are judged by the system's clock, never by a rehearsal's. Whether a request was taken before is seen where
its effect is stored (``bot.once``).
"""

import io
import logging
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk.signature import SignatureVerifier
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.usecases.weigh_outbox import Weight, weigh_outbox
from models.database import Database, DatabaseFault

logger = logging.getLogger(__name__)

EVENTS = "/slack/events"
LARGEST_BODY = 1024 * 1024
AWAY = (SQLAlchemyError, DatabaseFault)
"""What a database that is busy or not there raises."""

STATUS = {
    200: "200 OK",
    400: "400 Bad Request",
    401: "401 Unauthorized",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    503: "503 Service Unavailable",
}


class Metrics:
    """What is counted, without anything personal: subcommands, how they ended, how long requests took."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.commands = Counter("junkai_commands", "Commands answered", ["subcommand", "ended"], registry=self.registry)
        self.refusals = Counter("junkai_refusals", "What was refused", ["asked", "code"], registry=self.registry)
        self.refused = Counter("junkai_requests_refused", "Requests turned away", ["status"], registry=self.registry)
        self.outbox = Gauge("junkai_outbox", "Messages by state", ["state"], registry=self.registry)
        self.open = Gauge("junkai_outbox_open", "Messages still to be said, by kind", ["kind"], registry=self.registry)
        self.oldest = Gauge(
            "junkai_outbox_oldest_seconds", "How long the oldest is due, by state", ["state"], registry=self.registry
        )
        self.decided = Gauge(
            "junkai_notices_decided_timestamp_seconds", "When a tick last decided anything", registry=self.registry
        )
        self.ticked = Gauge(
            "junkai_tick_timestamp_seconds", "When this process last looked for what is due", registry=self.registry
        )
        self.seconds = Histogram("junkai_request_seconds", "Time from request to answer", registry=self.registry)

    def weighed(self, weight: Weight, now: datetime) -> None:
        """What the outbox holds; the same from every process, as it is read from the database."""
        for state, number in weight.states.items():
            self.outbox.labels(state).set(number)
        self.open.clear()
        for kind, number in weight.open_kinds.items():
            self.open.labels(kind).set(number)
        for stage, since in (("waiting", weight.oldest_waiting), ("doubt", weight.oldest_doubt)):
            self.oldest.labels(stage).set(max((now - since).total_seconds(), 0) if since else 0)
        self.decided.set(weight.decided_at.timestamp() if weight.decided_at else 0)

    def heard(self, asked: str, ended: str, refusal: str) -> None:
        """Something was answered; ``refusal`` is the code of one."""
        self.commands.labels(asked, ended).inc()
        if refusal:
            self.refusals.labels(asked, refusal).inc()


class Doorway:
    """A WSGI application before that of Bolt; ``bolt`` is for a socket, where nothing comes through the door."""

    def __init__(self, database: Database, signing_secret: str, bolt: App, metrics: Metrics) -> None:
        self.database, self.bolt, self.metrics = database, bolt, metrics
        self.slack = SlackRequestHandler(bolt, path=EVENTS)
        self.verifier = SignatureVerifier(signing_secret)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer one request."""
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        routes: dict[str, tuple[str, Callable[[WSGIEnvironment, StartResponse], Iterable[bytes]]]] = {
            EVENTS: ("POST", self._events),
            "/healthz": ("GET", self._healthz),
            "/metrics": ("GET", self._metrics),
        }
        if path not in routes:
            return self._turn_away(404, start_response)
        allowed, answer = routes[path]
        if method != allowed:
            return self._turn_away(405, start_response)
        return answer(environ, start_response)

    def _events(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self.metrics.seconds.time():
            length = environ.get("CONTENT_LENGTH") or "0"
            if not (length.isascii() and length.isdigit()) or int(length) > LARGEST_BODY:
                return self._turn_away(413, start_response)
            body = environ["wsgi.input"].read(int(length))
            status = self._judge(environ, body)
            if status != 200:
                return self._turn_away(status, start_response)
            environ["wsgi.input"] = io.BytesIO(body)
            return self._hand_on(environ, start_response)

    def _hand_on(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Let Bolt answer. What it stumbles over is no command of ours: those end well, whatever happens."""
        said: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *_fault: Any) -> Callable[[bytes], object]:
            said[:] = [status, headers]
            return lambda _: None

        try:
            body = list(self.slack(environ, start))
        except Exception as fault:  # noqa: BLE001 (Bolt stumbles over a body that is not what it says it is)
            logger.warning("a signed request could not be read: %s", type(fault).__name__)
            return self._turn_away(400, start_response)
        if said and said[0].startswith("401"):  # taken before
            return self._turn_away(401, start_response)
        if not said or said[0].startswith("5"):
            logger.warning("a signed request was of no known kind")
            return self._turn_away(400, start_response)
        start_response(*said)
        return body

    def _judge(self, environ: WSGIEnvironment, body: bytes) -> int:
        """200 for a request that is Slack's and recent."""
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 12 and signature.isascii()):
            return 401
        try:
            return 200 if self.verifier.is_valid(body, timestamp, signature) else 401
        except UnicodeDecodeError:
            return 400

    def _healthz(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self.database.reading() as session:
                session.execute(text("SELECT 1"))
        except AWAY:
            return answered(503, b"database\n", start_response)
        return answered(200, b"ok\n", start_response)

    def _metrics(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        try:
            with self.database.reading() as session:
                weight = weigh_outbox(session)
        except AWAY:
            return answered(503, b"database\n", start_response)
        self.metrics.weighed(weight, datetime.now(UTC))
        return answered(200, generate_latest(self.metrics.registry), start_response)

    def _turn_away(self, status: int, start_response: StartResponse) -> Iterable[bytes]:
        self.metrics.refused.labels(str(status)).inc()
        return answered(status, b"", start_response)


def answered(status: int, body: bytes, start_response: StartResponse, kind: str = "text/plain") -> Iterable[bytes]:
    """A short answer."""
    headers = [("Content-Type", f"{kind}; charset=utf-8"), ("Content-Length", str(len(body)))]
    start_response(STATUS[status], headers)
    return [body]
