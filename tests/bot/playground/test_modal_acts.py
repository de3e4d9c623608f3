"""A person and a modal: opened, filled in, searched, submitted, closed; with a real Bolt app on the other side."""

import threading
import time
from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.playground.client import WorkspaceClient
from tests.bot.playground.bolt_bot import on_line, serving
from tests.bot.playground.visiting import BUTTONS, DAY, MEMO, TARO, TOPICS, field, modal, option, values

over_both_lines = pytest.mark.parametrize("visits", [serving, on_line], indirect=True, ids=["http", "socket"])


def filled(slack: WorkspaceClient) -> None:
    """Open the modal and fill in what is required."""
    slack.slash(TARO, "visit")
    slack.search(TARO, "target_pick", "12")
    slack.fill(TARO, {"target_pick": "12", "memo": "元気", "topics": ["交通"]})


@over_both_lines
def test_a_modal_goes_its_whole_way(slack: WorkspaceClient, visits: App) -> None:
    told: list[dict[str, Any]] = []

    @visits.action("outcome_pick")
    def chosen(ack: Ack, body: dict[str, Any]) -> None:
        told.append(body)
        ack()

    @visits.view("visit")
    def submitted(ack: Ack, body: dict[str, Any]) -> None:
        told.append(body)
        ack()

    assert slack.slash(TARO, "visit")["view"]["callback_id"] == "visit"
    found = slack.search(TARO, "target_pick", "12")
    assert [one["value"] for one in found["options"]] == ["12", "2"]
    seen = slack.fill(TARO, {"target_pick": "12", "outcome": "訪問先 面接", "memo": "元気です", "topics": ["交通"]})
    assert (seen["status"], values(seen["view"])["memo"]["memo_text"]["value"]) == (200, "元気です")
    seen = slack.submit(TARO)
    assert (seen["status"], seen["error"], seen["view"]) == (200, "", None)
    choice, submission = told
    assert choice["actions"][0]["selected_option"]["value"] == "面接"
    assert choice["container"] == {"type": "view", "view_id": submission["view"]["id"]}
    assert "response_url" not in choice
    assert submission["view"]["private_metadata"] == "k1"
    assert values(submission["view"]) == {
        "target": {"target_pick": {"type": "external_select", "selected_option": option("12")}},
        "outcome": {"outcome_pick": {"type": "static_select", "selected_option": option("面接")}},
        "memo": {"memo_text": {"type": "plain_text_input", "value": "元気です"}},
        "day": {"day_pick": {"type": "datepicker", "selected_date": "2026-04-01"}},
        "topics": {"topics_pick": {"type": "checkboxes", "selected_options": [option("交通")]}},
    }


def test_what_a_client_would_not_let_through_does_not_reach_the_bot(slack: WorkspaceClient, visits: App) -> None:
    slack.slash(TARO, "visit")
    for values_, code in (
        ({"memo": "あ" * 21}, "too_long"),
        ({"day": "2026-02-29"}, "not_offered"),
        ({"target_pick": "12"}, "not_offered"),
        ({"topics": ["防火"]}, "not_offered"),
        ({"nowhere": "x"}, "no_element"),
        ({"deeper": "x"}, "not_fillable"),
    ):
        with pytest.raises(ValueError, match=code):
            slack.fill(TARO, values_)
    slack.fill(TARO, {"memo": "あ"})
    with pytest.raises(ValueError, match=r'required.*"memo", "outcome", "target"'):
        slack.submit(TARO)
    with pytest.raises(ValueError, match="query_too_short"):
        slack.search(TARO, "target_pick", "")
    with pytest.raises(ValueError, match="not_pressable"):
        slack.press(TARO, "memo_text")
    slack.close(TARO)
    with pytest.raises(ValueError, match="no_view"):
        slack.submit(TARO)
    with pytest.raises(ValueError, match="no_element"):
        slack.press(TARO, "deeper")


