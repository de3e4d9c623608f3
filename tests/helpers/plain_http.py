"""Plain HTTP on this machine, past any proxy."""

import http.client
from urllib.parse import urlsplit


def request(
    url: str, body: bytes | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """Get an address, or post a body to it: status, headers, body. OSError when there is no answer."""
    target = urlsplit(url)
    connection = http.client.HTTPConnection(target.netloc, timeout=20)
    try:
        path = target.path + (f"?{target.query}" if target.query else "")
        connection.request("GET" if body is None else "POST", path, body, headers or {})
        answer = connection.getresponse()
        return answer.status, dict(answer.headers), answer.read()
    finally:
        connection.close()
