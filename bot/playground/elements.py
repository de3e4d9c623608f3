"""What a person can press, choose or fill in, and where in the blocks it stands."""

import copy
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.playground.minting import Mint

Block = dict[str, Any]
Element = dict[str, Any]


@dataclass(frozen=True)
class Kind:
    """How a kind of element tells its value: ``field`` in a payload, ``initial`` where the bot may preset it."""

    field: str
    initial: str
    many: bool = False


_TEXT = Kind("value", "initial_value")
_OPTION = Kind("selected_option", "initial_option")
_OPTIONS = Kind("selected_options", "initial_options", many=True)

KINDS: dict[str, Kind] = {
    "plain_text_input": _TEXT,
    "number_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "rich_text_input": Kind("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "checkboxes": _OPTIONS,
    "users_select": Kind("selected_user", "initial_user"),
    "multi_users_select": Kind("selected_users", "initial_users", many=True),
    "conversations_select": Kind("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", many=True),
    "channels_select": Kind("selected_channel", "initial_channel"),
    "multi_channels_select": Kind("selected_channels", "initial_channels", many=True),
    "datepicker": Kind("selected_date", "initial_date"),
    "timepicker": Kind("selected_time", "initial_time"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time"),
    "file_input": Kind("files", "initial_files", many=True),
}
"""The elements that keep a value. Buttons and overflow menus act and keep none."""

SEARCHING = frozenset({"external_select", "multi_external_select"})


def slots(block: Block) -> list[Element]:
    """The elements of one block that a person can act on, or could if they were of the right type."""
    match block.get("type"):
        case "section":
            found = [block.get("accessory")]
        case "actions" | "context_actions":
            found = list(block.get("elements") or [])
        case "input":
            found = [block.get("element")]
        case _:
            found = []
    return [one for one in found if isinstance(one, dict) and one.get("type") != "image"]


def interactive(blocks: list[Block]) -> Iterator[tuple[Block, Element]]:
    """Every element that a person can act on, with its block."""
    for block in blocks:
        for element in slots(block):
            yield block, element


def named(blocks: list[Block], mint: Mint) -> list[Block]:
    """A copy in which everything has its block_id and action_id; what came without gets a new one, as in Slack."""
    whole = copy.deepcopy(blocks)
    for block in whole:
        block["block_id"] = block.get("block_id") or mint.short()
        for element in slots(block):
            element["action_id"] = element.get("action_id") or mint.short()
    return whole


def options_of(element: Element) -> list[dict[str, Any]]:
    """The options that an element itself offers, those in groups too."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(option for group in groups for option in group["options"])]