def answering(visits: App, answer: dict[str, Any]) -> None:
    """Let the app answer a submission so, and be content with choices."""
    visits.action("outcome_pick")(lambda ack: ack())
    visits.view("visit")(lambda ack: ack(**answer))


def complete(slack: WorkspaceClient) -> None:
    filled(slack)
    slack.fill(TARO, {"outcome": "面接"})


@over_both_lines
def test_errors_stay_with_what_was_typed(slack: WorkspaceClient, visits: App) -> None:
    answering(visits, {"response_action": "errors", "errors": {"memo": "短すぎます"}})
    complete(slack)
    seen = slack.submit(TARO)
    assert seen["errors"] == {"memo": "短すぎます"}
    assert values(seen["view"])["memo"]["memo_text"]["value"] == "元気"


def test_errors_at_no_input_are_a_fault(slack: WorkspaceClient, visits: App) -> None:
    answering(visits, {"response_action": "errors", "errors": {"buttons": "ここではない"}})
    complete(slack)
    assert slack.submit(TARO)["error"] == "invalid_response"


@over_both_lines
def test_an_update_keeps_what_was_typed_where_ids_stay(slack: WorkspaceClient, visits: App) -> None:
    again = field("memo", {**MEMO["element"], "initial_value": "ほかの"})
    renamed = field("topics2", TOPICS["element"], optional=True)
    answering(visits, {"response_action": "update", "view": modal(again, renamed)})
    complete(slack)
    before = slack.view(TARO)
    after = slack.submit(TARO)["view"]
    assert after["id"] == before["id"]
    assert after["hash"] != before["hash"]
    assert values(after) == {
        "memo": {"memo_text": {"type": "plain_text_input", "value": "元気"}},
        "topics2": {"topics_pick": {"type": "checkboxes", "selected_options": []}},
    }


def test_a_pushed_view_lies_on_the_one_below(slack: WorkspaceClient, visits: App) -> None:
    answering(visits, {"response_action": "push", "view": modal(DAY, callback_id="second")})
    visits.view("second")(lambda ack: ack())
    complete(slack)
    below = slack.view(TARO)
    pushed = slack.submit(TARO)["view"]
    assert (pushed["root_view_id"], pushed["previous_view_id"]) == (below["id"], below["id"])
    assert slack.submit(TARO)["view"] == below


def test_clear_closes_everything(slack: WorkspaceClient, visits: App) -> None:
    answering(visits, {"response_action": "clear"})
    visits.action("deeper")(pushing)
    complete(slack)
    slack.press(TARO, "deeper")
    assert slack.view(TARO)["previous_view_id"]
    slack.fill(TARO, {"memo": "元気"})
    assert slack.submit(TARO)["view"] is None


def pushing(ack: Ack, body: dict[str, Any], client: Any) -> None:
    """Push a small modal."""
    client.views_push(trigger_id=body["trigger_id"], view=modal(MEMO, BUTTONS, notify_on_close=True))
    ack()


def test_no_more_than_three_lie_on_each_other(slack: WorkspaceClient, visits: App) -> None:
    refused: list[str] = []

    @visits.action("deeper")
    def deeper(ack: Ack, body: dict[str, Any], client: Any) -> None:
        try:
            pushing(ack, body, client)
        except SlackApiError as error:
            refused.append(error.response["error"])
            ack()

    slack.slash(TARO, "visit")
    views = [slack.press(TARO, "deeper")["view"] for _ in range(3)]
    assert refused == ["push_limit_reached"]
    assert views[1]["id"] == views[2]["id"]
    assert views[1]["previous_view_id"] == views[0]["id"]


