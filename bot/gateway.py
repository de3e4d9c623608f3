"""The only caller of Slack's Web API. Every failure says what may be done next.

``Temporary``: surely not done, try again. ``Permanent``: surely not done, trying again is useless. ``Uncertain``: it
may have been done; look before doing it again. The SDK's own retries are off, because it repeats a request whose
answer was lost, and that says a thing twice.
"""

import http.client
import json
import logging
import re
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackRequestError
from slack_sdk.web import SlackResponse

EVENT_TYPE = "junkai_outbox"
RATE_LIMITED = "ratelimited"
PAGE = 100
SLACK = "https://slack.com/api/"

Answer = TypeVar("Answer")

silent = logging.getLogger("junkai.slack")
silent.setLevel(logging.CRITICAL)  # the SDK's own lines hold whole modals

_NOT_SENT = (ConnectionRefusedError, socket.gaierror, ssl.SSLCertVerificationError)
# "It's possible some aspect of the operation succeeded before the error was raised", says Slack of these.
_MAYBE_DONE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
# Faults of the installation: an administrator mends them, and what waited is then sent.
_INSTALLATION = frozenset(
    {
        "access_denied",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_allowed_token_type",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "token_expired",
        "token_revoked",
    }
)


class GatewayError(Exception):
    """A request to Slack that did not succeed; ``code`` is Slack's or ours, never a text with data in it."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Temporary(GatewayError):
    """Surely not done; try again, after ``retry_after`` seconds if given.

    ``everyone``: no other message would fare better now.
    """

    def __init__(self, code: str, retry_after: float | None = None, *, everyone: bool = False) -> None:
        super().__init__(code)
        self.retry_after = retry_after
        self.everyone = everyone


class Permanent(GatewayError):
    """Surely not done, and trying again will not help."""


class Uncertain(GatewayError):
    """No answer, or one that leaves open whether it was done."""


class Gateway:
    """Slack as this bot uses it. ``timeout`` in seconds holds for connecting and for each wait for bytes.

    ``base_url`` is any Slack-compatible server. A server on this machine is spoken to directly, whatever proxy
    the environment names. Every method raises ``Temporary``, ``Permanent`` or ``Uncertain``.
    """

    def __init__(self, token: str, base_url: str = SLACK, timeout: int = 8) -> None:
        self.timeout = timeout
        self._opener = opener(direct=is_loopback(base_url))
        self._client = web_client(token, base_url, timeout)

    def who_am_i(self) -> dict[str, str]:
        """The bot's ``user_id``, ``bot_id``, ``team_id``, ``team`` as Slack knows them."""
        answer = _asked(self._client.auth_test)
        return {name: str(answer.get(name, "")) for name in ("user_id", "bot_id", "team_id", "team")}

    def open_dm(self, user: str) -> str:
        """The direct conversation with a user, opened if need be; the same one at every call."""
        answer = _asked(lambda: self._client.conversations_open(users=[user]))
        return str(answer["channel"]["id"])

    def post(self, channel: str, text: str, blocks: Sequence[dict[str, Any]], token: str) -> str:
        """Post a message; its ``ts``. ``token`` is the random UUID by which ``find`` finds it again."""
        metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": token}}
        answer = _asked(
            lambda: self._client.chat_postMessage(
                channel=channel, text=text, blocks=blocks, metadata=metadata, unfurl_links=False, unfurl_media=False
            )
        )
        return str(answer["ts"])

    def find(self, channel: str, token: str, since: str | None) -> str | None:
        """The ``ts`` of the message that carries ``token``, posted after the ``ts`` ``since``; None if none does."""
        cursor: str | None = None
        while True:
            answer = _asked(partial(self._history, channel, since, cursor))
            for message in answer["messages"]:
                metadata = message.get("metadata") or {}
                if (metadata.get("event_payload") or {}).get("key") == token:
                    return str(message["ts"])
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    def _history(self, channel: str, since: str | None, cursor: str | None) -> SlackResponse:
        return self._client.conversations_history(
            channel=channel, oldest=since, cursor=cursor, limit=PAGE, include_all_metadata=True
        )

    def open_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Show a modal to the one whose act gave the ``trigger``: valid for three seconds, and once."""
        _asked(lambda: self._client.views_open(trigger_id=trigger, view=view))

    def push_view(self, trigger: str, view: dict[str, Any]) -> None:
        """Lay a modal over the one in which somebody acted."""
        _asked(lambda: self._client.views_push(trigger_id=trigger, view=view))

    def update_view(self, view_id: str, view: dict[str, Any], unchanged_since: str | None) -> None:
        """Put a modal in the place of another, unless that changed since it had this hash."""
        _asked(lambda: self._client.views_update(view_id=view_id, view=view, hash=unchanged_since))

    def publish_home(self, user: str, view: dict[str, Any], unchanged_since: str | None) -> None:
        """Show somebody's Home, unless it changed since it had this hash."""
        _asked(lambda: self._client.views_publish(user_id=user, view=view, hash=unchanged_since))

    def respond(self, url: str, message: dict[str, Any]) -> None:
        """Answer at the address that came with a command or a pressed button: five times, within half an hour."""
        headers = {"Content-Type": "application/json; charset=utf-8"}
        body = json.dumps(message, ensure_ascii=False).encode()
        request = urllib.request.Request(url, body, headers, method="POST")  # noqa: S310 (Slack names the address)
        _guarded(lambda: self._opener.open(request, timeout=self.timeout).read())

    def start_upload(self, name: str, size: int, alt_text: str) -> tuple[str, str]:
        """Announce a file of ``size`` bytes: its id and the address for its bytes. Nobody sees it yet."""
        answer = _asked(
            lambda: self._client.files_getUploadURLExternal(filename=name, length=size, alt_txt=alt_text or None)
        )
        return str(answer["file_id"]), str(answer["upload_url"])

    def send_bytes(self, url: str, content: bytes) -> None:
        """Bring a file's bytes to the address that ``start_upload`` gave."""
        headers = {"Content-Type": "application/octet-stream"}
        request = urllib.request.Request(url, content, headers, method="POST")  # noqa: S310 (Slack names the address)
        _guarded(lambda: self._opener.open(request, timeout=self.timeout).read())

    def complete_upload(self, files: Iterable[tuple[str, str]], channel: str) -> None:
        """Show uploaded files, as ``(file_id, title)`` in order, in a conversation; done later, see ``file_shared``."""
        listed: list[dict[str, str | None]] = [{"id": file_id, "title": title} for file_id, title in files]
        _asked(lambda: self._client.files_completeUploadExternal(files=listed, channel_id=channel))

    def file_shared(self, file_id: str, channel: str) -> bool:
        """Whether a file stands in a conversation by now."""
        shares = _asked(lambda: self._client.files_info(file=file_id))["file"].get("shares") or {}
        return any(places.get(channel) for places in shares.values())


