"""What a handler answers: a message, a modal, the Home, or what a picker offers. Names of words and data, no words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to the one who asked: the name of its words (``file.block``) and their data.

    ``replaces``: stands in place of the message whose button was pressed.
    """

    words: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    replaces: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A modal. ``words`` names its blocks; ``<words>_title`` and, with something to submit, ``<words>_submit``.

    ``submission`` is the name under which it is submitted (None: there is nothing to submit). ``state`` comes back
    with every act in it; it passes through the client, so it holds numbers and codes only, and is not to be trusted.
    ``pushed``: laid over the modal in which one acted, instead of taking its place. ``again`` names an action and
    its value by which the modal can be opened anew, should Slack have found the wish too old.
    """

    words: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    submission: str | None = None
    state: Mapping[str, Any] = field(default_factory=dict)
    pushed: bool = False
    again: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """One line that a picker offers: an opaque value, and the data from which ``words`` makes its text."""

    value: str
    words: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Home:
    """The App Home of the one who acted, at a page: shown anew.

    Put together beside the request by the handler of ``bot.interactions.home``, for it takes its time.
    """

    page: int = 1


Answer = Reply | View
"""What a command answers."""
