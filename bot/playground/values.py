"""What is typed and chosen on a view or a message: kept by block_id and action_id, as Slack keeps it."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from bot.playground.api import UserError
from bot.playground.elements import KINDS, SEARCHING, Block, Element, interactive, options_of

_WHOLE = re.compile(r"-?[0-9]+")
_DECIMAL = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_FORMS = {
    "email_text_input": re.compile(r"[^@\s]+@[^@\s]+"),
    "url_text_input": re.compile(r"https?://\S+"),
}

Key = tuple[str, str]
"""block_id and action_id."""


class Values:
    """The values on one surface.

    A surface that is shown anew keeps a value as long as its block_id, action_id and type stay, even when the bot
    presets another one: only a new id makes an input new.
    """

    def __init__(self) -> None:
        self._entries: dict[Key, dict[str, Any]] = {}
        self._offered: dict[Key, list[dict[str, Any]]] = {}

    def renew(self, blocks: list[Block]) -> None:
        """The surface shows these blocks from now on."""
        fresh = {}
        for block, element in interactive(blocks):
            key = (block["block_id"], element["action_id"])
            old = self._entries.get(key)
            if element["type"] in KINDS:
                fresh[key] = old if old and old["type"] == element["type"] else _preset(element)
        self._entries = fresh
        self._offered = {key: options for key, options in self._offered.items() if key in fresh}

    def as_json(self) -> dict[str, dict[str, Any]]:
        """``state.values`` of a payload."""
        nested: dict[str, dict[str, Any]] = {}
        for (block_id, action_id), entry in self._entries.items():
            nested.setdefault(block_id, {})[action_id] = entry
        return nested

    def value(self, block: Block, element: Element) -> Any:
        """What stands in an element: None or an empty list when nothing does."""
        return self._entries[block["block_id"], element["action_id"]][KINDS[element["type"]].field]

    def offer(self, block: Block, element: Element, options: list[dict[str, Any]]) -> None:
        """A search found these options; only they can be chosen now."""
        self._offered[block["block_id"], element["action_id"]] = options

    def put(self, block: Block, element: Element, wanted: Any, people: dict[str, str]) -> Any:
        """Type or choose; gives what now stands there. UserError when it cannot be typed or is not offered."""
        kind = KINDS[element["type"]]
        key = (block["block_id"], element["action_id"])
        if wanted is None:
            value: Any = [] if kind.many else None
        elif kind.many:
            value = [self._one(key, element, one, people) for one in _listed(wanted, element)]
        else:
            value = self._one(key, element, wanted, people)
        self._entries[key] = {"type": element["type"], kind.field: value}
        return value

    def _one(self, key: Key, element: Element, wanted: Any, people: dict[str, str]) -> Any:
        kind = element["type"]
        if KINDS[kind].field.startswith("selected_option"):
            return self._option(key, element, str(wanted))
        if kind in {"users_select", "multi_users_select"} and wanted not in people:
            raise UserError("not_offered", wanted)
        if kind in _READERS:
            return _read(kind, wanted)
        text = str(wanted)
        if len(text) > int(element.get("max_length") or 3000):
            raise UserError("too_long", element["action_id"])
        return text

    def _option(self, key: Key, element: Element, wanted: str) -> dict[str, Any]:
        """The option whose value or text is meant."""
        offered = self._found(key, element) if element["type"] in SEARCHING else []
        offered += options_of(element)
        for option in offered:
            if wanted in {option["value"], option["text"]["text"]}:
                return option
        raise UserError("not_offered", wanted)

    def _found(self, key: Key, element: Element) -> list[dict[str, Any]]:
        """What a searching select has to choose from: presets, what is chosen already, what was found last."""
        chosen = self._entries[key][KINDS[element["type"]].field] or []
        return [*_presets(element), *(chosen if isinstance(chosen, list) else [chosen]), *self._offered.get(key, [])]


def faults(blocks: list[Block], values: Values) -> Iterator[str]:
    """The block_ids of inputs that would keep Slack's client from submitting: empty, too short, not a number."""
    for block, element in interactive(blocks):
        if block["type"] != "input":
            continue
        value = values.value(block, element)
        empty = value in (None, "", [])
        if not block.get("optional") if empty else not _fits(element, value):
            yield block["block_id"]


def _fits(element: Element, value: Any) -> bool:
    if element["type"] == "number_input":
        return _number_fits(element, value)
    if element["type"] in _FORMS:
        return _FORMS[element["type"]].fullmatch(value) is not None
    return not isinstance(value, str) or len(value) >= int(element.get("min_length") or 0)


def _number_fits(element: Element, value: str) -> bool:
    if not (_DECIMAL if element.get("is_decimal_allowed") else _WHOLE).fullmatch(value):
        return False
    number = float(value)
    lowest, highest = element.get("min_value"), element.get("max_value")
    return (lowest is None or number >= float(lowest)) and (highest is None or number <= float(highest))


def _preset(element: Element) -> dict[str, Any]:
    kind = KINDS[element["type"]]
    empty: Any = [] if kind.many else None
    return {"type": element["type"], kind.field: element.get(kind.initial, empty)}


def _presets(element: Element) -> list[dict[str, Any]]:
    one = element.get("initial_option")
    return [*([one] if one else []), *(element.get("initial_options") or [])]


def _listed(wanted: Any, element: Element) -> list[Any]:
    listed = wanted if isinstance(wanted, list) else [wanted]
    if len(listed) > int(element.get("max_selected_items") or len(listed)):
        raise UserError("too_many", element["action_id"])
    return listed


def _read(kind: str, wanted: Any) -> Any:
    """A day, a time of day or a moment as the picker tells it."""
    try:
        return _READERS[kind](wanted)
    except (ValueError, TypeError):
        raise UserError("not_offered", wanted) from None


_READERS: dict[str, Any] = {
    "datepicker": lambda wanted: date.fromisoformat(wanted).isoformat(),
    "timepicker": lambda wanted: datetime.strptime(wanted, "%H:%M").strftime("%H:%M"),  # noqa: DTZ007 (no day)
    "datetimepicker": int,
    "rich_text_input": dict,
}
