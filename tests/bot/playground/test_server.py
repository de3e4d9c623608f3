"""The Web API over HTTP: who may call it, in which forms, and what it refuses."""

import http.client
import json
from urllib.parse import urlencode

import pytest

from bot.playground.client import WorkspaceClient, started
from bot.playground.workspace import SCOPES
from tests.bot.playground.conftest import TOKEN, Call
from tests.helpers.plain_http import request


def test_only_the_bots_token_opens(call: Call) -> None:
    assert call("auth.test")["ok"]
    assert call("auth.test", token=None) == {"ok": False, "error": "not_authed"}
    assert call("auth.test", token="xoxb-other") == {"ok": False, "error": "invalid_auth"}


def test_what_is_not_there_is_said_to_be_unknown(call: Call) -> None:
    assert call("chat.nonsense") == {"ok": False, "error": "unknown_method"}


def test_faulty_arguments_are_refused(call: Call) -> None:
    assert call("conversations.history", channel="D0NOWHERE")["error"] == "channel_not_found"
    assert call("conversations.history")["error"] == "channel_not_found"
    assert call("conversations.open", users="U0NOBODY")["error"] == "user_not_found"
    assert call("conversations.open")["error"] == "users_list_not_supplied"
    assert call("users.info", user="U0NOBODY")["error"] == "user_not_found"
    assert call("files.info", file="F0NOWHERE")["error"] == "file_not_found"


def test_arguments_come_as_json_form_multipart_or_query(slack: WorkspaceClient, call: Call) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    form = urlencode({"user": "U0TARO"}).encode()
    multipart = b'--x\r\nContent-Disposition: form-data; name="user"\r\n\r\nU0TARO\r\n--x--\r\n'
    url = slack.api_url + "users.info"
    answers = [
        call("users.info", user="U0TARO"),
        json.loads(request(url + "?user=U0TARO", headers=headers)[2]),
        json.loads(request(url, form, headers | {"Content-Type": "application/x-www-form-urlencoded"})[2]),
        json.loads(request(url, multipart, headers | {"Content-Type": "multipart/form-data; boundary=x"})[2]),
    ]
    assert [answer["user"]["real_name"] for answer in answers] == ["架空 太郎"] * 4


def test_unreadable_arguments_are_no_accident(slack: WorkspaceClient) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/json"}
    for body in (b"{", b"[1]"):
        answer = request(slack.api_url + "auth.test", body, headers)[2]
        assert json.loads(answer) == {"ok": False, "error": "invalid_arguments"}


def test_too_many_requests_say_when_to_come_back(slack: WorkspaceClient) -> None:
    slack.fault("auth.test", "ratelimited", seconds=9)
    status, headers, answer = request(slack.api_url + "auth.test", b"", {"Authorization": f"Bearer {TOKEN}"})
    assert (status, headers["Retry-After"], json.loads(answer)["error"]) == (429, "9", "ratelimited")


def test_a_reset_after_acceptance_has_an_effect_and_no_answer(slack: WorkspaceClient, call: Call, channel: str) -> None:
    slack.fault("chat.postMessage", "reset", after=True)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        call("chat.postMessage", channel=channel, text="届いた")
    slack.fault("chat.postMessage", "reset")
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        call("chat.postMessage", channel=channel, text="届かない")
    texts = [message["text"] for message in slack.messages("U0TARO")]
    assert "届いた" in texts
    assert "届かない" not in texts


def test_faults_can_be_taken_back_and_must_be_ones(slack: WorkspaceClient, call: Call) -> None:
    slack.fault("auth.test", "status", times=5)
    slack.no_faults()
    assert call("auth.test")["ok"]
    with pytest.raises(ValueError, match="invalid_arguments"):
        slack.fault("auth.test", "earthquake")


def test_the_back_door_knows_what_it_does_not_know(slack: WorkspaceClient) -> None:
    assert request(slack.address + "/_/nonsense")[0] == 404
    assert request(slack.address + "/_/nonsense", b"{}")[0] == 404
    assert request(slack.address + "/elsewhere")[0] == 404
    with pytest.raises(ValueError, match="file_not_found"):
        slack.content("F0NOWHERE")


