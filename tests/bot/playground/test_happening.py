"""Events reach a real Bolt app, again when it did not answer; what comes twice is one and the same request."""

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.playground.client import WorkspaceClient
from tests.bot.playground.bolt_bot import SECRET, bolt, served, serving

JIRO = "U0JIRO"
HOME = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": "本日"}}]}


@pytest.fixture
def app(slack: WorkspaceClient) -> Iterator[App]:
    """A served app."""
    slack.add_user(JIRO, "架空 次郎")
    app = bolt(slack)
    with serving(app, slack):
        yield app
    slack.no_faults()


def test_opening_the_home_is_told_with_the_view_from_the_second_time_on(slack: WorkspaceClient, app: App) -> None:
    told: list[dict[str, Any]] = []

    @app.event("app_home_opened")
    def opened(event: dict[str, Any], body: dict[str, Any], client: Any) -> None:
        told.append(body)
        if event["tab"] == "home":
            client.views_publish(user_id=event["user"], view=HOME)

    seen = slack.open_home(JIRO)
    assert (seen["tries"], seen["home"]["blocks"][0]["text"]["text"]) == ([200], "本日")
    slack.open_home(JIRO)
    slack.open_home(JIRO, "messages")
    assert [("view" in body["event"], body["event"]["tab"]) for body in told] == [
        (False, "home"),
        (True, "home"),
        (False, "messages"),
    ]
    assert len({body["event_id"] for body in told}) == 3
    assert told[0]["authorizations"][0]["is_bot"] is True
    assert told[0]["event"]["channel"].startswith("D")


def answering(statuses: list[int], heard: list[dict[str, str]], **headers: str) -> Callable[..., Any]:
    """A bare application that answers with one status after the other, and remembers what told of repetition."""

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        heard.append({name: value for name, value in environ.items() if name.startswith("HTTP_X_SLACK")})
        start(f"{statuses.pop(0)} Made Up", [*headers.items(), ("Content-Length", "0")])
        return [b""]

    return application


@pytest.mark.parametrize(
    ("statuses", "tries"),
    [([200], [200]), ([500, 200], [500, 200]), ([500, 404, 503, 500, 200], [500, 404, 503, 500])],
)
def test_an_unheard_event_is_told_three_times_more(
    slack: WorkspaceClient, statuses: list[int], tries: list[int]
) -> None:
    slack.add_user(JIRO)
    heard: list[dict[str, str]] = []
    with served(answering(list(statuses), heard)) as address:
        slack.connect(address, SECRET)
        assert slack.event(JIRO, {"type": "user_change", "user": {"id": JIRO}})["tries"] == tries
    repeated = [(one.get("HTTP_X_SLACK_RETRY_NUM"), one.get("HTTP_X_SLACK_RETRY_REASON")) for one in heard]
    assert repeated == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")][: len(tries)]


def test_a_bot_may_ask_not_to_be_told_again(slack: WorkspaceClient) -> None:
    slack.add_user(JIRO)
    with served(answering([500, 200], [], **{"X-Slack-No-Retry": "1"})) as address:
        slack.connect(address, SECRET)
        assert slack.open_home(JIRO)["tries"] == [500]


def test_an_address_proves_itself(slack: WorkspaceClient, app: App) -> None:
    assert slack.verify_url(JIRO)["error"] == ""
    with served(answering([200], [])) as address:
        slack.connect(address, SECRET)
        assert slack.verify_url(JIRO)["error"] == "challenge_failed"


def test_a_duplicate_is_the_same_request_once_more(slack: WorkspaceClient) -> None:
    slack.add_user(JIRO)
    heard: list[dict[str, str]] = []
    with served(answering([200, 200, 200], heard)) as address:
        slack.connect(address, SECRET)
        slack.fault("slash_commands", "duplicate")
        doubled = slack.slash(JIRO, "visit 12 面接")
        single = slack.slash(JIRO, "visit 12 面接")
    assert ([one["status"] for one in doubled["again"]], single["again"]) == ([200], [])
    assert heard[0] == heard[1] != heard[2]


def test_interactions_and_events_may_come_twice_too(slack: WorkspaceClient, app: App) -> None:
    counted = {"opened": 0, "pressed": 0}
    lock = threading.Lock()

    @app.event("app_home_opened")
    def opened() -> None:
        with lock:
            counted["opened"] += 1

    @app.action("again")
    def pressed(ack: Ack) -> None:
        ack()
        with lock:
            counted["pressed"] += 1

    app.command("/junkai")(lambda ack: ack(text="一覧", blocks=[BUTTON]))
    slack.slash(JIRO, "list")
    slack.fault("interactive", "duplicate")
    slack.fault("events_api", "duplicate")
    assert slack.press(JIRO, "again")["again"] == [{"status": 200, "body": None}]
    slack.open_home(JIRO)
    assert counted == {"opened": 2, "pressed": 2}


BUTTON = {
    "type": "actions",
    "elements": [{"type": "button", "action_id": "again", "text": {"type": "plain_text", "text": "再"}}],
}
