"""The tables of what can be pressed, submitted and searched in messages, modals and the Home, and of what is opened."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time
from enum import IntFlag
from typing import Any, TypeVar

from bot.errors import Refusal
from bot.replies import Answer, Choice, Home, Reply, View
from bot.work import Work
from models.base import row_id

YEARS = range(1900, 2101)
"""A day is picked out of these: Python reckons with no day before the year 1 or after 9999, and nobody means those."""

Flags = TypeVar("Flags", bound=IntFlag)


@dataclass(frozen=True, slots=True)
class Filled:
    """What stands in the inputs of a modal, by the names that the template gave them. Nothing of it is trusted.

    A value of a kind that the input cannot have sent is as good as none.
    """

    values: Mapping[str, Any] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """A text, without space at its ends; empty for none."""
        return str(self._one(name, "value", str) or "").strip()

    def choice(self, name: str) -> str | None:
        """The value of the option chosen."""
        option = self._one(name, "selected_option", dict) or {}
        value = option.get("value")
        return value if isinstance(value, str) else None

    def choices(self, name: str) -> list[str]:
        """The values of all options ticked."""
        options = self._one(name, "selected_options", list) or []
        return [str(option.get("value")) for option in options if isinstance(option, dict)]

    def flags(self, name: str, kind: type[Flags]) -> Flags:
        """All options ticked together, as flags; what is none of them is passed over."""
        ticked = self.choices(name)
        return kind(sum(one for one in kind if str(one.value) in ticked))

    def person(self, name: str) -> str | None:
        """The Slack user chosen."""
        chosen = self._one(name, "selected_user", str)
        return chosen or None

    def day(self, name: str) -> date | None:
        """A day picked. Refuses what is no day, and one that nobody means."""
        picked = self._one(name, "selected_date", str)
        try:
            day = date.fromisoformat(picked) if picked else None
        except ValueError:
            day = date.min
        if day is not None and day.year not in YEARS:
            raise Refusal("words.date", number=None, beat=None).at(name)
        return day

    def clock(self, name: str) -> time | None:
        """A time of day picked. Refuses what is none."""
        picked = self._one(name, "selected_time", str)
        try:
            return time.fromisoformat(picked).replace(second=0, microsecond=0, tzinfo=None) if picked else None
        except ValueError:
            raise Refusal("words.time", number=None, beat=None).at(name) from None

    def number(self, name: str) -> int:
        """A whole number of at most six digits, 0 for none. Refuses anything else."""
        typed = self.text(name)
        if len(typed) > 6 or not (typed.isascii() and (typed or "0").isdigit()):
            raise Refusal("words.whole_number").at(name)
        return int(typed or 0)

    def _one(self, name: str, key: str, kind: type) -> Any:
        value = self.values.get(name)
        found = value.get(key) if isinstance(value, dict) else None
        return found if isinstance(found, kind) else None


@dataclass(frozen=True, slots=True)
class Pressed:
    """An act in a message or modal: the ``value`` of the button, option or day; the inputs; the modal's state."""

    value: str
    filled: Filled = Filled()
    state: Mapping[str, Any] = field(default_factory=dict)
    in_view: bool = False

    def id(self) -> int:
        """The value as the number of a row. Refuses what is none."""
        return row_number(self.value)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A modal sent off: its inputs and its state."""

    filled: Filled
    state: Mapping[str, Any]

    def id(self, name: str) -> int:
        """A number of a row from the state. Refuses what is none."""
        return row_number(str(self.state.get(name, "")))


def row_number(text: str) -> int:
    """A text as the number of a row. Refuses what was never sent out so."""
    row = row_id(text)
    if row is None:
        raise Refusal("app.stale")
    return row


ActionHandler = Callable[[Work, Pressed], Answer | Home]
SubmissionHandler = Callable[[Work, Submitted], View | None]
SourceHandler = Callable[[Work, str, Mapping[str, Any]], list[Choice]]
EventHandler = Callable[[Work], Home]
HomeHandler = Callable[[Work, int], Reply]

Handler = TypeVar("Handler", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Interaction:
    """``reads``: stores nothing and gets a reading work."""

    name: str
    handler: Callable[..., Any]
    reads: bool


class TakenError(Exception):
    """Two handlers want the same name."""


class Table:
    """Handlers by the name that the client sends back (action_id, callback_id)."""

    def __init__(self) -> None:
        self.rows: dict[str, Interaction] = {}

    def register(self, name: str, *, reads: bool) -> Callable[[Handler], Handler]:
        """Add a handler. Raises TakenError for a taken name."""

        def keep(handler: Handler) -> Handler:
            if name in self.rows:
                raise TakenError(name)
            self.rows[name] = Interaction(name, handler, reads)
            return handler

        return keep


ACTIONS, SUBMISSIONS, SOURCES, EVENTS, HOMES = Table(), Table(), Table(), Table(), Table()


def action(name: str, *, reads: bool = False) -> Callable[[ActionHandler], ActionHandler]:
    """A button or select of this ``action_id``. Of several in one block, the part after ``:`` tells them apart."""
    return ACTIONS.register(name, reads=reads)


def submission(name: str) -> Callable[[SubmissionHandler], SubmissionHandler]:
    """A modal sent off under this ``callback_id``. None closes it; a Refusal stands beside the input it is ``at``."""
    return SUBMISSIONS.register(name, reads=False)


def source(name: str) -> Callable[[SourceHandler], SourceHandler]:
    """What a picker of this ``action_id`` offers for what was typed; the modal's state tells for which modal."""
    return SOURCES.register(name, reads=True)


def event(name: str) -> Callable[[EventHandler], EventHandler]:
    """What Slack tells by itself: quick, for it is done before the acknowledgement."""
    return EVENTS.register(name, reads=False)


def home(name: str) -> Callable[[HomeHandler], HomeHandler]:
    """What stands on a page of somebody's Home."""
    return HOMES.register(name, reads=True)