def test_a_missing_scope_is_named(slack: WorkspaceClient, call: Call, channel: str) -> None:
    slack.grant("chat:write", "im:write")
    try:
        assert call("chat.postMessage", channel=channel, text="書ける")["ok"]
        refused = call("conversations.history", channel=channel)
        assert refused == {
            "ok": False,
            "error": "missing_scope",
            "needed": "im:history",
            "provided": "chat:write,im:write",
        }
        assert call("auth.test")["ok"]
    finally:
        slack.grant(*SCOPES)


def test_the_apps_own_token_is_not_the_bots(call: Call) -> None:
    assert call("auth.test", token="xapp-playground")["error"] == "not_allowed_token_type"
    assert call("api.test", token=None, words="x") == {"ok": True, "args": {"words": "x"}}
    assert call("api.test", error="made_up")["error"] == "made_up"


def test_everybody_is_listed_in_pages(slack: WorkspaceClient, call: Call) -> None:
    for user in ("U0A", "U0B", "U0C"):
        slack.add_user(user)
    whole = [member["id"] for member in call("users.list")["members"]]
    first = call("users.list", limit=2)
    rest = call("users.list", cursor=first["response_metadata"]["next_cursor"])
    assert [member["id"] for member in first["members"] + rest["members"]] == whole
    assert rest["response_metadata"]["next_cursor"] == ""
    assert call("users.list", cursor="nonsense")["error"] == "invalid_cursor"


def test_a_fault_may_be_meant_for_one_conversation(slack: WorkspaceClient, call: Call, channel: str) -> None:
    slack.add_user("U0SPARED")
    slack.fault("chat.postMessage", "ratelimited", seconds=3, channel="U0TARO")
    assert call("chat.postMessage", channel="U0SPARED", text="x")["ok"]
    assert call("chat.postMessage", channel=channel, text="x")["error"] == "ratelimited"
    assert call("chat.postMessage", channel=channel, text="x")["ok"]


def test_what_was_said_between_bot_and_workspace_can_be_read(slack: WorkspaceClient, call: Call, channel: str) -> None:
    number = max(page["number"] for page in slack.log())
    call("chat.postMessage", channel=channel, text="記録")
    slack.fault("chat.postMessage", "status", status=503)
    call("chat.postMessage", channel=channel, text="届かない")
    said, lost = slack.log(after=number)
    assert (said["direction"], said["what"], said["status"]) == ("from_bot", "chat.postMessage", 200)
    assert (said["sent"]["text"], said["answer"]["ok"]) == ("記録", True)
    assert (lost["status"], lost["answer"], lost["fault"]) == (0, None, "status")
    assert "xoxb" not in json.dumps(slack.log())


def test_the_workspace_forgets_old_exchanges_and_stops_cleanly() -> None:
    with started("--log", "2") as small:
        for _ in range(3):
            request(small.api_url + "api.test")
        assert [page["number"] for page in small.log()] == [2, 3]
    with pytest.raises(OSError, match="refused"):
        small.log()


def test_structures_may_come_as_json_text(slack: WorkspaceClient, call: Call, channel: str) -> None:
    blocks = [{"type": "section", "text": {"type": "plain_text", "text": "本文"}}]
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode({"channel": channel, "text": "x", "blocks": json.dumps(blocks)}).encode()
    posted = json.loads(request(slack.api_url + "chat.postMessage", form, headers)[2])
    assert posted["message"]["blocks"][0]["text"] == blocks[0]["text"]
    view = json.dumps({"type": "home", "blocks": blocks})
    assert call("views.publish", user_id="U0TARO", view=view)["ok"]
    in_form = urlencode({"token": TOKEN, "user": "U0TARO"}).encode()
    assert json.loads(request(slack.api_url + "users.info", in_form)[2])["ok"]
    assert "xoxb" not in json.dumps(slack.log())
