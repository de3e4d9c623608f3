"""The last requests and answers between bot and workspace, for developers. No times: their order says enough."""

import itertools
import json
import threading
from collections import deque
from typing import Any


class Journal:
    """The newest ``length`` exchanges; each kept as it was at that moment."""

    def __init__(self, length: int = 300) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._pages: deque[tuple[int, str]] = deque(maxlen=length)

    def note(self, direction: str, what: str, sent: Any, status: int, answer: Any, fault: str = "") -> None:
        """Keep an exchange.

        ``direction`` is ``to_bot`` or ``from_bot``; ``what`` the API's method or the kind of request; ``status`` 0
        means that no answer came; ``fault`` is the misbehaviour that was asked for, if one happened.
        """
        page = {"direction": direction, "what": what, "sent": sent, "status": status, "answer": answer, "fault": fault}
        text = json.dumps(page, default=lambda content: f"{len(content)} bytes")
        with self._lock:
            self._pages.append((next(self._numbers), text))

    def newest(self) -> int:
        """The number of the last exchange; 0 before there is any."""
        with self._lock:
            return self._pages[-1][0] if self._pages else 0

    def read(self, after: int = 0) -> list[dict[str, Any]]:
        """The exchanges after the one of that ``number``, oldest first."""
        with self._lock:
            pages = list(self._pages)
        return [{"number": number, **json.loads(text)} for number, text in pages if number > after]
