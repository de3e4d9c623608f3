"""What a visit over HTTP is measured beside, under the same server: a bare application, and Bolt with one commit.

The first is the limit. The second is what any bot on Bolt pays before it knows anything; it tells how much of the way
to the limit is Bolt's and the commit's, and how much is ours. ``python -m tests.bench.lesser {bare|bolt} WORKERS URL``
"""

import logging
import secrets
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from slack_bolt import Ack, App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.authorization import AuthorizeResult

from bot.serving import serve
from models.audit import SeenRequest
from models.database import Database
from models.prepared import store_row

SECRET = "made-up-secret"


class Lesser:
    """An application as the server takes it, with nothing beside its requests."""

    def __init__(self, made: Callable[[], WSGIApplication]) -> None:
        self.app = made()

    def start(self) -> None:
        """Nothing to begin."""

    def stop(self) -> None:
        """Nothing to end."""


def bare() -> WSGIApplication:
    """Reads the request and says ok."""

    def app(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    return app


def bolt(url: str) -> WSGIApplication:
    """Verifies the signature, stores one small row for good, and acknowledges."""
    database = Database.open(url)
    silent = logging.getLogger("lesser")
    silent.setLevel(logging.CRITICAL)
    app = App(
        name="lesser",
        logger=silent,
        signing_secret=SECRET,
        authorize=lambda **_: AuthorizeResult(enterprise_id=None, team_id=None),
        process_before_response=True,
        token_verification_enabled=False,
    )

    @app.command("/junkai")
    def store(ack: Ack) -> None:
        with database.writing() as session:
            store_row(session, SeenRequest, digest=secrets.token_hex(32), seen_at=datetime.now(UTC))
        ack("ok")

    return SlackRequestHandler(app, path="/slack/events")


if __name__ == "__main__":
    which, workers, url = sys.argv[1:]
    made = bare if which == "bare" else partial(bolt, url)
    serve(partial(Lesser, made), "127.0.0.1", 0, lambda address: print(address, flush=True), workers=int(workers))
