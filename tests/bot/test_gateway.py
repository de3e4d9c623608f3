"""What every kind of failure at Slack's side means to the bot; over real HTTP, to a process of its own."""

import logging
from collections.abc import Iterator

import pytest

from bot.gateway import Gateway, GatewayError, Permanent, Temporary, Uncertain, is_loopback
from bot.playground.client import WorkspaceClient, started

TOKEN = "xoxb-playground"
POST = "chat.postMessage"


@pytest.fixture(scope="module")
def shared() -> Iterator[WorkspaceClient]:
    with started("--share-delay", "0", "--user", "U0GATEWAY=架空 太郎") as workspace:
        yield workspace


@pytest.fixture
def slack(shared: WorkspaceClient) -> WorkspaceClient:
    shared.no_faults()
    return shared


@pytest.fixture
def way(slack: WorkspaceClient) -> Gateway:
    return Gateway(TOKEN, slack.api_url, timeout=1)


@pytest.fixture
def channel(way: Gateway) -> str:
    return way.open_dm("U0GATEWAY")


def failure(way: Gateway, channel: str) -> GatewayError:
    """What posting raises."""
    with pytest.raises(GatewayError) as caught:
        way.post(channel, "知らせ", [], "made up")
    return caught.value


def test_it_knows_itself(way: Gateway) -> None:
    assert way.who_am_i()["user_id"] == "U0JUNKAI00"


def test_a_conversation_is_the_same_at_every_opening(way: Gateway, channel: str) -> None:
    assert way.open_dm("U0GATEWAY") == channel
    with pytest.raises(Permanent, match="user_not_found"):
        way.open_dm("U0NOBODY")


def test_a_message_is_found_by_its_token_after_what_is_known(way: Gateway, channel: str) -> None:
    stamps = [way.post(channel, f"{number}", [], f"token {number}") for number in range(103)]
    assert [way.find(channel, f"token {number}", None) for number in (0, 2, 102)] == [stamps[0], stamps[2], stamps[102]]
    assert way.find(channel, "token 2", stamps[1]) == stamps[2]
    assert way.find(channel, "token 2", stamps[2]) is None
    assert way.find(channel, "no token", None) is None


def test_a_file_is_announced_filled_and_shown(slack: WorkspaceClient, way: Gateway, channel: str) -> None:
    content = bytes(range(256)) * 500
    file_id, url = way.start_upload("結果表.png", len(content), "面接 3件")
    assert not way.file_shared(file_id, channel)
    way.send_bytes(url, content)
    way.complete_upload([(file_id, "結果表")], channel)
    assert way.file_shared(file_id, channel)
    assert not way.file_shared(file_id, "D0ELSEWHERE")
    assert slack.content(file_id) == content


def test_half_a_file_is_no_file(way: Gateway, channel: str) -> None:
    file_id, url = way.start_upload("結果表.png", 10, "")
    with pytest.raises(Permanent):
        way.send_bytes(url, b"half")
    with pytest.raises(Permanent, match="file_not_found"):
        way.complete_upload([(file_id, "結果表")], channel)


def test_links_are_not_unfolded_and_nothing_but_the_token_goes_along(
    slack: WorkspaceClient, way: Gateway, channel: str
) -> None:
    ts = way.post(channel, "知らせ", [], "only this")
    message = next(message for message in slack.messages("U0GATEWAY") if message["ts"] == ts)
    assert message["metadata"] == {"event_type": "junkai_outbox", "event_payload": {"key": "only this"}}


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [
        ({"kind": "ratelimited", "seconds": 7}, Temporary, "ratelimited"),
        ({"kind": "error", "code": "invalid_auth"}, Temporary, "invalid_auth"),
        ({"kind": "error", "code": "missing_scope"}, Temporary, "missing_scope"),
        ({"kind": "error", "code": "is_archived"}, Permanent, "is_archived"),
        ({"kind": "error", "code": "msg_too_long"}, Permanent, "msg_too_long"),
        ({"kind": "status", "status": 404}, Permanent, "http_404"),
        ({"kind": "status", "status": 500}, Uncertain, "http_500"),
        ({"kind": "status", "status": 503}, Uncertain, "http_503"),
        ({"kind": "error", "code": "internal_error"}, Uncertain, "internal_error"),
        ({"kind": "error", "code": "fatal_error"}, Uncertain, "fatal_error"),
        ({"kind": "error", "code": "架空 太郎"}, Uncertain, "bad_answer"),
        ({"kind": "reset"}, Uncertain, "no_answer"),
        ({"kind": "reset", "after": True}, Uncertain, "no_answer"),
        ({"kind": "wait", "seconds": 1.5}, Uncertain, "no_answer"),
    ],
)
def test_every_failure_says_what_may_be_done_next(
    slack: WorkspaceClient, way: Gateway, channel: str, fault: dict[str, object], kind: type[GatewayError], code: str
) -> None:
    slack.fault(POST, **fault)  # type: ignore[arg-type]
    caught = failure(way, channel)
    assert (type(caught), caught.code) == (kind, code)


def test_retry_after_is_handed_on(slack: WorkspaceClient, way: Gateway, channel: str) -> None:
    slack.fault(POST, "ratelimited", seconds=7)
    caught = failure(way, channel)
    assert isinstance(caught, Temporary)
    assert (caught.retry_after, caught.everyone) == (7, True)


def test_nothing_is_tried_again_by_itself(slack: WorkspaceClient, way: Gateway, channel: str) -> None:
    before = slack.calls()[POST]
    slack.fault(POST, "reset")
    failure(way, channel)
    assert slack.calls()[POST] - before == 1


def test_what_was_never_sent_is_no_doubt() -> None:
    caught = failure(Gateway(TOKEN, "http://127.0.0.1:9/api/", timeout=1), "D0")
    assert (type(caught), caught.code) == (Temporary, "unreachable")


def test_a_wrong_token_is_mended_by_the_administrator_and_loses_nothing(slack: WorkspaceClient) -> None:
    caught = failure(Gateway("xoxb-wrong", slack.api_url, timeout=1), "D0")
    assert (type(caught), caught.code) == (Temporary, "invalid_auth")


def test_a_proxy_of_the_environment_does_not_stand_between_here_and_here(
    slack: WorkspaceClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    way = Gateway(TOKEN, slack.api_url, timeout=1)
    channel = way.open_dm("U0GATEWAY")
    file_id, url = way.start_upload("a.png", 1, "")
    way.send_bytes(url, b"x")
    assert way.post(channel, "知らせ", [], "direct")
    assert not way.file_shared(file_id, channel)


def test_nothing_that_was_said_is_logged(
    slack: WorkspaceClient, way: Gateway, channel: str, caplog: pytest.LogCaptureFixture
) -> None:
    slack.fault(POST, "reset")
    slack.fault(POST, "status")
    with caplog.at_level(logging.INFO):
        for _ in range(2):
            with pytest.raises(GatewayError) as caught:
                way.post(channel, "架空 太郎", [], "secret token")
            assert "架空" not in repr(caught.value)
        way.post(channel, "架空 太郎", [], "secret token")
    assert "架空" not in caplog.text
    assert "secret token" not in caplog.text


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:80/api/", True),
        ("http://localhost/api/", True),
        ("http://[::1]:80/", True),
        ("https://slack.com/api/", False),
        ("http://10.0.0.1/", False),
        ("nonsense", False),
    ],
)
def test_what_is_this_machine(url: str, *, here: bool) -> None:
    assert is_loopback(url) is here
