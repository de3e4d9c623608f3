"""A browser without a screen: fetches the page's parts and posts what its script would."""

import http.client
import json
from typing import Any
from urllib.parse import quote, urlsplit

from bot.playground.client import WorkspaceClient
from tests.bot.playground.page.reader import Reader
from tests.bot.playground.visiting import TARO

Answer = tuple[int, http.client.HTTPMessage, bytes]


class Browser:
    """Somebody's browser."""

    def __init__(self, slack: WorkspaceClient, user: str = TARO, channel: str = "") -> None:
        self.user = user
        self.channel = channel
        self.netloc = urlsplit(slack.address).netloc

    def request(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """Any request; ``Content_Type`` means Content-Type."""
        connection = http.client.HTTPConnection(self.netloc, timeout=10)
        try:
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def page(self, tab: str = "messages") -> Reader:
        return Reader(self._got(f"/?as={quote(self.user)}&in={self.channel}&tab={tab}"))

    def part(self, name: str) -> Reader:
        return Reader(self._got(f"/page/part/{name}?as={quote(self.user)}&in={self.channel}"))

    def act(self, what: str, **how: Any) -> Any:
        """What came of an act; AssertionError when it is none."""
        body = json.dumps({"as": self.user, "in": self.channel, "what": what, **how}).encode()
        status, _, content = self.request("POST", "/page/act", body, Content_Type="application/json")
        assert status == 200, status
        return json.loads(content)

    def submit(self, **values: Any) -> Any:
        """Submit the modal as it is drawn, with other values in the named blocks."""
        return self.act("submit", **self.filled(**values))

    def filled(self, **values: Any) -> dict[str, Any]:
        view = self.part("view")
        form = view.all("form")[0]
        elements = [one for one in view.all("div") if one.get("data-block") in values and "data-kind" in one]
        sent = [
            {"block_id": one["data-block"], "action_id": one["data-action"], "choice": values[one["data-block"]]}
            for one in elements
        ]
        return {"view": form["data-view"], "hash": form["data-hash"], "values": sent}

    def _got(self, path: str) -> str:
        status, _, content = self.request("GET", path)
        assert status == 200, (status, path)
        return content.decode()
