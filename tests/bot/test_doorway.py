"""Who may speak to the bot at all; and that nothing said at the door, or behind it, goes into a log."""

import hashlib
import hmac
import io
import itertools
import json
import logging
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication
from wsgiref.util import setup_testing_defaults

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from bot.app import build_app
from bot.conversation import Conversation
from bot.courier import Courier
from bot.doorway import Doorway, Metrics
from bot.rendering import Renderer
from bot.taking import Taker
from bot.work import Clock
from models.database import Database
from models.registry import Visit
from models.sealing import Sealer, new_key
from tests.helpers.opening import opened
from tests.helpers.outbox import put
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds

SECRET = "made-up-secret"
MARK = "見本花子のしるし"


PRESSED = {
    "type": "block_actions",
    "user": {"id": "U0E001"},
    "trigger_id": "1.2",
    "actions": [{"action_id": "visit.open", "value": "12"}],
}
SUBMITTED = {
    "type": "view_submission",
    "user": {"id": "U0E001"},
    "trigger_id": "1.2",
    "view": {"type": "modal", "callback_id": "visit.form", "private_metadata": "{}", "state": {"values": {}}},
}


@dataclass
class Door:
    """The web application, knocked at with signed requests."""

    world: World
    app: WSGIApplication
    triggers: Iterator[int] = field(default_factory=itertools.count)

    def command(self, text: str, user: str = "U0E001") -> bytes:
        """The body of a slash command."""
        trigger = f"{next(self.triggers)}.{time.time_ns()}"
        return urlencode({"command": "/junkai", "text": text, "user_id": user, "trigger_id": trigger}).encode()

    def knock(
        self,
        body: bytes,
        timestamp: str | None = None,
        signature: str | None = None,
        path: str = "/slack/events",
        method: str = "POST",
        **more: Any,
    ) -> tuple[int, str]:
        """Status and body of the answer."""
        timestamp = str(int(time.time())) if timestamp is None else timestamp
        if signature is None:
            signature = signed(timestamp, body)
        answered: list[str] = []
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ |= {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": timestamp,
            "HTTP_X_SLACK_SIGNATURE": signature,
            "wsgi.input": io.BytesIO(body),
            **more,
        }

        def start(status: str, _headers: object, _fault: object = None) -> Any:
            answered.append(status)

        content = b"".join(self.app(environ, start))
        return int(answered[0].split()[0]), content.decode()

    def visits(self) -> int:
        """How many visits are stored."""
        with self.world.database.reading() as session:
            return session.scalars(select(func.count()).select_from(Visit)).one()


def built(database: Database, clock: Clock, renderer: Renderer) -> Doorway:
    """The bot's web application."""
    metrics = Metrics()
    taker = Taker(database, clock, renderer, Sealer([new_key()]), metrics.heard, lambda: None)
    return build_app(Conversation(taker, Courier(None)), metrics, SECRET)


def signed(timestamp: str, body: bytes) -> str:
    """As Slack signs."""
    digest = hmac.new(SECRET.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256)
    return f"v0={digest.hexdigest()}"


@pytest.fixture
def door(world_url: str) -> Iterator[Door]:
    """The bot's door, on SQLite and on PostgreSQL."""
    database = opened(world_url)
    world = shared_worlds().world(database)
    world.target("12")
    yield Door(world, built(database, world.clock, Renderer(world.clock)))
    database.dispose()


def test_a_signed_command_is_stored_before_it_is_answered(door: Door) -> None:
    status, answer = door.knock(door.command("visit 12 面接"))
    assert status == 200
    assert "1件を記録しました" in answer.encode().decode("unicode_escape")
    assert '"response_type": "ephemeral"' in answer
    assert door.visits() == 1


