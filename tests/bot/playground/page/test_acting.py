"""What people do on the page, up to the bot and back."""

from typing import Any

import pytest
from slack_bolt import Ack, App

from bot.playground.client import WorkspaceClient
from tests.bot.playground.page.browser import Browser
from tests.bot.playground.visiting import TARGET, TARO, modal, values

FULL = {"target": "2", "outcome": "面接", "memo": "よし", "day": "2026-04-02", "topics": ["交通"]}


@pytest.fixture
def opened(browser: Browser, visits: App) -> Browser:
    """The browser with the modal of every kind of input."""
    browser.act("slash", text="/junkai 訪問")
    return browser


def test_a_command_opens_a_modal(opened: Browser) -> None:
    seen = opened.part("view")
    assert "訪問" in seen.text
    assert {"記録", "やめる"} <= set(seen.text.split())


@pytest.mark.parametrize("typed", ["訪問", "/jun kai", "/", "//junkai"])
def test_what_is_no_command_is_not_sent(browser: Browser, slack: WorkspaceClient, visits: App, typed: str) -> None:
    before = len(slack.log())
    assert "/junkai で始めて" in browser.act("slash", text=typed)["trouble"]
    assert len(slack.log()) == before


def test_inputs_are_kept_and_submitted_together(opened: Browser, visits: App, slack: WorkspaceClient) -> None:
    heard: list[Any] = []

    @visits.view("visit")
    def submitted(ack: Ack, view: dict[str, Any]) -> None:
        heard.append(values(view))
        ack()

    found = opened.act("search", name="target_pick", on="view", text="2")
    assert [one["value"] for one in found["options"]] == ["2", "2"]
    outcome = opened.submit(**FULL)
    assert outcome["errors"] == {}
    assert outcome["trouble"] == ""
    assert heard[0]["memo"]["memo_text"]["value"] == "よし"
    assert heard[0]["day"]["day_pick"]["selected_date"] == "2026-04-02"
    assert [one["value"] for one in heard[0]["topics"]["topics_pick"]["selected_options"]] == ["交通"]
    assert opened.part("view").text.strip() == ""


def test_what_is_missing_or_unfit_is_said_beside_the_input(opened: Browser) -> None:
    outcome = opened.submit(memo="x")
    assert set(outcome["errors"]) == {"target", "outcome", "memo"}
    assert outcome["errors"]["target"] == "入力してください。"
    assert "形" in outcome["errors"]["memo"]
    assert opened.submit(memo="x" * 21)["errors"] == {"memo": "長すぎます。"}
    assert opened.submit(target="9")["errors"] == {"target": "候補から選んでください。"}


def test_errors_of_the_bot_stand_at_their_inputs(opened: Browser, visits: App) -> None:
    @visits.view("visit")
    def refused(ack: Ack) -> None:
        ack(response_action="errors", errors={"memo": "短すぎます"})

    opened.act("search", name="target_pick", on="view", text="2")
    assert opened.submit(**FULL)["errors"] == {"memo": "短すぎます"}


def test_a_modal_that_has_changed_since_is_not_submitted(opened: Browser) -> None:
    drawn = opened.filled(memo="よし")
    assert "新しくなりました" in opened.act("submit", **{**drawn, "hash": "1.0"})["trouble"]
    assert "新しくなりました" in opened.act("submit", **{**drawn, "view": "V0"})["trouble"]
    assert opened.act("keep", **{**drawn, "hash": "1.0"})["trouble"] == ""
    assert "よし" in [tag.get("value") for tag in opened.part("view").all("input")]


def test_a_button_says_all_that_stands_in_the_modal_and_modals_lie_on_each_other(
    opened: Browser, visits: App, slack: WorkspaceClient
) -> None:
    heard: list[Any] = []

    @visits.action("deeper")
    def deeper(ack: Ack, body: dict[str, Any], client: Any) -> None:
        heard.append(values(body["view"]))
        client.views_push(trigger_id=body["trigger_id"], view=modal(TARGET))
        ack()

    opened.act("press", name="deeper", block_id="buttons", value="v1", on="view", **opened.filled(memo="途中"))
    assert heard[0]["memo"]["memo_text"]["value"] == "途中"
    assert "画面 2" in opened.part("view").text
    opened.act("close", everything=False)
    seen = opened.part("view")
    assert "画面" not in seen.text
    assert "途中" in [tag.get("value") for tag in seen.all("input")]
    opened.act("close", everything=True)
    assert slack.view(TARO) is None


def test_a_bot_that_does_not_hear_is_said_to_be_away(slack: WorkspaceClient, browser: Browser, visits: App) -> None:
    slack.connect("http://127.0.0.1:9", "made-up")
    assert "答えがありませんでした" in browser.act("slash", text="/junkai")["trouble"]


def test_a_button_that_has_gone_is_said_to_be(browser: Browser, visits: App) -> None:
    assert "もう使えません" in browser.act("press", name="nothing", on="message")["trouble"]


def test_the_home_is_opened(browser: Browser, visits: App) -> None:
    opened: list[str] = []

    @visits.event("app_home_opened")
    def home(event: dict[str, Any]) -> None:
        opened.append(event["tab"])

    assert browser.act("open-home", tab="home")["trouble"] == ""
    assert opened == ["home"]
