"""Misbehaviour on request: what Slack and the network do on a bad day."""

import threading
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

KINDS = frozenset({"ratelimited", "status", "error", "wait", "reset", "drop", "duplicate"})
ASKED_FOR = frozenset({"drop", "duplicate"})
"""These happen at places of their own, not to the answer of a request."""


@dataclass
class Fault:
    """``kind`` happens to the next ``times`` requests for ``method``, or only to those about the ``channel``.

    ``method`` is one of the Web API, ``upload`` (the bytes of a file), ``response`` (a response URL), or ``*``: any.
    ratelimited: 429 with ``seconds`` as Retry-After. status: that HTTP status. error: that ``code`` in a regular
    answer. wait: answered ``seconds`` late. reset: the connection ends without an answer. drop: completed files never
    appear. ``after``: the request is carried out first, and only the answer suffers. ``channel`` is a conversation
    or the person it is with.

    duplicate, with ``slash_commands``, ``interactive`` or ``events_api`` as method: the bot gets the same request
    once more, as soon as it has answered.
    """

    method: str
    kind: str
    times: int = 1
    seconds: float = 0
    status: int = 500
    code: str = "internal_error"
    after: bool = False
    channel: str = ""


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

    def take(self, method: str, kind: str = "", about: Collection[str] = ()) -> Fault | None:
        """The fault that happens to this request, if any; ``about`` are the names of its conversation."""
        with self._lock:
            for fault in self._coming:
                fits = fault.kind == kind if kind else fault.kind not in ASKED_FOR
                meant = fault.method in {method, "*"} and fault.channel in {"", *about}
                if fault.times > 0 and fits and meant:
                    fault.times -= 1
                    return fault
        return None
