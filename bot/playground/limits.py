"""Slack's limits of requests: so many a minute for each method, and one message a second into one conversation."""

import math
import threading
import time
from collections import defaultdict, deque

LIMITS = {
    "chat.postMessage": 300,
    "conversations.open": 50,
    "conversations.history": 50,
    "files.getUploadURLExternal": 100,
    "files.completeUploadExternal": 100,
    "files.info": 100,
}
"""Requests a minute, of all that speak for one app: Slack's tiers 3 and 4, and "several hundred" messages."""

POST, SECOND, MINUTE = "chat.postMessage", 1.0, 60.0
JITTER = 0.05
"""Seconds by which a request may come too soon: it was on its way for longer or shorter than the one before."""


class Limits:
    """Counts requests. ``speed``: a minute passes so many times as fast; 0: nothing is limited."""

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self._lock = threading.Lock()
        self._taken: defaultdict[str, deque[float]] = defaultdict(deque)
        self._last: dict[str, float] = {}
        self.refused: dict[str, int] = {}

    def take(self, method: str, channel: str = "") -> int:
        """Count a request, or refuse it: then for how many seconds (real ones), else 0."""
        if not self._speed or method not in LIMITS:
            return 0
        now = time.monotonic() * self._speed
        with self._lock:
            wait = max(self._of_method(method, now), self._of_channel(method, channel, now))
            if wait > JITTER * self._speed:
                self.refused[method] = self.refused.get(method, 0) + 1
                return math.ceil(wait / self._speed)
            self._taken[method].append(now)
            self._last[channel] = now if method == POST else self._last.get(channel, -SECOND)
            return 0

    def _of_method(self, method: str, now: float) -> float:
        taken = self._taken[method]
        while taken and now - taken[0] >= MINUTE:
            taken.popleft()
        return MINUTE - (now - taken[0]) if len(taken) >= LIMITS[method] else 0

    def _of_channel(self, method: str, channel: str, now: float) -> float:
        return self._last.get(channel, -SECOND) + SECOND - now if method == POST else 0
