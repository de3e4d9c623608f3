"""Blocks for reading: rich text, tables, charts, cards. Of the newer ones only the documented limits are known."""

from typing import Any

from bot.playground.checks.composition import ID, picture, plain, text
from bot.playground.checks.elements import BUTTON
from bot.playground.checks.rules import (
    Node,
    Rule,
    anything,
    by_type,
    exactly_one,
    flag,
    on,
    one_of,
    record,
    several,
    string,
    whole,
)

_STYLE: dict[str, Rule] = {"style": anything}
_RICH_WORDS: dict[str, Rule] = {
    "text": record({"text": string(40_000, least=1)}, _STYLE),
    "link": record({"url": string(3000, least=1)}, {"text": string(3000), "unsafe": flag, **_STYLE}),
    "emoji": record({"name": string(255, least=1)}, {"unicode": anything, **_STYLE}),
    "user": record({"user_id": string(255)}, _STYLE),
    "usergroup": record({"usergroup_id": string(255)}, _STYLE),
    "channel": record({"channel_id": string(255)}, _STYLE),
    "broadcast": record({"range": one_of("here", "channel", "everyone")}, _STYLE),
    "date": record(
        {"timestamp": anything, "format": string(255)}, {"url": string(3000), "fallback": string(3000), **_STYLE}
    ),
    "color": record({"value": string(255)}, _STYLE),
}
_WORDS = several(by_type(_RICH_WORDS), 10_000, least=0)
_RICH_SECTION = record({"elements": _WORDS})
_LIST = record(
    {"elements": several(by_type({"rich_text_section": _RICH_SECTION}), 10_000), "style": one_of("bullet", "ordered")},
    {"indent": whole(0, 8), "offset": whole(0, 10_000), "border": whole(0, 1)},
)
_QUOTE = record({"elements": _WORDS}, {"border": whole(0, 1)})
_PREFORMATTED = record({"elements": _WORDS}, {"border": whole(0, 1), "language": string(255)})
_RICH_PARTS: dict[str, Rule] = {
    "rich_text_section": _RICH_SECTION,
    "rich_text_list": _LIST,
    "rich_text_quote": _QUOTE,
    "rich_text_preformatted": _PREFORMATTED,
}
RICH_TEXT = record({"elements": several(by_type(_RICH_PARTS), 10_000)}, {"block_id": ID})

LONGEST_TABLE = 10_000
"""Characters in all cells of a table."""


def _cells_in_all(most: int) -> Rule:
    def check(node: Node) -> None:
        if len("".join(words(node.get("rows")))) > most:
            node.at("rows").complain(f"must be less than {most + 1} characters")

    return check


def words(value: Any) -> list[str]:
    """All texts in a structure."""
    if isinstance(value, dict):
        own = [value["text"]] if isinstance(value.get("text"), str) else []
        return [*own, *(word for name, part in value.items() if name != "text" or not own for word in words(part))]
    return [word for part in value for word in words(part)] if isinstance(value, list) else []


_CELL = by_type(
    {
        "raw_text": record({"text": string(LONGEST_TABLE, least=1)}),
        "raw_number": record({"value": anything}, {"text": string(LONGEST_TABLE)}),
        "rich_text": RICH_TEXT,
    }
)
_COLUMN = record({}, {"align": one_of("left", "center", "right"), "is_wrapped": flag})
TABLE = record(
    {"rows": several(several(_CELL, 20), 100)},
    {"block_id": ID, "column_settings": several(_COLUMN, 20, least=0)},
    _cells_in_all(LONGEST_TABLE),
)
DATA_TABLE = record(
    {"rows": several(several(_CELL, 20), 201, least=2), "caption": string(255, least=1)},
    {"block_id": ID, "page_size": whole(1, 100), "column_settings": several(anything, 20, least=0)},
    _cells_in_all(20_000),
)
CHART = record({"title": string(50, least=1), "chart": anything}, {"block_id": ID})
_CARD_FIELDS: dict[str, Rule] = {
    "block_id": ID,
    "title": text(150),
    "subtitle": text(150),
    "body": text(200),
    "hero_image": picture(),
    "icon": picture(),
    "slack_icon": anything,
    "actions": several(by_type({"button": BUTTON}), 25),
}
CARD = record({}, _CARD_FIELDS)
CAROUSEL = record({"elements": several(by_type({"card": CARD}), 10)}, {"block_id": ID})
FEEDBACK = by_type(
    {
        "feedback_buttons": record({"positive_button": anything, "negative_button": anything}, {"action_id": ID}),
        "icon_button": record(
            {"icon": string(255), "text": plain(75)},
            {
                "action_id": ID,
                "value": string(2000),
                "visible_to_user_ids": anything,
                "accessibility_label": string(75),
            },
        ),
    }
)
CONTEXT_ACTIONS = record({"elements": several(FEEDBACK, 5)}, {"block_id": ID})
TASK_STATUS = one_of("pending", "in_progress", "complete", "error")
TASK = record(
    {"task_id": string(255, least=1), "title": string(3000, least=1)},
    {"block_id": ID, "status": TASK_STATUS, "details": anything, "output": anything, "sources": anything},
)
PLAN = record({"title": string(3000, least=1)}, {"block_id": ID, "tasks": several(anything, 100, least=0)})
ALERT = record(
    {"text": text(3000)}, {"block_id": ID, "level": one_of("default", "info", "warning", "error", "success")}
)
MARKDOWN = record({"text": string(12_000, least=1)}, {"block_id": ID})


def container(children: Rule) -> Rule:
    """Blocks within a block."""
    return record(
        {"child_blocks": several(children, 10)},
        {
            "block_id": ID,
            "title": plain(150),
            "rich_text_title": anything,
            "subtitle": anything,
            "icon": anything,
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": flag,
            "default_collapsed": flag,
            "has_header_divider": flag,
        },
        exactly_one("title", "rich_text_title"),
    )


SPECIAL: dict[str, Rule] = {
    "rich_text": RICH_TEXT,
    "markdown": on("message", rule=MARKDOWN),
    "table": on("message", rule=TABLE),
    "data_table": on("message", rule=DATA_TABLE),
    "data_visualization": on("message", "home", rule=CHART),
    "alert": on("modal", rule=ALERT),
    "card": on("message", "home", rule=CARD),
    "carousel": on("message", "home", rule=CAROUSEL),
    "context_actions": on("message", rule=CONTEXT_ACTIONS),
    "task_card": on("message", rule=TASK),
    "plan": on("message", rule=PLAN),
}
