"""What takes long to make and is soon asked for again: kept in this process, not much of it and not for long."""

import threading
from collections.abc import Hashable, Iterable, Mapping
from itertools import islice
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

MOST = 20_000
"""How many values are kept."""

SECONDS = 600.0
"""After how long everything is forgotten."""


class Remembered(Generic[Key, Value]):
    """At most ``most`` values by their keys, the oldest giving way; all go ``seconds`` after the first was kept.

    They go by themselves, also when nobody asks any more. Threads may share it.
    """

    def __init__(self, most: int = MOST, seconds: float = SECONDS) -> None:
        self._most, self._seconds = most, seconds
        self._values: dict[Key, Value] = {}
        self._lock = threading.Lock()
        self._end: threading.Timer | None = None

    def __len__(self) -> int:
        return len(self._values)

    def get_all(self, keys: Iterable[Key], otherwise: Value) -> list[Value]:
        """The values kept under some keys, one each."""
        return [self._values.get(key, otherwise) for key in keys]

    def keep(self, values: Mapping[Key, Value]) -> None:
        """Keep some values."""
        with self._lock:
            self._values |= values
            for key in list(islice(self._values, max(len(self._values) - self._most, 0))):
                del self._values[key]
            if self._values and self._end is None:
                self._end = threading.Timer(self._seconds, self.forget)
                self._end.daemon = True
                self._end.start()

    def forget(self) -> None:
        """Keep nothing any more."""
        with self._lock:
            self._values.clear()
            if self._end is not None:
                self._end.cancel()
                self._end = None
