"""Slack's payloads, read: whatever is missing or of the wrong kind is as good as not there."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Payload = Mapping[str, Any]

DEEPEST = 8
"""What we send out, and what Slack makes of it, is not nested deeper."""

HALF = re.compile(r"[\ud800-\udfff]")
"""Half of a surrogate pair, as broken clients send it."""


@dataclass(frozen=True, slots=True)
class Act:
    """One act in a message, a modal or the Home. ``value`` is what was pressed, chosen or typed into a picker.

    ``view_id`` and ``view_hash`` are those of the modal; an act in the Home has none, and no ``response_url`` either.
    ``home_page``: the page of the Home from which it all began, 0 for none.

    ``values``: what stands in the inputs, by block_id. ``state`` and ``nonce`` are from the modal's
    private_metadata, as we sent it or as somebody forged it. ``inputs`` are the block_ids of the modal's inputs.
    """

    name: str
    user: str
    value: str
    trigger: str
    response_url: str
    view_id: str
    view_hash: str | None
    at_home: bool
    home_page: int
    state: Payload
    nonce: str
    values: Payload
    inputs: tuple[str, ...]

    @property
    def first_input(self) -> str:
        """The first input of the modal: where a refusal stands that belongs to none."""
        return self.inputs[0] if self.inputs else ""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened the app. ``event`` is the same when Slack tells it again; ``view_hash`` None: no Home yet."""

    user: str
    event: str
    view_hash: str | None
    at_home: bool


def opened_of(payload: Payload) -> Opened:
    """The opening in an ``app_home_opened`` payload, which comes for the conversation with the bot as well."""
    inner = _map(payload, "event")
    return Opened(
        user=_text(inner, "user"),
        event=_text(payload, "event_id"),
        view_hash=_text(_map(inner, "view"), "hash") or None,
        at_home=_text(inner, "tab") == "home",
    )


def act_of(payload: Payload) -> Act:
    """The act in a ``block_actions``, ``view_submission`` or ``block_suggestion`` payload."""
    view, pressed = _map(payload, "view"), _first(payload.get("actions"))
    metadata, at_home = _metadata(_text(view, "private_metadata")), _text(view, "type") == "home"
    name = _text(pressed, "action_id") or _text(payload, "action_id") or _text(view, "callback_id")
    return Act(
        name=name.partition(":")[0],
        user=_text(_map(payload, "user"), "id"),
        value=_value(pressed) if pressed else _text(payload, "value"),
        trigger=_text(payload, "trigger_id"),
        response_url=_text(payload, "response_url"),
        view_id="" if at_home else _text(view, "id"),
        view_hash=None if at_home else _text(view, "hash") or None,
        at_home=at_home,
        home_page=_number(metadata, "h"),
        state=_sound(_map(metadata, "s")),
        nonce=_text(metadata, "n"),
        values=_sound(_inputs(_map(_map(view, "state") or _map(payload, "state"), "values"))),
        inputs=_input_names(view),
    )


def sound(text: str) -> str:
    """A text that every database takes: a blank for a NUL, and a mark for what is no character."""
    return HALF.sub("\N{REPLACEMENT CHARACTER}", text.replace("\x00", " "))


def _sound(found: Any, depth: int = DEEPEST) -> Any:
    """The same for all texts within; what lies too deep is not there."""
    if isinstance(found, str):
        return sound(found)
    if not isinstance(found, dict | list):
        return found
    if not depth:
        return None
    if isinstance(found, list):
        return [_sound(one, depth - 1) for one in found]
    return {sound(key): _sound(one, depth - 1) for key, one in found.items()}


def _input_names(view: Payload) -> tuple[str, ...]:
    blocks = (block for block in view.get("blocks") or () if isinstance(block, dict))
    return tuple(_text(block, "block_id") for block in blocks if block.get("type") == "input")


def _value(pressed: Payload) -> str:
    option = _map(pressed, "selected_option")
    return _text(option, "value") or _text(pressed, "value") or _text(pressed, "selected_date")


def _inputs(values: Payload) -> dict[str, Any]:
    """Each block's first element: our inputs have one each."""
    return {
        block: next(iter(elements.values()), None) for block, elements in values.items() if isinstance(elements, dict)
    }


def _metadata(text: str) -> Payload:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _map(payload: Payload, key: str) -> Payload:
    found = payload.get(key)
    return found if isinstance(found, dict) else {}


def _text(payload: Payload, key: str) -> str:
    found = payload.get(key)
    return sound(found) if isinstance(found, str) else ""


def _number(payload: Payload, key: str) -> int:
    found = payload.get(key)
    return found if type(found) is int and 0 < found < 1000 else 0


def _first(found: Any) -> Payload:
    return found[0] if isinstance(found, list) and found and isinstance(found[0], dict) else {}
