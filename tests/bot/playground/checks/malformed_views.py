"""Modals and Homes that Slack refuses, and calls that are faulty otherwise."""

from typing import Any

from tests.bot.playground.checks.kit import (
    RAW,
    TYPED,
    Malformed,
    actions,
    button,
    field,
    markdown,
    modal,
    plain,
    section,
)


def opened(name: str, complaint: str, *blocks: Any, error: str = "invalid_arguments", **more: Any) -> Malformed:
    """A modal with these blocks."""
    view = {key: value for key, value in modal(*blocks, **more).items() if value != "absent"}
    return Malformed(name, "views.open", {"trigger_id": "1.2.3", "view": view}, error, complaint)


def home(name: str, complaint: str, *blocks: Any, **more: Any) -> Malformed:
    """A Home with these blocks."""
    view = {"type": "home", "blocks": list(blocks), **more}
    return Malformed(name, "views.publish", {"user_id": "U0TARO", "view": view}, "invalid_arguments", complaint)


MODALS = [
    opened("101 blocks", "no more than 100 items allowed [json-pointer:/view/blocks]", *[section()] * 101),
    opened("a long title", "must be less than 25 characters [json-pointer:/view/title/text]", title=plain("あ" * 25)),
    opened("no title", "missing required field: title [json-pointer:/view]", title="absent"),
    opened("an empty title", "must be more than 0 characters [json-pointer:/view/title/text]", title=plain("")),
    opened("a formatted title", "unsupported type: mrkdwn [json-pointer:/view/title/type]", title=markdown()),
    opened(
        "a long submit", "must be less than 25 characters [json-pointer:/view/submit/text]", submit=plain("あ" * 25)
    ),
    opened("a long close", "must be less than 25 characters [json-pointer:/view/close/text]", close=plain("あ" * 25)),
    opened(
        "long metadata",
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        private_metadata="あ" * 3001,
    ),
    opened(
        "metadata as object", "must provide a string [json-pointer:/view/private_metadata]", private_metadata={"id": 1}
    ),
    opened(
        "a long callback_id", "must be less than 256 characters [json-pointer:/view/callback_id]", callback_id="c" * 256
    ),
    opened(
        "a long external_id", "must be less than 256 characters [json-pointer:/view/external_id]", external_id="e" * 256
    ),
    opened("no blocks", "missing required field: blocks [json-pointer:/view]", blocks="absent"),
    opened("blocks in a row", "must provide an array [json-pointer:/view/blocks]", blocks={}),
    opened("a strange field", "invalid additional property: state [json-pointer:/view]", state={}),
    opened(
        "an input without submit",
        "must define `submit` to use an `input` block in modals [json-pointer:/view/blocks/0]",
        field(TYPED),
        submit="absent",
    ),
    opened(
        "an input without label",
        "missing required field: label [json-pointer:/view/blocks/0]",
        {"type": "input", "element": TYPED},
    ),
    opened(
        "an input without element",
        "missing required field: element [json-pointer:/view/blocks/0]",
        {"type": "input", "label": plain()},
    ),
    opened("a button as input", "unsupported type: button [json-pointer:/view/blocks/0/element/type]", field(button())),
    opened(
        "a formatted label",
        "unsupported type: mrkdwn [json-pointer:/view/blocks/0/label/type]",
        field(TYPED, label=markdown()),
    ),
    opened(
        "a long label",
        "must be less than 2001 characters [json-pointer:/view/blocks/0/label/text]",
        field(TYPED, label=plain("あ" * 2001)),
    ),
    opened(
        "a long hint",
        "must be less than 2001 characters [json-pointer:/view/blocks/0/hint/text]",
        field(TYPED, hint=plain("あ" * 2001)),
    ),
    opened(
        "optional by word",
        "must provide a boolean [json-pointer:/view/blocks/0/optional]",
        field(TYPED, optional="yes"),
    ),
    opened(
        "a too long max_length",
        "must be between 1 and 3000 [json-pointer:/view/blocks/0/element/max_length]",
        field({**TYPED, "max_length": 3001}),
    ),
    opened(
        "lengths the wrong way",
        "min_length must not be greater than max_length [json-pointer:/view/blocks/0/element]",
        field({**TYPED, "min_length": 9, "max_length": 5}),
    ),
    opened(
        "a number preset as number",
        "must provide a string [json-pointer:/view/blocks/0/element/min_value]",
        field({"type": "number_input", "is_decimal_allowed": False, "min_value": 1}),
    ),
    opened(
        "a number of unknown kind",
        "missing required field: is_decimal_allowed [json-pointer:/view/blocks/0/element]",
        field({"type": "number_input"}),
    ),
    opened(
        "many files",
        "must be between 1 and 10 [json-pointer:/view/blocks/0/element/max_files]",
        field({"type": "file_input", "max_files": 11}),
    ),
    opened(
        "a query length by word",
        "must provide an integer [json-pointer:/view/blocks/0/element/min_query_length]",
        field({"type": "external_select", "min_query_length": "1"}),
    ),
    opened(
        "a strange dispatch",
        "must be a valid enum value [json-pointer:/view/blocks/0/element/dispatch_action_config/trigger_actions_on/0]",
        field({**TYPED, "dispatch_action_config": {"trigger_actions_on": ["on_blur"]}}),
    ),
    opened(
        "two in focus",
        "only one element may have focus on load [json-pointer:/view/blocks/1/element/focus_on_load]",
        field({**TYPED, "focus_on_load": True}),
        field({**TYPED, "focus_on_load": True}, block_id="c"),
    ),
    opened("a table", "unsupported type: table [json-pointer:/view/blocks/0/type]", {"type": "table", "rows": [[RAW]]}),
    opened(
        "markdown", "unsupported type: markdown [json-pointer:/view/blocks/0/type]", {"type": "markdown", "text": "a"}
    ),
    opened("a card", "unsupported type: card [json-pointer:/view/blocks/0/type]", {"type": "card", "title": plain()}),
    opened(
        "a strange alert",
        "must be a valid enum value [json-pointer:/view/blocks/0/level]",
        {"type": "alert", "text": plain(), "level": "shout"},
    ),
    opened("a Home as modal", "unsupported type: home [json-pointer:/view]", type="home"),
    opened("250 KB", "", *[section(text=plain("あ" * 1000))] * 90, error="view_too_large"),
]

