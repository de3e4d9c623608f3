"""What people see: messages, files, people, Home, and every kind of block and element as HTML."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_bolt import Ack

from bot.playground.client import WorkspaceClient, started
from tests.bot.playground.bolt_bot import bolt, serving
from tests.bot.playground.conftest import Call
from tests.bot.playground.page.browser import Browser
from tests.bot.playground.page.conftest import Drawn
from tests.bot.playground.visiting import DAY, MEMO, OUTCOME, TARGET, TOPICS, field, modal, option, words

EVIL = "<img src=x onerror=alert(1)>\"'&{{ 7*7 }}</script>"
MRKDWN = {"type": "mrkdwn", "text": "*太字* と `code`"}


def rich(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "rich_text", "elements": list(elements)}


def said(text: str, **style: bool) -> dict[str, Any]:
    return {"type": "text", "text": text, "style": style} if style else {"type": "text", "text": text}


def test_sections_fields_headers_contexts_and_dividers(drawn: Drawn) -> None:
    seen = drawn(
        {"type": "header", "text": words("見出し")},
        {"type": "section", "text": MRKDWN, "fields": [MRKDWN, words("左 *右*")]},
        {"type": "divider"},
        {"type": "context", "elements": [MRKDWN]},
    )
    assert {"h3", "strong", "code", "hr"} <= seen.names()
    assert "左 *右*" in seen.text
    assert len(seen.all("strong")) == 3


def test_rich_text(drawn: Drawn) -> None:
    line = {"type": "rich_text_section", "elements": [said("a", bold=True), said("b", code=True)]}
    link = {"type": "link", "url": "https://example.com/", "text": "例"}
    wrong = {"type": "link", "url": "javascript:alert(1)", "text": "悪"}
    seen = drawn(
        rich(
            {"type": "rich_text_list", "style": "ordered", "elements": [line, line]},
            {"type": "rich_text_quote", "elements": [link, wrong, {"type": "user", "user_id": "U0TARO"}]},
            {"type": "rich_text_preformatted", "elements": [said("x\ny")]},
        )
    )
    assert {"ol", "blockquote", "pre", "strong", "code"} <= seen.names()
    assert [one["href"] for one in seen.all("a")] == ["https://example.com/"]
    assert "@架空 太郎" in seen.text
    assert "悪" in seen.text


def test_tables_have_a_heading_and_aligned_columns(drawn: Drawn) -> None:
    rows = [[{"type": "raw_text", "text": text} for text in row] for row in (("月", "数"), ("1月", "12"))]
    seen = drawn({"type": "table", "rows": rows, "column_settings": [{"align": "left"}, {"align": "right"}]})
    assert [cell["class"] for cell in seen.all("th", scope="col")] == ["left", "right"]
    assert [cell["class"] for cell in seen.all("td")] == ["left", "right"]


def test_buttons_menus_and_confirmations(drawn: Drawn) -> None:
    confirm = {"title": words("確認"), "text": words("本当に"), "confirm": words("はい"), "deny": words("いいえ")}
    elements = [
        {
            "type": "button",
            "action_id": "a",
            "text": words("押す"),
            "value": "1",
            "style": "danger",
            "confirm": confirm,
        },
        {"type": "overflow", "action_id": "b", "options": [option("1"), option("2")]},
        {"type": "static_select", "action_id": "c", "options": [option("1")], "placeholder": words("選択")},
        {"type": "users_select", "action_id": "d"},
    ]
    seen = drawn({"type": "actions", "block_id": "x", "elements": elements})
    assert [one["class"] for one in seen.all("button", data_press="1")] == ["danger"]
    assert "本当に" in seen.all("div", data_action="a")[0]["data-confirm"]
    assert len(seen.all("button", data_choice="2")) == 1
    assert "data-tells" in seen.all("div", data_action="c")[0]
    assert "架空 太郎" in seen.text


def test_pictures_of_other_sites_are_links_and_never_fetched(drawn: Drawn) -> None:
    seen = drawn({"type": "image", "image_url": "https://example.com/a.png", "alt_text": "図"})
    assert not seen.all("img")
    assert seen.all("a")[0]["href"] == "https://example.com/a.png"


def test_a_block_that_the_page_does_not_know_is_still_read(drawn: Drawn) -> None:
    task = {"type": "task_card", "task_id": "1", "title": "題"}
    assert "task_card" in drawn(task).text


@pytest.mark.parametrize(
    "block",
    [
        {"type": "header", "text": words(EVIL)},
        {"type": "section", "text": {"type": "mrkdwn", "text": EVIL}},
        {"type": "section", "text": words(EVIL)},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": EVIL}]},
        rich({"type": "rich_text_section", "elements": [said(EVIL, bold=True)]}),
        {"type": "table", "rows": [[{"type": "raw_text", "text": EVIL}]]},
        {"type": "actions", "block_id": EVIL, "elements": [{"type": "button", "action_id": EVIL, "text": words(EVIL)}]},
        {"type": "image", "image_url": "https://example.com/" + EVIL, "alt_text": EVIL},
    ],
)
def test_no_text_becomes_html(drawn: Drawn, block: dict[str, Any]) -> None:
    seen = drawn(block, text=EVIL)
    assert not {"script", "iframe", "style"} & seen.names()
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on")]
    assert not seen.all("img")
    assert EVIL in seen.text


@given(st.text(min_size=1, max_size=40))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_button_says_is_shown_and_sent_back(drawn: Drawn, text: str) -> None:
    button = {"type": "button", "action_id": "a", "text": words("x"), "value": text}
    sent = drawn({"type": "actions", "elements": [button]}).all("button")[0]["data-press"]
    assert sent.replace("\r\n", "\n").replace("\r", "\n") == text.replace("\r\n", "\n").replace("\r", "\n")


def test_what_only_one_sees_is_marked(call: Call, channel: str, browser: Browser) -> None:
    call("chat.postEphemeral", channel=channel, user="U0TARO", text="内緒")
    seen = browser.part("chat")
    assert "内緒" in seen.text
    assert "あなただけに表示されています" in seen.text
    assert seen.all("li")[-1]["class"] == "whispered"


def test_a_changed_message_has_another_version(call: Call, channel: str, browser: Browser) -> None:
    ts = call("chat.postMessage", channel=channel, text="前")["ts"]
    before = browser.part("chat").all("li", data_key=ts)[0]["data-version"]
    call("chat.update", channel=channel, ts=ts, text="後")
    seen = browser.part("chat")
    assert seen.all("li", data_key=ts)[0]["data-version"] != before
    assert "（更新）" in seen.text


def test_pictures_are_shown_and_files_kept(slack: WorkspaceClient, call: Call, channel: str, browser: Browser) -> None:
    for name, content in (("図.png", b"\x89PNG"), ("表.pdf", b"%PDF"), ("悪.html", b"<script>")):
        told = call("files.getUploadURLExternal", filename=name, length=len(content), alt_txt="結果表の図")
        browser.request("POST", told["upload_url"].removeprefix(slack.address), content)
        call("files.completeUploadExternal", files=[{"id": told["file_id"], "title": name}], channel_id=channel)
    seen = browser.part("chat")
    ids = {link["download"]: link["href"] for link in seen.all("a") if "download" in link}
    assert list(ids) == ["図.png", "表.pdf", "悪.html"]
    assert [picture["alt"] for picture in seen.all("img")] == ["結果表の図（大きく見る）"]
    status, headers, content = browser.request("GET", seen.all("img")[0]["src"])
    assert (status, headers["Content-Type"], content) == (200, "image/png", b"\x89PNG")
    for href in ids.values():
        _, headers, _ = browser.request("GET", href)
        assert headers["Content-Disposition"].startswith("attachment")
    _, headers, _ = browser.request("GET", ids["悪.html"].removesuffix("/save"))
    assert headers["Content-Type"] == "application/octet-stream"
    call("files.delete", file=slack.files()[0]["id"])
    assert "このファイルは削除されました" in browser.part("chat").text


def test_others_who_have_news_are_marked(slack: WorkspaceClient, call: Call, browser: Browser) -> None:
    slack.add_user("U0HANAKO", "架空 花子", "地域課長")
    channel = call("conversations.open", users="U0HANAKO")["channel"]["id"]
    call("chat.postMessage", channel=channel, text="一つ")
    seen = browser.part("people")
    assert "地域課長" in seen.text
    assert "1件の新しいメッセージ" in seen.text
    Browser(slack, "U0HANAKO").part("chat")
    assert "新しい" not in browser.part("people").text


def test_a_home_is_shown_when_there_is_one(call: Call, browser: Browser) -> None:
    assert "ホームはまだありません" in browser.page("home").text
    view = {"type": "home", "blocks": [{"type": "header", "text": words("本日の計画")}, DAY]}
    assert call("views.publish", user_id="U0TARO", view=view)["ok"]
    seen = browser.part("home")
    assert "本日の計画" in seen.text
    assert seen.all("div", data_on="home")[0]["data-kind"] == "datepicker"


def test_commands_are_offered(slack: WorkspaceClient, browser: Browser) -> None:
    slack.offer({"訪問": "訪問を記録する"})
    assert "訪問を記録する" in browser.page().all("ul", id="commands")[0]["data-commands"]


def test_the_last_exchanges_are_shown_for_developers(call: Call, browser: Browser) -> None:
    call("api.test", error="out_of_sorts")
    seen = browser.part("log")
    assert "api.test" in seen.text
    assert "out_of_sorts" in seen.text


@pytest.mark.parametrize("kind", [MEMO, DAY, OUTCOME, TARGET, TOPICS])
def test_inputs_have_a_label_a_hint_and_a_place_for_faults(kind: dict[str, Any], call: Call, browser: Browser) -> None:
    view = {"type": "home", "blocks": [{**kind, "hint": words("ヒント")}]}
    assert call("views.publish", user_id="U0TARO", view=view)["ok"]
    seen = browser.part("home")
    about = [tag["aria-describedby"] for _, tag in seen.tags if "aria-describedby" in tag]
    assert about
    ids = {tag["id"] for _, tag in seen.tags if "id" in tag}
    assert set(about[0].split()) <= ids
    labelled = {tag.get("for", tag["id"]) for name, tag in seen.tags if name == "label" and "id" in tag}
    assert labelled <= ids
    assert labelled or seen.all("legend")


def test_every_other_element_is_drawn_with_what_stands_in_it(slack: WorkspaceClient, browser: Browser) -> None:
    elements: list[dict[str, Any]] = [
        {
            "type": "radio_buttons",
            "action_id": "1",
            "options": [option("1"), option("2")],
            "initial_option": option("2"),
        },
        {"type": "multi_static_select", "action_id": "2", "options": [option("3")], "initial_options": [option("3")]},
        {"type": "multi_users_select", "action_id": "3", "initial_users": ["U0TARO"]},
        {"type": "multi_external_select", "action_id": "4", "initial_options": [option("4")]},
        {"type": "timepicker", "action_id": "5", "initial_time": "09:30"},
        {"type": "datetimepicker", "action_id": "6", "initial_date_time": 1835395200},
        {"type": "number_input", "action_id": "7", "is_decimal_allowed": False, "initial_value": "7"},
        {"type": "plain_text_input", "action_id": "8", "multiline": True, "initial_value": "八"},
    ]
    blocks = [field(f"b{element['action_id']}", element, optional=True) for element in elements]
    app = bolt(slack)

    @app.command("/junkai")
    def command(ack: Ack, body: dict[str, Any], client: Any) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks))
        ack()

    with serving(app, slack):
        browser.act("slash", text="/junkai")
    seen = browser.part("view")
    assert [tag["value"] for tag in seen.all("input") if "checked" in tag] == ["2", "3", "U0TARO"]
    assert [tag["data-value"] for tag in seen.all("li") if "data-value" in tag] == ["4"]
    values = {tag["type"]: tag["value"] for tag in seen.all("input") if tag["type"] in {"time", "datetime-local"}}
    assert values == {"time": "09:30", "datetime-local": "2028-02-29T09:00"}
    assert "八" in seen.text


def test_what_is_new_in_each_conversation_is_counted(slack: WorkspaceClient, call: Call) -> None:
    for user in ("U0COUNTS", "U0WRITES"):
        slack.add_user(user, f"架空 {user}")
    room = slack.open_channel("数の部屋", "U0COUNTS", "U0WRITES")
    slack.say("U0WRITES", "一つめ", room)
    slack.say("U0WRITES", "<b>二つめ</b>", room)
    call("chat.postMessage", channel="U0COUNTS", text="ボットから")
    direct, there = Browser(slack, "U0COUNTS"), Browser(slack, "U0COUNTS", room)
    assert "2" in direct.part("badge").text  # what stands before one's eyes is not new
    assert direct.part("rooms").all("a", **{"aria-current": "true"})[0]["href"] == "/?as=U0COUNTS"
    seen = there.part("chat")
    assert "<b>二つめ</b>" in seen.text
    assert "架空 U0WRITES" in seen.text
    assert direct.part("badge").text == ""
    assert Browser(slack, "U0WRITES", room).part("badge").text == ""  # what one wrote is not new
    slack.say("U0COUNTS", "読みました", room)
    assert "1件" in Browser(slack, "U0WRITES").part("rooms").text


def test_whispers_stay_in_their_conversation(slack: WorkspaceClient, call: Call) -> None:
    slack.add_user("U0WHISPERED")
    room = slack.open_channel("ささやきの部屋", "U0WHISPERED")
    call("chat.postEphemeral", channel=room, user="U0WHISPERED", text="ここだけ")
    assert "ここだけ" in Browser(slack, "U0WHISPERED", room).part("chat").text
    assert "ここだけ" not in Browser(slack, "U0WHISPERED").part("chat").text


def test_what_is_written_without_a_command_is_a_message_in_a_channel_only(slack: WorkspaceClient) -> None:
    slack.add_user("U0WRITER", "架空 書子")
    room = slack.open_channel("書く部屋", "U0WRITER")
    there = Browser(slack, "U0WRITER", room)
    assert there.act("slash", text="おはようございます")["trouble"] == ""
    assert "おはようございます" in there.part("chat").text
    assert "/junkai" in Browser(slack, "U0WRITER").act("slash", text="おはようございます")["trouble"]
    assert there.act("slash", text="/別のもの")["trouble"] != ""


def test_a_conversation_that_one_is_not_in_is_not_shown(slack: WorkspaceClient) -> None:
    slack.add_user("U0STAYSOUT")
    room = slack.open_channel("よその部屋", "U0TARO")
    out = Browser(slack, "U0STAYSOUT", room)
    assert out.request("GET", f"/page/part/chat?as=U0STAYSOUT&in={room}")[0] == 404
    assert "よその部屋" not in out.page().text


def test_messages_show_the_time_of_the_rehearsal(tmp_path: Path) -> None:
    file = tmp_path / "now"
    file.write_text("2026-12-01T08:31:00+09:00", encoding="utf-8")
    with started("--clock", str(file), "--user", "U0TARO=架空 太郎") as slack:
        room = slack.open_channel("時の部屋", "U0TARO")
        slack.say("U0TARO", "師走です", room)
        file.write_text("2027-01-04T09:00:00+09:00", encoding="utf-8")
        slack.say("U0TARO", "明けました", room)
        file.write_text("2026-12-31T23:59:00+09:00", encoding="utf-8")
        slack.say("U0TARO", "戻りました", room)
        times = [one["datetime"] for one in Browser(slack, "U0TARO", room).part("chat").all("time")]
        text = Browser(slack, "U0TARO", room).part("chat").text
    assert times == ["2026-12-01T08:31:00+09:00", "2027-01-04T09:00:00+09:00", "2026-12-31T23:59:00+09:00"]
    assert [day in text for day in ("12/1(火) 08:31", "1/4(月) 09:00", "12/31(木) 23:59")] == [True, True, True]
