"""Later answers: five within half an hour, new or in the place of the original."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.playground.client import WorkspaceClient
from tests.bot.playground.bolt_bot import bolt, serving
from tests.bot.playground.conftest import Call
from tests.helpers.plain_http import request

SABURO = "U0SABURO"
ROW = {
    "type": "section",
    "text": {"type": "plain_text", "text": "申請"},
    "accessory": {"type": "button", "action_id": "approve", "text": {"type": "plain_text", "text": "承認"}},
}


@pytest.fixture
def urls(slack: WorkspaceClient) -> Iterator[list[str]]:
    """The addresses that a served app is given; commands are answered with a button."""
    slack.add_user(SABURO, "架空 三郎")
    app: App = bolt(slack)
    given: list[str] = []

    @app.command("/junkai")
    def command(ack: Ack, body: dict[str, Any]) -> None:
        given.append(body["response_url"])
        ack(text="申請", blocks=[ROW], response_type="in_channel" if body["text"] == "open" else "ephemeral")

    @app.action("approve")
    def approve(ack: Ack, body: dict[str, Any]) -> None:
        given.append(body["response_url"])
        ack()

    with serving(app, slack):
        yield given


def respond(url: str, **payload: Any) -> tuple[int, str]:
    """Answer later; the status and the error."""
    status, _, answer = request(url, json.dumps(payload).encode(), {"Content-Type": "application/json"})
    return status, json.loads(answer).get("error", "")


def texts(slack: WorkspaceClient) -> list[str]:
    return [one["text"] for one in slack.ephemerals(SABURO)]


def test_what_only_one_sees_is_replaced_and_removed_in_its_place(slack: WorkspaceClient, urls: list[str]) -> None:
    slack.slash(SABURO, "x")
    slack.press(SABURO, "approve", on="ephemeral")
    before = slack.ephemerals(SABURO)
    assert respond(urls[1], text="承認しました", replace_original=True) == (200, "")
    after = slack.ephemerals(SABURO)
    assert [one["ts"] for one in after] == [one["ts"] for one in before]
    assert (after[-1]["text"], after[-1]["blocks"]) == ("承認しました", [])
    assert respond(urls[0], delete_original="true") == (200, "")
    assert len(slack.ephemerals(SABURO)) == len(before) - 1


def test_a_message_for_all_stays_one(slack: WorkspaceClient, call: Call, urls: list[str]) -> None:
    posted = call("chat.postMessage", channel=SABURO, text="申請", blocks=[ROW])
    slack.press(SABURO, "approve", on=posted["ts"])
    assert respond(urls[0], text="済", replace_original=True, response_type="ephemeral") == (200, "")
    message = slack.messages(SABURO)[-1]
    assert (message["ts"], message["text"]) == (posted["ts"], "済")
    assert message["edited"]["ts"] > message["ts"]
    assert respond(urls[0], delete_original=True) == (200, "")
    assert posted["ts"] not in [one["ts"] for one in slack.messages(SABURO)]
    assert respond(urls[0], text="もう元はない", replace_original=True) == (200, "")
    assert texts(slack)[-1] == "もう元はない"


def test_a_command_may_be_answered_for_all(slack: WorkspaceClient, urls: list[str]) -> None:
    assert slack.slash(SABURO, "open")["messages"][0]["text"] == "申請"
    assert respond(urls[0], text="皆に", response_type="in_channel") == (200, "")
    assert slack.messages(SABURO)[-1]["text"] == "皆に"


def test_no_answer_after_half_an_hour(slack: WorkspaceClient, urls: list[str]) -> None:
    slack.slash(SABURO, "x")
    slack.pass_time(1799)
    assert respond(urls[0], text="間に合う") == (200, "")
    slack.pass_time(2)
    assert respond(urls[0], text="遅い") == (404, "expired_url")
    assert texts(slack)[-1] == "間に合う"


def test_what_comes_later_can_be_awaited(slack: WorkspaceClient, urls: list[str]) -> None:
    seen = slack.slash(SABURO, "x")
    with pytest.raises(TimeoutError):
        slack.wait(SABURO, seen, seconds=0.1)
    timer = threading.Timer(0.1, respond, (urls[0],), {"text": "後で"})
    timer.start()
    later = slack.wait(SABURO, seen)
    timer.join()
    assert [one["text"] for one in later["ephemerals"]] == ["申請", "後で"]
    assert later["status"] == seen["status"]


def test_faulty_answers_are_refused(slack: WorkspaceClient, urls: list[str]) -> None:
    slack.slash(SABURO, "x")
    assert respond(urls[0]) == (400, "no_text")
    assert respond(urls[0], text="x", blocks=[{"type": "input"}]) == (400, "invalid_blocks")
    assert request(urls[0], b"[]")[0] == 400
    slack.fault("response", "status", status=500)
    assert respond(urls[0], text="x") == (500, "internal_error")
    assert texts(slack)[-1] == "申請"


def test_an_immediate_answer_that_is_no_message_is_an_error(slack: WorkspaceClient) -> None:
    app = bolt(slack)
    app.command("/junkai")(lambda ack: ack(text="x", blocks=[{"type": "section"}]))
    with serving(app, slack):
        seen = slack.slash(SABURO, "x")
    assert (seen["status"], seen["error"], seen["ephemerals"]) == (200, "invalid_command_response", [])


def test_a_command_in_a_channel_is_answered_there(slack: WorkspaceClient, urls: list[str]) -> None:
    slack.add_user("U0BESIDE", "架空 四郎")
    channel = slack.open_channel("申請の部屋", SABURO, "U0BESIDE")
    seen = slack.slash(SABURO, "", channel=channel)
    sent = [one["sent"] for one in slack.log() if one["what"] == "slash_commands"][-1]
    assert (sent["channel_id"], sent["channel_name"]) == (channel, "申請の部屋")
    assert [one["text"] for one in seen["ephemerals"]] == ["申請"]
    assert slack.ephemerals(SABURO)[-1]["channel"] == channel
    assert slack.ephemerals("U0BESIDE") == []
    slack.press(SABURO, "approve", on=slack.ephemerals(SABURO)[-1]["ts"])
    pressed = [one["sent"] for one in slack.log() if one["what"] == "interactive"][-1]
    assert pressed["container"]["channel_id"] == channel
    assert pressed["channel"] == {"id": channel, "name": "申請の部屋"}
    assert respond(urls[-1], text="承認しました", response_type="in_channel", replace_original=False) == (200, "")
    assert [one["text"] for one in slack.messages("U0BESIDE")] == ["承認しました"]
    assert respond(urls[0], text="申請を受けました", replace_original=True) == (200, "")
    assert slack.ephemerals(SABURO)[-1]["text"] == "申請を受けました"
