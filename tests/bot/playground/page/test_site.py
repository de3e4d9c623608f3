"""Who may look at the page, what it may load, and how it hears of what is new."""

import http.client
import json
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.playground.client import WorkspaceClient, started
from bot.playground.page.site import POLICY
from tests.bot.playground.conftest import Call
from tests.bot.playground.page.browser import Browser
from tests.bot.playground.visiting import TARO

ACT = json.dumps({"as": TARO, "what": "slash", "text": "/junkai"}).encode()


def test_nothing_from_elsewhere_is_loaded_and_nothing_inline_runs(browser: Browser) -> None:
    _, headers, _ = browser.request("GET", "/?as=U0TARO")
    assert headers["Content-Security-Policy"] == POLICY
    assert "unsafe" not in POLICY
    page = browser.page()
    assert [tag["src"] for tag in page.all("script")] == ["/page/asset/page.js"]
    assert all(tag["href"].startswith("/page/asset/") for tag in page.all("link"))
    assert not [
        name for tag, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"
    ]


@pytest.mark.parametrize("name", ["chat", "view", "home", "people", "log"])
def test_a_part_tells_which_version_of_it_was_drawn(browser: Browser, slack: WorkspaceClient, name: str) -> None:
    """Not the one that was heard of: a modal that opened in between must be known to be there, or it never closes."""

    def told() -> str:
        return str(browser.request("GET", f"/page/part/{name}?as={TARO}")[1]["X-Version"])

    before = told()
    assert told() == before
    heard = browser.act("close")["versions"]
    assert told() == heard[name]
    if name in {"people", "log"}:
        slack.add_user("U0LATER", "あとの 人")
        assert (told() == heard[name]) is (name == "log")


@pytest.mark.parametrize("name", ["page.css", "page.js", "icon.svg", "font.otf"])
def test_what_the_page_needs_is_served(browser: Browser, name: str) -> None:
    status, headers, content = browser.request("GET", f"/page/asset/{name}")
    assert status == 200
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert content


@pytest.mark.parametrize(
    "path",
    [
        *("/page/asset/../page.j2", "/page/asset/", "/page/part/nothing?as=U0TARO", "/page/part/chat?as=U0NOBODY"),
        *("/page/files/F0NOWHERE", "/page/else", "/page/files/", "/page/news?as=U0NOBODY"),
    ],
)
def test_what_is_not_there_is_not_found(browser: Browser, path: str) -> None:
    assert browser.request("GET", path)[0] == 404


def test_the_name_of_another_site_is_not_answered(browser: Browser) -> None:
    assert browser.request("GET", "/", Host="rebound.example")[0] == 403
    assert browser.request("GET", "/", Host="rebound.example:80")[0] == 403
    assert browser.request("GET", "/", Host="localhost:1")[0] == 200


def test_forms_of_other_sites_do_nothing(browser: Browser) -> None:
    json_kind = {"Content_Type": "application/json"}
    assert browser.request("POST", "/page/act", ACT, Content_Type="text/plain")[0] == 403
    assert browser.request("POST", "/page/act", ACT, Origin="http://rebound.example", **json_kind)[0] == 403
    assert browser.request("POST", "/page/act", ACT, Host="rebound.example", **json_kind)[0] == 403
    own = f"http://{browser.netloc}"
    assert browser.request("POST", "/page/act", ACT, Origin=own, **json_kind)[0] == 200


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"as": "U0NOBODY", "what": "close"}', b'{"as": "U0TARO"}'])
def test_what_no_page_asks_is_refused(browser: Browser, body: bytes) -> None:
    assert browser.request("POST", "/page/act", body, Content_Type="application/json")[0] == 400
    assert browser.request("POST", "/page/clock", body, Content_Type="application/json")[0] == 400


def test_news_come_when_something_is_new(slack: WorkspaceClient, call: Call, channel: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(slack.address).netloc, timeout=10)
    connection.request("GET", f"/page/news?as={TARO}")
    answer = connection.getresponse()
    assert answer.headers["Content-Type"] == "text/event-stream"
    first = json.loads(answer.readline().removeprefix(b"data: "))
    assert answer.readline() == b"\n"
    call("chat.postMessage", channel=channel, text="新しい")
    then = json.loads(answer.readline().removeprefix(b"data: "))
    connection.close()
    assert {name for name in then if then[name] != first[name]} == {"chat", "log"}


def test_the_clock_is_moved_from_the_page(tmp_path: Path) -> None:
    file = tmp_path / "now"
    file.write_text("2028-02-29T12:00:00+09:00", encoding="utf-8")
    with started("--clock", str(file), "--user", f"{TARO}=架空 太郎") as slack:
        browser = Browser(slack)
        assert "2028-02-29 12:00" in browser.page().text
        body = json.dumps({"as": TARO, "to": "morning"}).encode()
        _, _, content = browser.request("POST", "/page/clock", body, Content_Type="application/json")
        assert json.loads(content)["versions"]["clock"] == "2028-03-01 08:30"
    assert file.read_text(encoding="utf-8") == "2028-03-01T08:30:00.000+09:00"


def test_before_anybody_is_there_the_page_says_so() -> None:
    with started() as slack:
        assert "まだだれもいません" in Browser(slack).page().text


def test_without_a_clock_there_is_none_on_the_page(browser: Browser) -> None:
    assert "時計" not in browser.page().text


@pytest.mark.parametrize(
    "body",
    [
        '{"as": "U0TARO", "what": "slash", "text": "\\ud800"}',
        "[" * 100_000,
        '{"as": "U0NOBODY", "to": "morning"}',
        "[]",
    ],
)
def test_what_no_page_sends_changes_nothing(browser: Browser, body: str) -> None:
    before = browser.part("chat").text
    for place in ("act", "clock"):
        status, _, _ = browser.request("POST", f"/page/{place}", body.encode(), Content_Type="application/json")
        assert status == 400
    assert browser.part("chat").text == before
