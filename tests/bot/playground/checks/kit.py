"""Pieces of messages and views, in small, and the shape of a malformed call."""

from typing import Any, NamedTuple


class Malformed(NamedTuple):
    """One call. ``complaint`` is the text of the first complaint with its pointer, or nothing."""

    name: str
    method: str
    arguments: dict[str, Any]
    error: str
    complaint: str = ""


def plain(text: Any = "言葉") -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def markdown(text: str = "*言葉*") -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def option(value: str = "v", text: str = "選択肢", **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [option(f"v{number}") for number in range(count)]


def button(action_id: str = "a", **more: Any) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": plain("押す"), **more}


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "a", "options": options(2), **more}


def section(**more: Any) -> dict[str, Any]:
    return {"type": "section", "text": plain(), **more}


def actions(*elements: Any, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements), **more}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": "b", "label": plain("名"), "element": element, **more}


TYPED = {"type": "plain_text_input", "action_id": "a"}
PICTURE = {"type": "image", "image_url": "https://example.test/x.png", "alt_text": "絵"}
CONFIRM = {"title": plain(), "text": plain(), "confirm": plain(), "deny": plain()}
RAW = {"type": "raw_text", "text": "1"}


def modal(*blocks: Any, **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("題"), "submit": plain("送る"), "blocks": list(blocks), **more}
