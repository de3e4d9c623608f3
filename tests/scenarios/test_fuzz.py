"""Forged and senseless requests, signed: never a 5xx, never a fact, never a word of them in a log."""

import gc
import hashlib
import hmac
import io
import itertools
import json
import logging
import time
import tracemalloc
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from wsgiref.util import setup_testing_defaults

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.app import build_app
from bot.conversation import Conversation
from bot.courier import Courier
from bot.doorway import Doorway, Metrics
from bot.interactions import ACTIONS, SOURCES, SUBMISSIONS
from bot.rendering import Renderer
from bot.taking import Taker
from models import schema
from models.conduct import CardEvent, Policy, RequestClosing, VisitDetail
from models.database import Database
from models.organisation import Assignment, OfficerVersion
from models.registry import BeatSheets, RegisterFigure, Target, TargetChange, Visit, Void
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SECRET = "made-up-secret"
MARK = "見本花子のしるし"
FACTS = (
    *(Target, Visit, TargetChange, BeatSheets, RegisterFigure, Void),
    *(VisitDetail, RequestClosing, CardEvent, Policy, Assignment, OfficerVersion),
)
EXAMPLES = 2_500
"""Of each of four kinds, so that there are ten thousand."""

WORDS = st.sampled_from(
    [MARK, "", "0", "-1", "1", "９", "EX-P1-1/12", "visit:1", "true", "\x00", "<!channel>", "9" * 400]
)
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | WORDS | st.text(max_size=20)
ANYTHING = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3), max_leaves=8
)
USERS = st.sampled_from(["U0E001", "U0E003", "U0E007", "U0STRANGER", ""])


class Fuzzed:
    """The bot's door, with what is stored behind it counted."""

    def __init__(self, world: World) -> None:
        self.world = world
        metrics = Metrics()
        taker = Taker(
            world.database, world.clock, Renderer(world.clock), Sealer([new_key()]), metrics.heard, lambda: None
        )
        self.door: Doorway = build_app(Conversation(taker, Courier(None)), metrics, SECRET)
        self.serial = itertools.count()
        self.before = self.facts()

    def facts(self) -> list[int]:
        with self.world.database.reading() as session:
            return [session.scalars(select(func.count()).select_from(table)).one() for table in FACTS]

    def knock(self, body: bytes, kind: str = "application/x-www-form-urlencoded") -> int:
        stamp = str(int(time.time()))
        signature = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        environ: dict[str, Any] = {}
        setup_testing_defaults(environ)
        environ |= {
            "REQUEST_METHOD": "POST",
            "PATH_INFO": "/slack/events",
            "CONTENT_TYPE": kind,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_X_SLACK_REQUEST_TIMESTAMP": stamp,
            "HTTP_X_SLACK_SIGNATURE": f"v0={signature}",
            "wsgi.input": io.BytesIO(body),
        }
        answered: list[str] = []
        list(self.door(environ, lambda status, *_: answered.append(status)))  # type: ignore[arg-type]
        return int(answered[0].split()[0])


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fuzzed]:
    """On SQLite: what is tried here is the way to the database, not the database."""
    url = f"sqlite:///{tmp_path_factory.mktemp('fuzz') / 'fuzz.db'}"
    schema.upgrade(url)
    world = World(Database.open(url))
    world.target("12")
    yield Fuzzed(world)
    world.database.dispose()


CALM = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def harmless(fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture, status: int) -> None:
    assert status < 500
    assert not any(MARK in record.getMessage() or record.exc_info for record in caplog.records)
    caplog.clear()


@CALM
@given(st.binary(max_size=300) | st.text(max_size=100).map(str.encode), st.sampled_from(["form", "json", "text/plain"]))
def test_bytes(fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture, body: bytes, kind: str) -> None:
    kinds = {"form": "application/x-www-form-urlencoded", "json": "application/json"}
    harmless(fuzzed, caplog, fuzzed.knock(body, kinds.get(kind, kind)))


@CALM
@given(st.text(max_size=60) | st.builds("{} {}".format, WORDS, WORDS), USERS, st.sampled_from(["/junkai", "/other"]))
def test_commands(fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture, text: str, user: str, command: str) -> None:
    fields = {"command": command, "text": text, "user_id": user, "trigger_id": str(next(fuzzed.serial))}
    harmless(fuzzed, caplog, fuzzed.knock(urlencode(fields, errors="replace").encode()))


@CALM
@given(st.dictionaries(WORDS | st.sampled_from(["type", "user", "view", "actions"]), ANYTHING, max_size=6))
def test_payloads_of_no_shape(fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture, payload: dict[str, Any]) -> None:
    harmless(fuzzed, caplog, fuzzed.knock(urlencode({"payload": json.dumps(payload)}).encode()))


@CALM
@given(st.data(), USERS, ANYTHING, ANYTHING)
def test_forged_acts(
    fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture, data: st.DataObject, user: str, one: Any, two: Any
) -> None:
    """Every button, modal and picker there is, with values, states and inputs that nobody sent out."""
    kind, names = data.draw(
        st.sampled_from([("block_actions", ACTIONS), ("view_submission", SUBMISSIONS), ("block_suggestion", SOURCES)])
    )
    name = data.draw(st.sampled_from(sorted(names.rows)))
    view = {
        "id": "V1",
        "callback_id": name,
        "hash": two,
        "private_metadata": json.dumps({"n": one, "s": two}),
        "blocks": [{"type": "input", "block_id": "target"}],
        "state": {
            "values": {"target": {"x": one}, "number": {"x": {"value": two}}, "on": {"x": {"selected_date": one}}}
        },
    }
    payload = {
        "type": kind,
        "user": {"id": user},
        "trigger_id": str(next(fuzzed.serial)),
        "view": view,
        "action_id": name,
        "value": one,
        "actions": [{"type": "button", "block_id": "b", "action_id": name, "value": one, "selected_option": two}],
    }
    harmless(fuzzed, caplog, fuzzed.knock(urlencode({"payload": json.dumps(payload)}).encode()))


def test_after_all_that_nothing_is_stored_and_memory_is_flat(fuzzed: Fuzzed, caplog: pytest.LogCaptureFixture) -> None:
    """Runs last, in the order of this file."""
    assert fuzzed.facts() == fuzzed.before
    body = urlencode({"payload": json.dumps({"type": "block_actions", "actions": [{"action_id": MARK}]})}).encode()
    with caplog.at_level(logging.CRITICAL):  # else each line of the log is kept
        tracemalloc.start()
        grown = [growth(fuzzed, body) for _ in range(3)]
        tracemalloc.stop()
    assert grown[-1] < 20_000, grown


def growth(fuzzed: Fuzzed, body: bytes) -> int:
    """The bytes that are left after five hundred requests.

    The first ones count what takes the place of things that were there before anything was counted.
    """
    before = tracemalloc.get_traced_memory()[0]
    for _ in range(500):
        fuzzed.knock(body)
    gc.collect()
    return tracemalloc.get_traced_memory()[0] - before
