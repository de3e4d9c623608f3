"""An officer's day on the phone: visits by words and by modal, what goes wrong, and what is taken back."""

from playwright.sync_api import expect

from tests.browser.conftest import Visitor
from tests.browser.looking import last, modal, say


def test_a_visit_by_words_is_recorded_looked_at_and_taken_back(visitor: Visitor) -> None:
    page = visitor("E001")
    say(page, "/junkai 訪問 12 面接")
    expect(last(page)).to_contain_text("1件を記録しました")
    expect(last(page)).to_contain_text("あなただけに表示されています")
    last(page).get_by_role("button", name="カード作成").click()
    page.get_by_role("dialog", name="カード作成").get_by_role("button", name="加える").click()
    expect(last(page)).to_contain_text("新規把握数")
    say(page, "/junkai 進捗")
    expect(last(page)).to_contain_text("進み具合")
    say(page, "/junkai 取消")
    expect(last(page)).to_contain_text("取り消しました")


def test_a_visit_by_modal_with_a_fault_on_the_way(visitor: Visitor) -> None:
    page = visitor("E001")
    say(page, "/junkai 訪問")
    expect(modal(page)).to_contain_text("訪問を記録")
    modal(page).get_by_role("button", name="記録する").click()
    target = modal(page).get_by_role("combobox", name="対象")
    expect(target).to_have_accessible_description("番号・氏名・住所・建物で探せます 入力してください。")
    expect(target).to_be_focused()
    target.fill("見本")
    modal(page).get_by_role("option", name="13　見本 花子").click()
    modal(page).get_by_label("結果").select_option("不在")
    modal(page).get_by_label("この面接で巡回連絡カードを作成した").check()
    modal(page).get_by_role("button", name="記録する").click()
    expect(modal(page).get_by_text("カードを作れるのは面接のときだけです。")).to_be_visible()
    modal(page).get_by_label("結果").select_option("面接")
    modal(page).get_by_role("button", name="要望・話題・メモも書く").click()
    expect(modal(page).get_by_role("group", name="伝えたこと")).to_be_visible()
    expect(target).to_have_value("13　見本 花子　例示町2-2")
    modal(page).get_by_label("メモ").fill("犬がいる")
    modal(page).get_by_role("button", name="記録する").click()
    expect(modal(page)).to_contain_text("3月の新規把握数 +1")
    modal(page).get_by_role("button", name="取消").click()
    expect(modal(page)).to_contain_text("取り消しました")
    page.keyboard.press("Escape")
    expect(modal(page)).to_have_count(0)


def test_all_of_it_by_keyboard(visitor: Visitor) -> None:
    page = visitor("E001")
    page.get_by_label("コマンド", exact=True).focus()
    page.keyboard.type("/junkai 訪問 12")
    page.keyboard.press("Enter")
    expect(modal(page)).to_contain_text("12 の訪問を記録します")
    for key in ("Tab", "Tab", "ArrowDown", "Tab"):
        page.keyboard.press(key)
    expect(modal(page).get_by_label("結果")).to_have_value("interview")
    modal(page).get_by_label("CR名刺（枚）").focus()
    page.keyboard.press("Enter")
    expect(modal(page)).to_contain_text("記録しました")
    page.keyboard.press("Escape")
    expect(modal(page)).to_have_count(0)
    expect(page.get_by_label("コマンド", exact=True)).to_be_focused()


def test_a_stranger_is_refused(visitor: Visitor) -> None:
    page = visitor("STRANGER")
    say(page, "/junkai 訪問 12 面接")
    expect(last(page)).to_contain_text("この操作はできません")


def test_what_is_no_command_is_not_sent(visitor: Visitor) -> None:
    page = visitor("E001")
    say(page, "訪問 12 面接")
    expect(page.get_by_role("alert")).to_contain_text("/junkai で始めて")
    expect(page.get_by_label("コマンド", exact=True)).to_have_value("訪問 12 面接")