def web_client(token: str, base_url: str, timeout: int) -> WebClient:
    """The SDK's client for any Slack-compatible server, without retries of its own."""
    kind = _DirectClient if is_loopback(base_url) else WebClient
    return kind(token=token, base_url=base_url.rstrip("/") + "/", timeout=timeout, retry_handlers=[], logger=silent)


class _DirectClient(WebClient):
    """The SDK's client for a server on this machine: the SDK itself would go through the environment's proxy."""

    def _perform_urllib_http_request_internal(self, url: str, req: urllib.request.Request) -> dict[str, Any]:  # noqa: ARG002 (the SDK's signature)
        with opener(direct=True).open(req, timeout=self.timeout) as answer:
            return {"status": answer.status, "headers": answer.headers, "body": answer.read().decode()}


def opener(*, direct: bool) -> urllib.request.OpenerDirector:
    """What opens addresses: past any proxy when ``direct``, else as the environment says."""
    return urllib.request.build_opener(*([urllib.request.ProxyHandler({})] if direct else []))


def is_loopback(url: str) -> bool:
    """Whether an address names this very machine."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _asked(call: Callable[[], SlackResponse]) -> dict[str, Any]:
    """The answer of an API method as a dict."""
    answer = _guarded(call).data
    if not isinstance(answer, dict):
        raise Uncertain("bad_answer")
    return answer


def _guarded(call: Callable[[], Answer]) -> Answer:
    """Make a request, every failure turned into one of the three kinds, without its texts and addresses."""
    try:
        return call()
    except SlackApiError as error:
        raise _refused(error.response) from None
    except SlackRequestError:
        raise Permanent("bad_request") from None
    except urllib.error.HTTPError as error:
        raise _http_error(error.code, error.headers.get("Retry-After")) from None
    except urllib.error.URLError as error:
        reason = error.reason
        failure = Temporary("unreachable", everyone=True) if isinstance(reason, _NOT_SENT) else Uncertain("cut_off")
        raise failure from None
    except (OSError, http.client.HTTPException, ValueError):
        raise Uncertain("no_answer") from None


def _refused(response: SlackResponse) -> GatewayError:
    """What a negative answer of Slack means."""
    if response.status_code != 200:
        return _http_error(response.status_code, response.headers.get("Retry-After"))
    told = response.data.get("error") if isinstance(response.data, dict) else None
    code = told if isinstance(told, str) and re.fullmatch(r"[a-z_]{1,60}", told) else "bad_answer"
    if code in _MAYBE_DONE or code == "bad_answer":
        return Uncertain(code)
    if code in {RATE_LIMITED, "rate_limited"}:
        return _http_error(429, response.headers.get("Retry-After"))
    if code in _INSTALLATION:
        return Temporary(code, 60, everyone=True)
    return Permanent(code)


def _http_error(status: int, retry_after: str | None) -> GatewayError:
    """What an HTTP status other than 200 means; Retry-After is in seconds."""
    if status == 429:
        wait = float(retry_after) if retry_after and retry_after.isascii() and retry_after.isdigit() else 1.0
        return Temporary(RATE_LIMITED, wait, everyone=True)
    return Uncertain(f"http_{status}") if status >= 500 or status == 408 else Permanent(f"http_{status}")
