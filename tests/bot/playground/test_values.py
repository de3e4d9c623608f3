"""What can be typed and chosen, and what Slack would not send."""

from typing import Any

import pytest
from slack_bolt import Ack, App
from slack_sdk.errors import SlackApiError

from bot.playground.client import WorkspaceClient
from tests.bot.playground.visiting import BUTTONS, DAY, TARO, field, modal, option, values


@pytest.mark.parametrize(
    ("element", "typed", "fits"),
    [
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "20"}, "20", True),
        ({"type": "number_input", "is_decimal_allowed": False, "min_value": "0", "max_value": "20"}, "21", False),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", False),
        ({"type": "number_input", "is_decimal_allowed": False}, "１２", False),
        ({"type": "number_input", "is_decimal_allowed": True}, "-1.5", True),
        ({"type": "email_text_input"}, "nobody", False),
        ({"type": "url_text_input"}, "https://example.test/", True),
        ({"type": "plain_text_input", "min_length": 3}, "二字", False),
        ({"type": "timepicker"}, "23:59", True),
        ({"type": "multi_static_select", "options": [option("1"), option("2")]}, ["1", "2"], True),
        ({"type": "radio_buttons", "options": [option("1"), option("2")]}, None, False),
    ],
)
def test_what_does_not_fit_is_not_sent(
    slack: WorkspaceClient, visits: App, element: dict[str, Any], typed: Any, fits: bool
) -> None:
    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal(field("f", {**element, "action_id": "a"})))
        ack()

    visits.view("visit")(lambda ack: ack())
    slack.slash(TARO, "visit")
    slack.press(TARO, "change")
    slack.fill(TARO, {"a": typed})
    if fits:
        assert slack.submit(TARO)["view"] is None
    else:
        with pytest.raises(ValueError, match=r'required.*"f"'):
            slack.submit(TARO)


def test_choices_beyond_what_is_allowed_are_not_taken(slack: WorkspaceClient, visits: App) -> None:
    several = {"type": "multi_static_select", "action_id": "a", "options": [option("1"), option("2")]}

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal(field("f", {**several, "max_selected_items": 1})))
        ack()

    slack.slash(TARO, "visit")
    slack.press(TARO, "change")
    with pytest.raises(ValueError, match="too_many"):
        slack.fill(TARO, {"a": ["1", "2"]})


def test_choices_of_a_search_are_those_of_the_last_one(slack: WorkspaceClient, visits: App) -> None:
    slack.slash(TARO, "visit")
    slack.search(TARO, "target_pick", "12")
    slack.search(TARO, "target_pick", "34")
    with pytest.raises(ValueError, match="not_offered"):
        slack.fill(TARO, {"target_pick": "12"})
    slack.fill(TARO, {"target_pick": "34"})
    slack.search(TARO, "target_pick", "56")
    chosen = values(slack.view(TARO))["target"]["target_pick"]["selected_option"]
    assert chosen["value"] == "34"


def test_what_was_chosen_stays_chosen_over_the_next_search(slack: WorkspaceClient, visits: App) -> None:
    several = field("several", {"type": "multi_external_select", "action_id": "several_pick", "min_query_length": 1})

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal(several))
        ack()

    @visits.options("several_pick")
    def found(ack: Ack, payload: dict[str, Any]) -> None:
        ack(options=[option(payload["value"])])

    slack.slash(TARO, "visit")
    slack.press(TARO, "change")
    slack.search(TARO, "several_pick", "12")
    slack.fill(TARO, {"several": ["12"]})
    slack.search(TARO, "several_pick", "34")
    chosen = values(slack.fill(TARO, {"several": ["12", "34"]})["view"])["several"]["several_pick"]["selected_options"]
    assert [one["value"] for one in chosen] == ["12", "34"]
    slack.fill(TARO, {"several": ["34"]})
    with pytest.raises(ValueError, match="not_offered"):
        slack.fill(TARO, {"several": ["12"]})


def test_a_search_that_finds_too_much_shows_nothing(slack: WorkspaceClient, visits: App) -> None:
    visits.options("many_pick")(lambda ack: ack(options=[option(str(number)) for number in range(101)]))
    many = field("many", {"type": "external_select", "action_id": "many_pick"})
    visits.action("change")(
        lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=modal(many)), ack())
    )
    slack.slash(TARO, "visit")
    slack.press(TARO, "change")
    with pytest.raises(ValueError, match="query_too_short"):
        slack.search(TARO, "many_pick", "ab")
    found = slack.search(TARO, "many_pick", "abc")
    assert (found["status"], found["error"], found["options"]) == (200, "invalid_options", [])


def test_a_modal_is_named_by_the_bots_own_id_too(slack: WorkspaceClient, visits: App) -> None:
    refused: list[str] = []

    @visits.action("change")
    def change(ack: Ack, body: dict[str, Any], client: Any) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=modal(BUTTONS, external_id="own-1"))
        client.views_update(external_id="own-1", view=modal(DAY, external_id="own-1", callback_id="second"))
        client.views_update(external_id="own-1", view=modal(DAY, BUTTONS, external_id="own-1", callback_id="third"))

    @visits.action("deeper")
    def deeper(ack: Ack, body: dict[str, Any], client: Any) -> None:
        ack()
        try:
            client.views_push(trigger_id=body["trigger_id"], view=modal(DAY, external_id="own-1"))
        except SlackApiError as error:
            refused.append(error.response["error"])

    slack.slash(TARO, "visit")
    assert slack.press(TARO, "change")["view"]["callback_id"] == "third"
    slack.press(TARO, "deeper")
    assert refused == ["duplicate_external_id"]
