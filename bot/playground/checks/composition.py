"""Texts, options, confirmations, pictures: what blocks and elements are made of."""

import re
from typing import Any

from bot.playground.checks.rules import (
    Node,
    Rule,
    anything,
    by_type,
    exactly_one,
    flag,
    one_of,
    record,
    several,
    string,
)

ID = string(255, least=1)
"""block_id and action_id."""

FILE_ID = re.compile(r"F[A-Z0-9]{8,}")
LARGEST_SHOWN = 100
"""Options in a list, groups of options, options in a group."""


def plain(most: int) -> Rule:
    """A text without formatting."""
    return by_type({"plain_text": record({"text": string(most, least=1)}, {"emoji": flag})})


def text(most: int) -> Rule:
    """A text, formatted or not."""
    return by_type(
        {
            "plain_text": record({"text": string(most, least=1)}, {"emoji": flag}),
            "mrkdwn": record({"text": string(most, least=1)}, {"verbatim": flag}),
        }
    )


def option(words: Rule, **more: Rule) -> Rule:
    """One thing to choose."""
    return record({"text": words, "value": string(150)}, {"description": plain(75), **more})


OPTION = option(plain(75))
RICH_OPTION = option(text(75), description=text(75))
"""Of checkboxes and radio buttons, which may be formatted."""

GROUP = record({"label": plain(75), "options": several(OPTION, LARGEST_SHOWN)})
OPTIONS = several(OPTION, LARGEST_SHOWN)
GROUPS = several(GROUP, LARGEST_SHOWN)

CONFIRM = record(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": one_of("primary", "danger")},
)


def picture(**more: Rule) -> Rule:
    """A picture by its address or by a file of the workspace; always with words for those who do not see it."""
    return record(
        {"alt_text": string(2000, least=1)},
        {"image_url": _address, "slack_file": _file, "image_width": anything, "image_height": anything, **more},
        exactly_one("image_url", "slack_file"),
    )


def _address(node: Node) -> None:
    string(3000)(node)
    if isinstance(node.value, str) and not node.value.startswith(("https://", "http://")):
        node.complain("invalid url")


def _file(node: Node) -> None:
    record({}, {"id": anything, "url": anything}, exactly_one("id", "url"))(node)
    name = node.get("id")
    if name is not None and not (isinstance(name, str) and FILE_ID.fullmatch(name) and node.sheet.usable(name)):
        node.complain("invalid slack file")


def chosen_before(node: Node, offered: list[Any]) -> None:
    """What is preset must be among what is offered."""
    one = node.get("initial_option")
    if one is not None and one not in offered:
        node.at("initial_option").complain("must be one of the options")
    several_ = node.get("initial_options")
    if isinstance(several_, list) and any(choice not in offered for choice in several_):
        node.at("initial_options").complain("must be among the options")
