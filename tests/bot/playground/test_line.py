"""Commands reach the bot signed as Slack signs, and its answers reach the one who typed."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from slack_sdk.signature import SignatureVerifier

from bot.playground.client import WorkspaceClient
from bot.playground.line import sign
from tests.helpers.plain_http import request

SECRET = "made up"


class _Bot(BaseHTTPRequestHandler):
    """Answers a signed command with its own words."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        signed = SignatureVerifier(SECRET).is_valid_request(body, dict(self.headers))
        fields = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        answer = json.dumps({"text": f"{fields['user_id']}: {fields['text']}", "later": fields["response_url"]})
        self.send_response(200 if signed else 401)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class names it so)
        """Quiet."""


@contextmanager
def bot() -> Iterator[str]:
    """A bot on loopback."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Bot)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_command_is_signed_and_its_answer_shown_to_the_one_who_typed(slack: WorkspaceClient) -> None:
    with bot() as address:
        slack.connect(address, SECRET)
        answer = slack.slash("U0TARO", "visit 12 面接")
    assert answer["status"] == 200
    assert slack.ephemerals("U0TARO")[-1]["text"] == "U0TARO: visit 12 面接"


def test_a_wrong_secret_is_not_accepted(slack: WorkspaceClient) -> None:
    with bot() as address:
        slack.connect(address, "another")
        seen = slack.slash("U0TARO", "help")
    assert (seen["status"], seen["body"], seen["error"]) == (401, None, "dispatch_failed")


def test_a_bot_that_is_away_gives_no_answer(slack: WorkspaceClient) -> None:
    slack.connect("http://127.0.0.1:9", SECRET)
    seen = slack.slash("U0TARO", "help")
    assert (seen["status"], seen["body"], seen["error"]) == (0, None, "operation_timeout")


def test_a_stranger_cannot_type(slack: WorkspaceClient) -> None:
    with pytest.raises(ValueError, match="user_not_found"):
        slack.slash("U0NOBODY", "help")


def test_a_later_answer_is_taken_five_times(slack: WorkspaceClient) -> None:
    with bot() as address:
        slack.connect(address, SECRET)
        url = slack.slash("U0TARO", "report")["body"]["later"]
    statuses = [respond(url, {"text": f"あとで {number}"}) for number in range(6)]
    assert statuses == [200] * 5 + [404]
    assert slack.ephemerals("U0TARO")[-1]["text"] == "あとで 4"
    assert respond(url.rsplit("/", 1)[0] + "/nonsense", {"text": "x"}) == 404


def respond(url: str, payload: dict[str, str]) -> int:
    """Answer later; the status."""
    return request(url, json.dumps(payload).encode())[0]


def test_signing_is_slacks() -> None:
    body = b"token=xyz&team_id=T1DC2JH3J"
    headers = sign("8f742231b10e8888abcd99yyyzzz85a5", body, 1531420618)
    assert headers["X-Slack-Request-Timestamp"] == "1531420618"
    verifier = SignatureVerifier("8f742231b10e8888abcd99yyyzzz85a5")
    assert headers["X-Slack-Signature"] == verifier.generate_signature(timestamp="1531420618", body=body)


def test_many_may_type_at_once(slack: WorkspaceClient) -> None:
    people = [f"U0CROWD{number}" for number in range(16)]
    for user in people:
        slack.add_user(user)
    with bot() as address:
        slack.connect(address, SECRET)
        with ThreadPoolExecutor(16) as pool:
            seen = list(pool.map(lambda user: slack.slash(user, "status"), people))
    assert [one["ephemerals"][0]["text"] for one in seen] == [f"{user}: status" for user in people]
