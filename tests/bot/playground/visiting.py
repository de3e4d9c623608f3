"""A made-up modal of every kind of input, in pieces."""

from typing import Any

TARO = "U0TARO"


def words(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def values(view: Any) -> Any:
    """What is filled in."""
    return view["state"]["values"]


def option(value: str) -> dict[str, Any]:
    return {"text": words(f"訪問先 {value}"), "value": value}


def field(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": block_id, "label": words(block_id), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"type": "modal", "title": words("訪問"), "submit": words("記録"), "close": words("やめる")}
    return {**shown, "callback_id": "visit", "private_metadata": "k1", "blocks": list(blocks), **more}


MEMO = field("memo", {"type": "plain_text_input", "action_id": "memo_text", "min_length": 2, "max_length": 20})
DAY = field("day", {"type": "datepicker", "action_id": "day_pick", "initial_date": "2026-04-01"}, optional=True)
TARGET = field("target", {"type": "external_select", "action_id": "target_pick", "min_query_length": 1})
OUTCOME = field(
    "outcome",
    {"type": "static_select", "action_id": "outcome_pick", "options": [option("面接"), option("不在")]},
    dispatch_action=True,
)
TOPICS = field(
    "topics",
    {"type": "checkboxes", "action_id": "topics_pick", "options": [option("防犯"), option("交通")]},
    optional=True,
)
BUTTONS = {
    "type": "actions",
    "block_id": "buttons",
    "elements": [
        {"type": "button", "action_id": "deeper", "text": words("追加"), "value": "v1"},
        {"type": "button", "action_id": "change", "text": words("変更"), "value": "v2"},
    ],
}
