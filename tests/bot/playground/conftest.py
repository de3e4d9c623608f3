"""A workspace in a process of its own, a plain way to call its API, and an app that opens modals."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.playground.client import WorkspaceClient, started
from tests.bot.playground.bolt_bot import bolt, serving
from tests.bot.playground.visiting import BUTTONS, DAY, MEMO, OUTCOME, TARGET, TARO, TOPICS, modal, option
from tests.helpers.plain_http import request as http_request

TOKEN = "xoxb-playground"
Call = Callable[..., dict[str, Any]]


@pytest.fixture(scope="module")
def slack() -> Iterator[WorkspaceClient]:
    """The workspace, with one person in it; files appear at once."""
    with started("--share-delay", "0", "--user", "U0TARO=架空 太郎") as workspace:
        yield workspace


@pytest.fixture
def call(slack: WorkspaceClient) -> Call:
    """Calls a method of the API with JSON arguments; ``token`` may be another or None."""

    def called(method: str, token: str | None = TOKEN, **arguments: Any) -> dict[str, Any]:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
        answer = http_request(slack.api_url + method, json.dumps(arguments).encode(), headers)
        return dict(json.loads(answer[2]))

    return called


@pytest.fixture
def channel(call: Call) -> str:
    """The conversation with the one person."""
    return str(call("conversations.open", users="U0TARO")["channel"]["id"])


@pytest.fixture
def visits(slack: WorkspaceClient, request: pytest.FixtureRequest) -> Iterator[App]:
    """An app that opens a modal at every command, served over HTTP unless a test asks for Socket Mode too."""
    slack.add_user(TARO, "架空 太郎")
    app = bolt(slack)

    @app.command("/junkai")
    def command(ack: Ack, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal(TARGET, OUTCOME, MEMO, DAY, TOPICS, BUTTONS))
        ack()

    @app.options("target_pick")
    def targets(ack: Ack, payload: dict[str, Any]) -> None:
        ack(options=[option(payload["value"]), option("2")])

    with getattr(request, "param", serving)(app, slack):
        yield app
