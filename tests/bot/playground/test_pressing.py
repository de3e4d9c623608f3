"""Pressing and choosing in messages, in what only one person sees, and on the Home."""

from collections.abc import Iterator
from typing import Any

import pytest
from slack_bolt import Ack

from bot.playground.client import WorkspaceClient
from tests.bot.playground.bolt_bot import bolt, serving
from tests.bot.playground.conftest import Call

HANAKO = "U0HANAKO"


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def row(value: str) -> dict[str, Any]:
    """A line with a button of its own."""
    button = {"type": "button", "action_id": "take_back", "text": words("取消"), "value": value}
    return {"type": "section", "text": words(f"訪問 {value}"), "accessory": button}


CHOICES = {
    "type": "actions",
    "block_id": "choices",
    "elements": [
        {
            "type": "overflow",
            "action_id": "menu",
            "options": [{"text": words("直す"), "value": "mend"}, {"text": words("見る"), "value": "look"}],
        },
        {"type": "datepicker", "action_id": "day"},
        {"type": "users_select", "action_id": "who"},
    ],
}


@pytest.fixture
def heard(slack: WorkspaceClient) -> Iterator[list[dict[str, Any]]]:
    """What a served app hears of presses; it answers commands with an ephemeral line."""
    slack.add_user(HANAKO, "架空 花子")
    app = bolt(slack)
    told: list[dict[str, Any]] = []

    def hear(ack: Ack, body: dict[str, Any]) -> None:
        told.append(body)
        ack()

    for action in ("take_back", "menu", "day", "who"):
        app.action(action)(hear)
    app.command("/junkai")(lambda ack: ack(text="受付", blocks=[row("9")]))
    with serving(app, slack):
        yield told


def test_a_button_in_a_message_tells_where_it_stands(
    slack: WorkspaceClient, call: Call, heard: list[dict[str, Any]]
) -> None:
    posted = call("chat.postMessage", channel=HANAKO, text="一覧", blocks=[row("1"), row("2")])
    with pytest.raises(ValueError, match="several_elements"):
        slack.press(HANAKO, "take_back")
    assert slack.press(HANAKO, "take_back", value="2")["status"] == 200
    (body,) = heard
    assert body["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": posted["channel"],
        "is_ephemeral": False,
    }
    assert body["message"]["blocks"] == posted["message"]["blocks"]
    assert body["channel"]["id"] == posted["channel"]
    assert body["response_url"].startswith(slack.address)
    action = body["actions"][0]
    assert (action["type"], action["value"], action["text"]["text"]) == ("button", "2", "取消")
    assert action["block_id"] == posted["message"]["blocks"][1]["block_id"]


def test_what_only_one_sees_can_be_pressed_by_that_one(slack: WorkspaceClient, heard: list[dict[str, Any]]) -> None:
    shown = slack.slash(HANAKO, "visit")["ephemerals"]
    assert [one["text"] for one in shown] == ["受付"]
    slack.press(HANAKO, "take_back", on="ephemeral")
    (body,) = heard
    assert body["container"]["is_ephemeral"] is True
    assert body["container"]["message_ts"] == shown[0]["ts"]
    assert "message" not in body
    slack.add_user("U0OTHER")
    with pytest.raises(ValueError, match="no_element"):
        slack.press("U0OTHER", "take_back")


def test_choices_are_told_and_kept(slack: WorkspaceClient, call: Call, heard: list[dict[str, Any]]) -> None:
    posted = call("chat.postMessage", channel=HANAKO, text="選ぶ", blocks=[CHOICES])
    slack.press(HANAKO, "day", "2026-04-30", on=posted["ts"])
    slack.press(HANAKO, "who", HANAKO)
    slack.press(HANAKO, "menu", "見る")
    assert [body["actions"][0].get("selected_date") for body in heard] == ["2026-04-30", None, None]
    assert heard[1]["actions"][0]["selected_user"] == HANAKO
    assert heard[2]["actions"][0]["selected_option"]["value"] == "look"
    assert heard[2]["state"]["values"]["choices"]["day"]["selected_date"] == "2026-04-30"
    for name, choice in (("who", "U0NOBODY"), ("menu", "消す"), ("day", "4月1日")):
        with pytest.raises(ValueError, match="not_offered"):
            slack.press(HANAKO, name, choice)


def test_a_home_can_be_pressed(slack: WorkspaceClient, call: Call, heard: list[dict[str, Any]]) -> None:
    home = call("views.publish", user_id=HANAKO, view={"type": "home", "blocks": [row("7")]})["view"]
    assert slack.home(HANAKO) == home
    slack.press(HANAKO, "take_back", on="home")
    assert heard[0]["container"] == {"type": "view", "view_id": home["id"]}
    assert heard[0]["view"]["type"] == "home"
    again = call("views.publish", user_id=HANAKO, view={"type": "home", "blocks": []}, hash=home["hash"])["view"]
    assert again["id"] == home["id"]
    stale = call("views.publish", user_id=HANAKO, view={"type": "home", "blocks": []}, hash=home["hash"])
    assert stale["error"] == "hash_conflict"
    assert call("views.update", view_id="V0NOWHERE", view={"type": "home", "blocks": []})["error"] == "not_found"
    assert call("views.publish", user_id="U0NOBODY", view={"type": "home", "blocks": []})["error"] == "user_not_found"


def test_without_a_bot_nothing_can_be_pressed(slack: WorkspaceClient, call: Call) -> None:
    slack.add_user(HANAKO)
    call("chat.postMessage", channel=HANAKO, text="一覧", blocks=[row("3")])
    slack.connect("", "")
    with pytest.raises(ValueError, match="no_bot"):
        slack.press(HANAKO, "take_back")
