"""Blocks: what a message or a view is a list of."""

from bot.playground.checks.composition import ID, picture, plain, text
from bot.playground.checks.elements import IN_ACTIONS, IN_INPUT, IN_SECTION
from bot.playground.checks.rules import Rule, at_least_one, by_type, flag, on, record, several
from bot.playground.checks.special import SPECIAL, container

_PLAIN_BLOCKS: dict[str, Rule] = {
    "section": record(
        {},
        {
            "block_id": ID,
            "text": text(3000),
            "fields": several(text(2000), 10),
            "accessory": by_type(IN_SECTION),
            "expand": flag,
        },
        at_least_one("text", "fields"),
    ),
    "header": record({"text": plain(150)}, {"block_id": ID}),
    "divider": record({}, {"block_id": ID}),
    "image": picture(block_id=ID, title=plain(2000)),
    "actions": record({"elements": several(by_type(IN_ACTIONS), 25)}, {"block_id": ID}),
    "context": record(
        {"elements": several(lambda node: text(3000)(node) if node.get("type") != "image" else picture()(node), 10)},
        {"block_id": ID},
    ),
    "input": on(
        "modal",
        "home",
        rule=record(
            {"label": plain(2000), "element": by_type(IN_INPUT)},
            {"block_id": ID, "hint": plain(2000), "optional": flag, "dispatch_action": flag},
        ),
    ),
    **SPECIAL,
}

BLOCK = by_type({**_PLAIN_BLOCKS, "container": on("message", "home", rule=container(by_type(_PLAIN_BLOCKS)))})
"""Any block. Videos need a scope of their own, files and calls cannot be sent: they are unknown here."""
