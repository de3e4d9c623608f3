"""Socket Mode: commands, events and their repetition through sockets, and how sockets end."""

import json
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from slack_bolt import Ack, App
from websockets.exceptions import InvalidStatus
from websockets.sync.client import ClientConnection, connect

from bot.playground.client import WorkspaceClient, started
from tests.bot.playground.bolt_bot import APP_TOKEN, bolt, on_line
from tests.bot.playground.conftest import Call
from tests.helpers.plain_http import request

SHIRO = "U0SHIRO"


@pytest.fixture
def app(slack: WorkspaceClient) -> App:
    """An app that answers commands with what it heard."""
    slack.add_user(SHIRO, "架空 四郎")
    app = bolt(slack)
    app.command("/junkai")(lambda ack, body: ack(text=f"{body['user_id']}: {body['text']}"))
    return app


@pytest.fixture
def hasty() -> Iterator[WorkspaceClient]:
    """A workspace that waits for nobody longer than a moment."""
    with started("--patience", "0.3", "--user", SHIRO) as workspace:
        yield workspace


def new_url(slack: WorkspaceClient) -> str:
    headers = {"Authorization": f"Bearer {APP_TOKEN}"}
    return str(json.loads(request(slack.api_url + "apps.connections.open", b"", headers)[2])["url"])


@contextmanager
def opened(slack: WorkspaceClient) -> Iterator[ClientConnection]:
    """A bare socket, greeted."""
    with connect(new_url(slack), compression=None) as connection:
        assert json.loads(connection.recv())["type"] == "hello"
        yield connection


def test_a_command_is_answered_through_the_socket(slack: WorkspaceClient, app: App) -> None:
    with on_line(app, slack):
        seen = slack.slash(SHIRO, "status")
    assert (seen["status"], seen["ephemerals"][0]["text"]) == (200, f"{SHIRO}: status")


def test_without_any_socket_nobody_answers(slack: WorkspaceClient, app: App) -> None:
    with on_line(app, slack):
        pass
    seen = slack.slash(SHIRO, "status")
    assert (seen["status"], seen["error"]) == (0, "operation_timeout")


def test_only_the_apps_own_token_opens_a_socket(call: Call) -> None:
    assert call("apps.connections.open", token=None)["error"] == "not_authed"
    assert call("apps.connections.open")["error"] == "not_allowed_token_type"
    assert call("apps.connections.open", token="xapp-other")["error"] == "invalid_auth"


def test_an_address_opens_one_socket(slack: WorkspaceClient) -> None:
    url = new_url(slack)
    with connect(url, compression=None):
        slack.wait_for_socket(1)
        with pytest.raises(InvalidStatus, match="403"), connect(url, compression=None):
            pass
    slack.wait_for_socket(0)


def test_ten_sockets_take_turns_and_an_eleventh_is_refused(hasty: WorkspaceClient) -> None:
    with ExitStack() as stack:
        ten = [stack.enter_context(opened(hasty)) for _ in range(10)]
        hasty.wait_for_socket(10)
        with pytest.raises(InvalidStatus, match="429"):
            stack.enter_context(opened(hasty))
        for _ in range(2):
            hasty.slash(SHIRO, "x")
        envelopes = [json.loads(connection.recv()) for connection in ten[:2]]
    assert [one["type"] for one in envelopes] == ["slash_commands"] * 2
    assert envelopes[0]["accepts_response_payload"] is True
    assert envelopes[0]["payload"]["text"] == "x"


def test_an_event_is_repeated_with_its_number(hasty: WorkspaceClient) -> None:
    with opened(hasty) as connection:
        hasty.wait_for_socket(1)
        assert hasty.open_home(SHIRO)["tries"] == [0, 0, 0, 0]
        heard = [json.loads(connection.recv()) for _ in range(4)]
    assert [(one["retry_attempt"], one["retry_reason"]) for one in heard] == [
        (0, ""),
        *((number, "timeout") for number in (1, 2, 3)),
    ]
    assert len({one["envelope_id"] for one in heard}) == 4
    assert len({one["payload"]["event_id"] for one in heard}) == 1


def test_a_duplicate_is_the_same_envelope(hasty: WorkspaceClient) -> None:
    with opened(hasty) as connection:
        hasty.wait_for_socket(1)
        hasty.fault("slash_commands", "duplicate")
        hasty.slash(SHIRO, "x")
        assert connection.recv() == connection.recv()


def test_nonsense_from_the_bot_is_no_answer(hasty: WorkspaceClient) -> None:
    with opened(hasty) as connection:
        hasty.wait_for_socket(1)
        connection.send("[1]")
        connection.send(json.dumps({"envelope_id": "unknown"}))
        assert hasty.slash(SHIRO, "x")["status"] == 0
        connection.send("{")
        hasty.wait_for_socket(0)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "cut"])
def test_a_bot_comes_back_after_its_socket_ended(slack: WorkspaceClient, app: App, reason: str) -> None:
    with on_line(app, slack):
        before = slack.calls()["apps.connections.open"]
        slack.disconnect(reason)
        wait_for_call(slack, before)
        if reason == "warning":
            slack.wait_for_socket(2)  # the new one beside the old
        slack.wait_for_socket(1)
        assert slack.slash(SHIRO, reason)["ephemerals"][0]["text"] == f"{SHIRO}: {reason}"


def wait_for_call(slack: WorkspaceClient, before: int) -> None:
    deadline = time.monotonic() + 15
    while slack.calls()["apps.connections.open"] == before:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_is_pressed_reaches_the_bot_once(slack: WorkspaceClient, app: App) -> None:
    heard: list[str] = []

    @app.action("press")
    def pressed(ack: Ack, body: dict[str, Any]) -> None:
        ack()
        heard.append(body["actions"][0]["value"])

    button = {"type": "button", "action_id": "press", "text": {"type": "plain_text", "text": "押す"}, "value": "v"}
    app.command("/junkai")(lambda ack: ack())
    with on_line(app, slack):
        app.client.chat_postMessage(channel=SHIRO, text="x", blocks=[{"type": "actions", "elements": [button]}])
        assert slack.press(SHIRO, "press")["status"] == 200
    assert heard == ["v"]
