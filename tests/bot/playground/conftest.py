"""A workspace in a process of its own, and a plain way to call its API."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.playground.client import WorkspaceClient, started
from tests.helpers.plain_http import request

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
        answer = request(slack.api_url + method, json.dumps(arguments).encode(), headers)
        return dict(json.loads(answer[2]))

    return called


@pytest.fixture
def channel(call: Call) -> str:
    """The conversation with the one person."""
    return str(call("conversations.open", users="U0TARO")["channel"]["id"])