HOMES = [
    home("a title", "invalid additional property: title [json-pointer:/view]", title=plain()),
    home("submit", "invalid additional property: submit [json-pointer:/view]", submit=plain()),
    home("101 blocks", "no more than 100 items allowed [json-pointer:/view/blocks]", *[section()] * 101),
    home("a table", "unsupported type: table [json-pointer:/view/blocks/0/type]", {"type": "table", "rows": [[RAW]]}),
    home("an alert", "unsupported type: alert [json-pointer:/view/blocks/0/type]", {"type": "alert", "text": plain()}),
    home(
        "a number input",
        "unsupported type: number_input [json-pointer:/view/blocks/0/element/type]",
        field({"type": "number_input", "is_decimal_allowed": True}),
    ),
    home(
        "a moment",
        "unsupported type: datetimepicker [json-pointer:/view/blocks/0/elements/0/type]",
        actions({"type": "datetimepicker"}),
    ),
    home(
        "a block_id twice",
        '`block_id` "b" already exists [json-pointer:/view/blocks/1/block_id]',
        section(block_id="b"),
        section(block_id="b"),
    ),
    home("a modal as Home", "unsupported type: modal [json-pointer:/view]", type="modal"),
]

OTHERS = [
    Malformed(
        "no view",
        "views.open",
        {"trigger_id": "1.2.3"},
        "invalid_arguments",
        "must provide an object [json-pointer:/view]",
    ),
    Malformed("view in pieces", "views.open", {"trigger_id": "1.2.3", "view": "{"}, "invalid_arguments"),
    Malformed("no trigger", "views.open", {"view": modal()}, "invalid_arguments"),
    Malformed("a made-up trigger", "views.open", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"),
    Malformed(
        "a made-up trigger to push", "views.push", {"trigger_id": "1.2.3", "view": modal()}, "invalid_trigger_id"
    ),
    Malformed("no view to update", "views.update", {"view": modal()}, "invalid_arguments"),
    Malformed("an unknown external_id", "views.update", {"external_id": "x", "view": modal()}, "not_found"),
    Malformed("nobody's Home", "views.publish", {"view": {"type": "home", "blocks": []}}, "invalid_arguments"),
    Malformed("no text", "chat.postMessage", {"channel": "U0TARO"}, "no_text"),
    Malformed("blocks in pieces", "chat.postMessage", {"channel": "U0TARO", "blocks": "["}, "invalid_blocks_format"),
    Malformed("no channel", "chat.postMessage", {"text": "x"}, "channel_not_found"),
    Malformed("an unknown channel", "chat.postMessage", {"channel": "D0NOWHERE", "text": "x"}, "channel_not_found"),
]
