"""The page itself: reports and files, people, completion, the developers' side, and that everybody can use it."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from bot.playground.client import WorkspaceClient
from tests.browser.conftest import Visitor
from tests.browser.looking import DESK, faults, fits, last, modal, say
from tests.helpers.phone import Phone


def test_a_chief_gets_the_report_and_opens_its_picture(visitor: Visitor, phone: Phone, tmp_path: Path) -> None:
    page = visitor("E004")
    say(page, "/junkai 結果表")
    expect(page.get_by_role("listitem").last).to_contain_text("結果表")
    phone.deliverer.run_until_empty()
    picture = page.get_by_role("img").first
    expect(picture).to_be_visible()
    with page.context.expect_page() as opened:
        picture.click()
    opened.value.wait_for_load_state()
    assert opened.value.evaluate("document.images[0].naturalWidth") > 1000
    opened.value.close()
    with page.expect_download() as kept:
        page.get_by_role("link", name="PDF").or_(page.locator("a[download$='.pdf']")).first.click()
    kept.value.save_as(tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")


def test_others_hear_of_what_is_new_without_reloading(visitor: Visitor, workspace: WorkspaceClient) -> None:
    page = visitor("E001")
    expect(last(page)).to_contain_text("まだ何もありません")
    other = visitor("E002")
    say(other, "/junkai ヘルプ")
    expect(last(other)).to_contain_text("進み具合と期限")
    expect(last(page)).to_contain_text("まだ何もありません")
    page.get_by_role("button", name="会話と人").click()
    page.get_by_role("link", name="例示 二郎").click()
    expect(page.get_by_role("heading", name="例示 二郎")).to_be_visible()
    expect(last(page)).to_contain_text("進み具合と期限")


def test_commands_are_completed(visitor: Visitor, workspace: WorkspaceClient) -> None:
    workspace.offer({"訪問": "訪問を記録する", "進捗": "進み具合"})
    page = visitor("E001")
    page.get_by_label("コマンド", exact=True).press_sequentially("/junkai 進")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_label("コマンド", exact=True)).to_have_value("/junkai 進捗 ")


def test_a_bot_that_is_away_is_said_to_be(visitor: Visitor, workspace: WorkspaceClient) -> None:
    page = visitor("E001")
    workspace.connect("http://127.0.0.1:9", "made-up")
    say(page, "/junkai 進捗")
    expect(page.get_by_role("alert")).to_contain_text("答えがありませんでした")


def held_back(page: Page, address: str) -> list[Route]:
    """The first request to an address from now on, kept until the test lets it go; empty before it is there."""
    slow: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if slow:
            route.continue_()
        else:
            slow.append(route)

    page.route(address, hold_the_first)
    return slow


def test_what_went_wrong_stays_when_something_else_goes_well(visitor: Visitor, workspace: WorkspaceClient) -> None:
    page = visitor("E001")
    slow = held_back(page, "**/page/act")
    page.reload()
    workspace.connect("http://127.0.0.1:9", "made-up")
    say(page, "/junkai 進捗")
    expect(page.get_by_role("alert")).to_contain_text("答えがありませんでした")
    slow[0].fulfill(json={"trouble": "", "errors": {}, "options": []})  # the opening of the home, as the page loaded
    page.wait_for_timeout(300)  # nothing shows that an answer was read which says nothing
    expect(page.get_by_role("alert")).to_contain_text("答えがありませんでした")


def test_what_is_chosen_while_the_modal_is_drawn_anew_stays(visitor: Visitor) -> None:
    page = visitor("E001")
    say(page, "/junkai 訪問 12")
    outcome = modal(page).get_by_label("結果")
    expect(outcome).to_be_visible()
    slow = held_back(page, "**/page/part/view*")
    modal(page).get_by_role("button", name="要望・話題・メモも書く").click()
    while not slow:
        page.wait_for_timeout(20)
    outcome.select_option("面接")
    slow[0].continue_()
    expect(modal(page).get_by_role("group", name="伝えたこと")).to_be_visible()
    expect(outcome).to_have_value("interview")


def test_developers_see_the_last_exchanges(visitor: Visitor) -> None:
    page = visitor("E001")
    say(page, "/junkai ヘルプ")
    page.get_by_role("button", name="開発者向け").or_(page.get_by_role("button", name="開発")).first.click()
    exchange = page.get_by_role("complementary", name="ボットとのやりとり").get_by_role("listitem")
    expect(exchange.filter(has_text="slash_commands").first).to_contain_text("200")
    exchange.filter(has_text="slash_commands").first.locator("summary").click()
    expect(exchange.filter(has_text="slash_commands").first).to_contain_text("trigger_id")


def test_every_word_is_drawn_with_the_font_that_comes_with_the_page(visitor: Visitor) -> None:
    """A machine without Japanese fonts would draw boxes."""
    page = visitor("E001")
    say(page, "/junkai ヘルプ")
    expect(last(page)).to_contain_text("/junkai 訪問")
    looking = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        looking.send(f"{domain}.enable")
    root = looking.send("DOM.getDocument")["root"]["nodeId"]
    strange = {
        (font["familyName"], looking.send("DOM.getOuterHTML", {"nodeId": node})["outerHTML"])
        for node in looking.send("DOM.querySelectorAll", {"nodeId": root, "selector": "body *"})["nodeIds"]
        for font in looking.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
        if not font["isCustomFont"]
    }
    assert strange == set()


@pytest.mark.parametrize("screen", ["phone", "desk"])
def test_everybody_can_use_it(visitor: Visitor, phone: Phone, screen: str) -> None:
    page = visitor("E001")
    if screen == "desk":
        page.set_viewport_size(DESK["viewport"])
    say(page, "/junkai 訪問 12 面接")
    expect(last(page)).to_contain_text("記録しました")
    found = faults(page)
    if screen == "phone":
        page.get_by_role("button", name="会話と人").click()
        found += faults(page)
        page.keyboard.press("Escape")
    say(page, "/junkai 訪問")
    modal(page).get_by_role("button", name="記録する").click()
    expect(modal(page).get_by_text("入力してください。").first).to_be_visible()
    found += faults(page)
    modal(page).get_by_role("combobox", name="対象").fill("1")
    expect(modal(page).get_by_role("option").first).to_be_visible()
    found += faults(page)
    modal(page).get_by_role("button", name="すべて閉じる").click()
    page.get_by_role("link", name="ホーム").click()
    expect(page.get_by_label("ホーム", exact=True).get_by_role("button").first).to_be_visible()  # the bot has drawn it
    found += faults(page)
    assert found == []
    assert fits(page)


def test_conversations_are_changed_by_keyboard_and_count_what_is_new(
    visitor: Visitor, workspace: WorkspaceClient
) -> None:
    room = workspace.open_channel("地域課", "U0E001", "U0E002")
    page = visitor("E001")
    workspace.say("U0E002", "月末が近づいてきました。", room)
    menu = page.get_by_role("button", name="会話と人")
    expect(menu).to_contain_text("1件の新しいメッセージ")
    menu.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="junkai")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="地域課")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="地域課")).to_be_visible()
    chat = page.get_by_role("list", name="地域課 の会話")
    expect(chat.get_by_role("listitem").last).to_contain_text("月末が近づいてきました。")
    expect(menu).not_to_contain_text("新しい")
    say(page, "/junkai 訪問 12 面接")
    expect(chat.get_by_role("listitem").last).to_contain_text("あなただけに表示されています")
    expect(chat.get_by_role("listitem").last).to_contain_text("記録しました")
    assert faults(page) == []
    assert fits(page)
    other = visitor("E002")
    expect(last(other)).to_contain_text("まだ何もありません")
    other.get_by_role("button", name="会話と人").click()
    other.get_by_role("link", name="地域課").click()
    there = other.get_by_role("list", name="地域課 の会話")
    expect(there.get_by_role("listitem")).to_have_count(1)
    expect(there).to_contain_text("例示 二郎")