def test_who_is_turned_away(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """Bad signature, another body, old, early or no timestamp: 401, no effect, nothing of it in a log."""
    caplog.set_level(logging.DEBUG)
    body = door.command(f"visit 12 面接 {MARK}")
    now = int(time.time())
    good = signed(str(now), body)
    knocks = [
        (body, str(now), "v0=0"),
        (body, str(now), ""),
        (body + b"x", str(now), good),
        (body, str(now - 301), None),
        (body, str(now + 301), None),
        (body, "", good),
        (body, "now", good),
        (body, "1e9", good),
        (body, "-1", good),
        (body, "9" * 30, good),
    ]
    for content, timestamp, signature in knocks:
        assert door.knock(content, timestamp, signature) == (401, "")
    assert door.visits() == 0
    assert MARK not in caplog.text
    assert "visit" not in caplog.text


def test_a_replayed_request_has_no_effect(door: Door) -> None:
    body, now = door.command("visit 12 面接"), str(int(time.time()))
    assert door.knock(body, now)[0] == 200
    assert door.knock(body, now) == (401, "")
    assert door.visits() == 1


@pytest.mark.parametrize(
    "content",
    [
        {"command": "/junkai", "text": "status", "user_id": "U0E001"},
        {"command": "/junkai", "text": "visit 99 面接", "user_id": "U0E001"},
        {"command": "/junkai", "text": "visit 12 面接", "user_id": "U0STRANGER"},
        {"payload": json.dumps(PRESSED)},
        {"payload": json.dumps(PRESSED | {"actions": [{"action_id": "visit.open", "value": "99"}]})},
        {"payload": json.dumps({"type": "block_suggestion", "action_id": "visit.target", "user": {"id": "U0E001"}})},
        {"payload": json.dumps(SUBMITTED)},
    ],
    ids=["reads", "refused", "stranger", "button", "refused-button", "search", "modal"],
)
def test_whatever_was_answered_is_not_answered_again(door: Door, content: dict[str, str]) -> None:
    body, now = urlencode(content).encode(), str(int(time.time()))
    assert door.knock(body, now)[0] == 200
    assert door.knock(body, now) == (401, "")


def test_an_event_is_heard_once(door: Door) -> None:
    event = {"type": "app_home_opened", "user": "U0E001", "tab": "home"}
    body = json.dumps({"type": "event_callback", "event_id": "Ev1", "event": event}).encode()
    now = str(int(time.time()))
    assert door.knock(body, now, CONTENT_TYPE="application/json")[0] == 200
    assert door.knock(body, now, CONTENT_TYPE="application/json") == (401, "")


def test_what_was_refused_is_not_done_by_a_replay(door: Door) -> None:
    """The number was unknown; by the time of the replay it is known, and still nothing happens."""
    body, now = door.command("visit 13 面接"), str(int(time.time()))
    assert door.knock(body, now)[0] == 200
    door.world.target("13")
    assert door.knock(body, now) == (401, "")
    assert door.visits() == 0


def test_what_was_stored_though_the_database_did_not_say_so_is_not_denied(door: Door) -> None:
    """The connection breaks right after the commit: nobody is told that nothing was stored, and enters it twice."""

    def broken(_session: Session) -> None:
        event.remove(Session, "after_commit", broken)
        raise OperationalError("COMMIT", {}, Exception("connection lost"))

    body, now = door.command("visit 12 面接"), str(int(time.time()))
    event.listen(Session, "after_commit", broken)
    status, answer = door.knock(body, now)
    assert (status, door.visits()) == (200, 1)
    assert "すでに受け付けました" in answer.encode().decode("unicode_escape")
    assert door.knock(body, now) == (401, "")


def test_slacks_own_retry_with_a_new_signature_stores_once(door: Door) -> None:
    body, now = door.command("visit 12 面接"), int(time.time())
    assert door.knock(body, str(now))[0] == 200
    status, answer = door.knock(body, str(now - 1))
    assert status == 200
    assert "すでに受け付けました" in answer.encode().decode("unicode_escape")
    assert door.visits() == 1


def test_a_signature_that_is_no_text(door: Door) -> None:
    now = str(int(time.time()))
    assert door.knock(door.command("help"), now, "v0=\xff")[0] == 401


def test_a_database_that_is_away_is_no_crash(door: Door, tmp_path: Path) -> None:
    """Whoever typed reads that nothing was stored; who watches over the bot sees it too."""
    away = Database.open(f"sqlite:///{tmp_path / 'no' / 'such' / 'folder.db'}")
    lost = Door(door.world, built(away, door.world.clock, Renderer(door.world.clock)))
    status, answer = lost.knock(lost.command("visit 12 面接"))
    assert (status, json.loads(answer)["response_type"]) == (200, "ephemeral")
    assert "何も保存していません" in answer.encode().decode("unicode_escape")
    assert lost.knock(urlencode({"payload": json.dumps(PRESSED)}).encode())[0] == 200
    assert json.loads(lost.knock(urlencode({"payload": json.dumps(SUBMITTED)}).encode())[1])["response_action"]
    assert lost.knock(b"", path="/healthz", method="GET")[0] == 503
    assert lost.knock(b"", path="/metrics", method="GET")[0] == 503
    away.dispose()


def test_what_the_outbox_holds_is_measured(door: Door) -> None:
    for state in ("waiting", "posted", "sent"):
        put(door.world, state, not_before=datetime.now(UTC) - timedelta(hours=1))
    metrics = door.knock(b"", path="/metrics", method="GET")[1]
    for line in ('{state="waiting"} 1.0', '{state="sent"} 1.0', '{state="failed"} 0.0', '_open{kind="report"} 2.0'):
        assert f"junkai_outbox{line}" in metrics
    for state in ("waiting", "doubt"):
        assert re.search(rf'junkai_outbox_oldest_seconds{{state="{state}"}} 36\d\d\.', metrics)


def test_other_doors(door: Door) -> None:
    assert door.knock(b"", path="/nothing") == (404, "")
    assert door.knock(b"", method="GET") == (405, "")
    assert door.knock(b"", path="/healthz", method="GET") == (200, "ok\n")
    door.knock(door.command("help"))
    metrics = door.knock(b"", path="/metrics", method="GET")[1]
    assert 'junkai_commands_total{ended="done",subcommand="help"} 1.0' in metrics
    assert 'junkai_outbox{state="waiting"} 0.0' in metrics
    assert 'junkai_outbox_oldest_seconds{state="doubt"} 0.0' in metrics
    assert "junkai_outbox_open{" not in metrics
    assert "junkai_notices_decided_timestamp_seconds 0.0" in metrics
    assert door.knock(b"", CONTENT_LENGTH="1048577") == (413, "")
    assert door.knock(b"", CONTENT_LENGTH="many") == (413, "")
    assert door.knock(b"", CONTENT_LENGTH="²") == (413, "")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"payload=%7B%22type%22%3A%22block_actions%22%2C%22actions%22%3A%5B%5D%7D",
        b"payload=not+json",
        b"command=%2Fother&user_id=U1&text=" + MARK.encode(),
        b"command=%2Fjunkai",
        b"\xff\xfe\x00",
        b'{"type": "event_callback", "event": {"type": "message"}}',
    ],
)
def test_unknown_payloads_have_no_effect_and_leave_no_trace(
    door: Door, caplog: pytest.LogCaptureFixture, body: bytes
) -> None:
    caplog.set_level(logging.DEBUG)
    status, _ = door.knock(body)
    assert status < 500
    assert door.visits() == 0
    assert MARK not in caplog.text


def test_a_fault_inside_shows_an_id_and_logs_no_text(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    """A template that is missing stands for any fault."""
    caplog.set_level(logging.DEBUG)

    class Mute(Renderer):
        def render(self, words: str, facts: Any) -> Any:
            if words == "visit.done":
                raise ValueError(MARK)
            return super().render(words, facts)

    broken = Door(door.world, built(door.world.database, door.world.clock, Mute()))
    status, answer = broken.knock(broken.command("visit 12 面接"))
    assert status == 200
    assert "問題が起きました" in answer.encode().decode("unicode_escape")
    assert door.visits() == 0  # rolled back: what could not be told was not stored
    assert MARK not in caplog.text
    assert "ValueError" in caplog.text
