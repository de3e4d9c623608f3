"""Every kind of element, filled in by hand: what the bot then hears."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from slack_bolt import Ack

from bot.playground.client import started
from tests.bot.playground.bolt_bot import bolt, serving
from tests.bot.playground.visiting import TARO, field, modal, option, values
from tests.browser.looking import PHONE, page_of, say
from tests.browser.looking import modal as shown

KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "plain_text_input", "multiline": True},
    "number": {"type": "number_input", "is_decimal_allowed": False},
    "rich": {"type": "rich_text_input"},
    "menu": {"type": "static_select", "options": [option("一"), option("二")]},
    "person": {"type": "users_select"},
    "search": {"type": "external_select", "min_query_length": 1},
    "searches": {"type": "multi_external_select", "min_query_length": 1},
    "boxes": {"type": "checkboxes", "options": [option("甲"), option("乙")]},
    "radio": {"type": "radio_buttons", "options": [option("丙"), option("丁")]},
    "day": {"type": "datepicker"},
    "time": {"type": "timepicker"},
    "moment": {"type": "datetimepicker"},
}

Heard = list[Any]


@pytest.fixture
def heard() -> Heard:
    return []


@pytest.fixture
def page(chromium: Browser, heard: Heard) -> Iterator[Page]:
    """The page, with a bot whose command opens a modal of everything and whose menus act at once."""
    blocks = [field(name, {**element, "action_id": name}, optional=True) for name, element in KINDS.items()]
    menu = {"type": "overflow", "action_id": "more", "options": [option("上"), option("下")]}
    with started("--user", f"{TARO}=架空 太郎") as slack:
        app = bolt(slack)

        @app.command("/junkai")
        def command(ack: Ack, body: dict[str, Any], client: Any) -> None:
            client.views_open(
                trigger_id=body["trigger_id"], view=modal({"type": "actions", "elements": [menu]}, *blocks)
            )
            ack()

        @app.options("search")
        @app.options("searches")
        def found(ack: Ack, payload: dict[str, Any]) -> None:
            ack(options=[option(payload["value"])])

        @app.action("more")
        def more(ack: Ack, action: dict[str, Any]) -> None:
            heard.append(action["selected_option"]["value"])
            ack()

        @app.view("visit")
        def submitted(ack: Ack, view: dict[str, Any]) -> None:
            heard.append({name: entry[name] for name, entry in values(view).items() if name in entry})
            ack()

        with serving(app, slack):
            context = chromium.new_context(**PHONE)
            yield page_of(context, slack, TARO, "messages", [])
            context.close()


def test_every_element_tells_what_was_filled_in(page: Page, heard: Heard) -> None:
    say(page, "/junkai")
    view = shown(page)
    view.get_by_label("その他の操作").click()
    view.get_by_role("button", name="下").click()
    for name, text in {
        "text": "一行\n二行",
        "number": "７",
        "rich": "太い",
        "day": "2028-02-29",
        "time": "09:30",
    }.items():
        view.locator(f"[data-action={name}]").locator("input, textarea").fill(text)
    view.locator("[data-action=moment] input").fill("2028-02-29T09:00")
    view.locator("[data-action=menu] select").select_option("二")
    view.locator("[data-action=person] select").select_option(label="架空 太郎")
    for name, text in (("search", "a"), ("searches", "b"), ("searches", "c")):
        box = view.locator(f"[data-action={name}]")
        box.get_by_role("combobox").fill(text)
        box.get_by_role("option", name=f"訪問先 {text}").click()
    view.get_by_label("訪問先 乙").check()
    view.get_by_label("訪問先 丁").check()
    view.get_by_role("button", name="記録").click()
    expect(view.get_by_text("形が正しくありません")).to_be_visible()
    view.locator("[data-action=number] input").fill("7")
    view.get_by_role("button", name="記録").click()
    expect(view).to_have_count(0)
    menu, told = heard
    assert menu == "下"
    assert told["text"]["value"] == "一行\n二行"
    assert told["number"]["value"] == "7"
    assert told["rich"]["rich_text_value"]["elements"][0]["elements"][0]["text"] == "太い"
    assert told["menu"]["selected_option"]["value"] == "二"
    assert told["person"]["selected_user"] == TARO
    assert told["search"]["selected_option"]["value"] == "a"
    assert [one["value"] for one in told["searches"]["selected_options"]] == ["b", "c"]
    assert [one["value"] for one in told["boxes"]["selected_options"]] == ["乙"]
    assert told["radio"]["selected_option"]["value"] == "丁"
    assert (told["day"]["selected_date"], told["time"]["selected_time"]) == ("2028-02-29", "09:30")
    assert told["moment"]["selected_date_time"] == 1835395200