@over_both_lines
def test_a_closed_view_is_told_when_asked_for(slack: WorkspaceClient, visits: App) -> None:
    told: list[tuple[str, bool]] = []

    @visits.view_closed("visit")
    def closed(ack: Ack, body: dict[str, Any]) -> None:
        told.append((body["view"]["id"], body["is_cleared"]))
        ack()

    visits.action("deeper")(pushing)
    slack.slash(TARO, "visit")
    first = slack.press(TARO, "deeper")["view"]["id"]
    below = slack.close(TARO)["view"]
    second = slack.press(TARO, "deeper")["view"]["id"]
    assert below["callback_id"] == "visit"
    assert slack.close(TARO, everything=True)["view"] is None
    assert told == [(first, False), (second, True)]


def test_a_stale_hash_changes_nothing(slack: WorkspaceClient, visits: App) -> None:
    refused: list[str] = []

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        ack()
        view = body["view"]
        client.views_update(view_id=view["id"], hash=view["hash"], view=modal(DAY, BUTTONS, callback_id="changed"))
        try:
            client.views_update(view_id=view["id"], hash=view["hash"], view=modal(MEMO))
        except SlackApiError as error:
            refused.append(error.response["error"])

    slack.slash(TARO, "visit")
    assert slack.press(TARO, "change")["view"]["callback_id"] == "changed"
    assert refused == ["hash_conflict"]


def test_a_trigger_opens_once_and_not_late(slack: WorkspaceClient, visits: App) -> None:
    refused: list[str] = []

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        ack()
        for trigger in (body["trigger_id"], body["trigger_id"], "1.2.made_up"):
            try:
                client.views_open(trigger_id=trigger, view=modal(BUTTONS))
            except SlackApiError as error:
                refused.append(error.response["error"])

    @visits.action("deeper")
    def late(ack: Ack, body: dict[str, Any], client: Any) -> None:
        ack()
        slack.pass_time(3.1)
        try:
            client.views_open(trigger_id=body["trigger_id"], view=modal(BUTTONS))
        except SlackApiError as error:
            refused.append(error.response["error"])

    slack.slash(TARO, "visit")
    slack.press(TARO, "change")
    slack.press(TARO, "deeper")
    assert refused == ["exchanged_trigger_id", "invalid_trigger_id", "expired_trigger_id"]


def test_a_bot_that_is_slow_leaves_the_modal_open(slack: WorkspaceClient, visits: App) -> None:
    woken = threading.Event()
    visits.view("visit")(lambda ack: (woken.wait(10), ack()))
    visits.action("outcome_pick")(lambda ack: ack())
    complete(slack)
    begun = time.monotonic()
    seen = slack.submit(TARO)
    woken.set()
    assert (seen["status"], seen["error"]) == (0, "operation_timeout")
    assert seen["view"]["callback_id"] == "visit"
    assert 2.5 < time.monotonic() - begun < 8


def test_a_submission_that_nobody_hears_is_an_error(slack: WorkspaceClient, visits: App) -> None:
    visits.action("outcome_pick")(lambda ack: ack())
    complete(slack)
    seen = slack.submit(TARO)
    assert (seen["status"], seen["error"]) == (404, "dispatch_failed")
    assert seen["view"]["callback_id"] == "visit"


@over_both_lines
def test_somebody_may_tamper_with_a_payload(slack: WorkspaceClient, visits: App) -> None:
    heard: list[str] = []

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any]) -> None:
        heard.append(f"{body['actions'][0]['value']} {body['view']['private_metadata']}")
        ack()

    slack.slash(TARO, "visit")
    before = slack.view(TARO)
    forged = {"/actions/0/value": "another", "/view/private_metadata": "k2", "/view/blocks/0/block_id": "other"}
    assert slack.press(TARO, "change", forged=forged)["view"] == before
    slack.press(TARO, "change")
    assert heard == ["another k2", "v2 k1"]
    for nowhere in ("/nowhere/at/all", "/actions/7/value", "/actions/first"):
        with pytest.raises(ValueError, match="invalid_arguments"):
            slack.press(TARO, "change", forged={nowhere: 1})
