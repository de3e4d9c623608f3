"""Misbehaviour on request: what Slack and the network do on a bad day."""

import threading
from dataclasses import dataclass
from typing import Any

KINDS = frozenset({"ratelimited", "status", "error", "wait", "reset", "drop"})


@dataclass
class Fault:
    """``kind`` happens to the next ``times`` requests for ``method`` (``*``: any; ``upload``: the bytes of a file).

    ratelimited: 429 with ``seconds`` as Retry-After. status: that HTTP status. error: that ``code`` in a regular
    answer. wait: answered ``seconds`` late. reset: the connection ends without an answer. drop: completed files never
    appear. ``after``: the request is carried out first, and only the answer suffers.
    """

    method: str
    kind: str
    times: int = 1
    seconds: float = 0
    status: int = 500
    code: str = "internal_error"
    after: bool = False


class Faults:
    """The faults still to happen."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._coming: list[Fault] = []

    def add(self, wanted: dict[str, Any]) -> None:
        """Ask for a fault; ValueError or TypeError when it is not one."""
        fault = Fault(**wanted)
        if fault.kind not in KINDS:
            raise ValueError(fault.kind)
        with self._lock:
            self._coming.append(fault)

    def clear(self) -> None:
        """From now on all goes well."""
        with self._lock:
            self._coming.clear()

    def take(self, method: str, kind: str | None = None) -> Fault | None:
        """The fault that happens to this request, if any; ``drop`` only when asked for by its kind."""
        with self._lock:
            for fault in self._coming:
                fits = fault.kind == kind if kind else fault.kind != "drop"
                if fault.times > 0 and fits and fault.method in {method, "*"}:
                    fault.times -= 1
                    return fault
        return None
