"""Whole messages, views and lists of options: what stands on them together."""

from collections.abc import Callable, Iterator
from typing import Any

from bot.playground.api import ApiError
from bot.playground.checks.blocks import BLOCK
from bot.playground.checks.composition import GROUPS, LARGEST_SHOWN, OPTION, plain
from bot.playground.checks.rules import Node, Rule, Sheet, exactly_one, flag, record, several, string
from bot.playground.checks.special import words

MOST_IN_MESSAGE, MOST_IN_VIEW = 50, 100
LONGEST_BLOCKS = 13_200
"""Characters of all texts in a message's blocks: undocumented, found by those who ran into it."""
LONGEST_MARKDOWN = 12_000
MOST_CHARTS = 2

_COMMON: dict[str, Rule] = {
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_BLOCKS = several(BLOCK, MOST_IN_VIEW, least=0)
VIEWS: dict[str, Rule] = {
    "modal": record(
        {"title": plain(24), "blocks": _BLOCKS},
        {**_COMMON, "submit": plain(24), "close": plain(24), "clear_on_close": flag, "notify_on_close": flag},
    ),
    "home": record({"blocks": _BLOCKS}, _COMMON),
}


def check_message(blocks: Any, usable: Callable[[str], bool]) -> None:
    """ApiError with Slack's code when the blocks of a message would be refused."""
    if not isinstance(blocks, list):
        raise ApiError("invalid_blocks_format")
    sheet = Sheet("message", usable)
    node = Node(blocks, "/blocks", sheet)
    several(BLOCK, MOST_IN_MESSAGE, least=0)(node)
    _check_names(node)
    if sheet.complaints:
        raise refusal("invalid_blocks", sheet.complaints, errors=sheet.complaints)
    _check_amounts(blocks)


def _check_amounts(blocks: list[dict[str, Any]]) -> None:
    """ApiError for more of something than a message may have."""
    if sum(block["type"] == "table" for block in blocks) > 1:
        raise refusal("invalid_attachments", ["only_one_table_allowed"])
    if sum(block["type"] == "data_visualization" for block in blocks) > MOST_CHARTS:
        raise refusal("invalid_blocks", [f"no more than {MOST_CHARTS} data_visualization blocks allowed"])
    markdown = [block["text"] for block in blocks if block["type"] == "markdown"]
    rest = [block for block in blocks if block["type"] not in {"table", "data_table", "markdown"}]
    if len("".join(markdown)) > LONGEST_MARKDOWN or len("".join(words(rest))) > LONGEST_BLOCKS:
        raise ApiError("msg_blocks_too_long")


def check_view(view: Any, types: tuple[str, ...], usable: Callable[[str], bool]) -> None:
    """ApiError with Slack's code when a view would be refused; ``types`` are those that the method takes."""
    kind = view.get("type") if isinstance(view, dict) else None
    sheet = Sheet(str(kind), usable)
    node = Node(view, "/view", sheet)
    if not isinstance(view, dict):
        node.complain("must provide an object")
    elif kind not in types:
        node.complain("missing required field: type" if kind is None else f"unsupported type: {kind}")
    else:
        VIEWS[kind](node)
        _check_blocks_of_view(node)
    if sheet.complaints:
        raise refusal("invalid_arguments", sheet.complaints)


def check_options(answer: Any) -> list[str]:
    """What Slack would refuse in the answer to a search."""
    sheet = Sheet("options", lambda _: False)
    fields = {"options": several(OPTION, LARGEST_SHOWN, least=0), "option_groups": GROUPS}
    record({}, fields, exactly_one("options", "option_groups"))(Node(answer, "", sheet))
    return sheet.complaints


def refusal(code: str, complaints: list[str], **more: Any) -> ApiError:
    """A refusal that says where."""
    return ApiError(code, response_metadata={"messages": [f"[ERROR] {one}" for one in complaints]}, **more)


def _check_names(blocks: Node) -> None:
    """A block_id stands once on a surface, an action_id once in a block."""
    seen: set[str] = set()
    for block in _each(blocks):
        _once(block, "block_id", seen)
        in_block: set[str] = set()
        for element in _elements(block):
            _once(element, "action_id", in_block)


def _check_blocks_of_view(view: Node) -> None:
    if not isinstance(view.get("blocks"), list):
        return
    blocks = view.at("blocks")
    _check_names(blocks)
    if view.value["type"] == "modal" and "submit" not in view.value:
        for block in blocks.items():
            if block.get("type") == "input":
                block.complain("must define `submit` to use an `input` block in modals")
    focused = [element for block in _each(blocks) for element in _elements(block) if element.get("focus_on_load")]
    for element in focused[1:]:
        element.at("focus_on_load").complain("only one element may have focus on load")


def _each(blocks: Node) -> Iterator[Node]:
    """Every block that is an object, those in containers too."""
    for block in blocks.items():
        if isinstance(block.value, dict):
            yield block
            if isinstance(block.get("child_blocks"), list):
                yield from _each(block.at("child_blocks"))


def _elements(block: Node) -> Iterator[Node]:
    """The elements of a block that have names."""
    if block.get("type") in ("actions", "context_actions"):  # whatever was sent as type need not be hashable
        found = list(block.at("elements").items()) if "elements" in block.value else []
    else:
        found = [block.at(name) for name in ("accessory", "element") if name in block.value]
    return (element for element in found if isinstance(element.value, dict))


def _once(node: Node, field: str, seen: set[str]) -> None:
    name = node.get(field)
    if not isinstance(name, str):
        return
    if name in seen:
        node.at(field).complain(f'`{field}` "{name}" already exists')
    seen.add(name)
