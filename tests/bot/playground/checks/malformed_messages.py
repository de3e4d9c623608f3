"""Messages that Slack refuses."""

from typing import Any

from tests.bot.playground.checks.kit import (
    CONFIRM,
    PICTURE,
    RAW,
    TYPED,
    Malformed,
    actions,
    button,
    field,
    markdown,
    option,
    options,
    plain,
    section,
    select,
)


def post(name: str, complaint: str, *blocks: Any, error: str = "invalid_blocks") -> Malformed:
    """A message with these blocks."""
    return Malformed(
        name, "chat.postMessage", {"channel": "U0TARO", "text": "x", "blocks": list(blocks)}, error, complaint
    )


MESSAGES = [
    post("51 blocks", "no more than 50 items allowed [json-pointer:/blocks]", *[section()] * 51),
    post("no object", "must provide an object [json-pointer:/blocks/0]", None),
    post("no type", "missing required field: type [json-pointer:/blocks/0]", {}),
    post("unknown type", "unsupported type: poem [json-pointer:/blocks/0/type]", {"type": "poem"}),
    post("a file block", "unsupported type: file [json-pointer:/blocks/0/type]", {"type": "file", "external_id": "x"}),
    post("an alert", "unsupported type: alert [json-pointer:/blocks/0/type]", {"type": "alert", "text": plain()}),
    post("an input", "unsupported type: input [json-pointer:/blocks/0/type]", field(TYPED)),
    post("an empty section", "must define either `text` or `fields` [json-pointer:/blocks/0]", {"type": "section"}),
    post("no words", "must be more than 0 characters [json-pointer:/blocks/0/text/text]", section(text=plain(""))),
    post(
        "3001 characters",
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        section(text=plain("あ" * 3001)),
    ),
    post("a bare string", "must provide an object [json-pointer:/blocks/0/text]", section(text="言葉")),
    post("a number as text", "must provide a string [json-pointer:/blocks/0/text/text]", section(text=plain(5))),
    post(
        "a wrong text",
        "unsupported type: html [json-pointer:/blocks/0/text/type]",
        section(text={"type": "html", "text": "x"}),
    ),
    post(
        "emoji in mrkdwn",
        "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        section(text={**markdown(), "emoji": True}),
    ),
    post("an unknown field", "invalid additional property: colour [json-pointer:/blocks/0]", section(colour="red")),
    post("11 fields", "no more than 10 items allowed [json-pointer:/blocks/0/fields]", section(fields=[plain()] * 11)),
    post(
        "a long field",
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
        section(fields=[plain("あ" * 2001)]),
    ),
    post(
        "a long block_id",
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
        section(block_id="b" * 256),
    ),
    post(
        "a block_id twice",
        '`block_id` "b" already exists [json-pointer:/blocks/1/block_id]',
        section(block_id="b"),
        section(block_id="b"),
    ),
    post(
        "a long header",
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
        {"type": "header", "text": plain("あ" * 151)},
    ),
    post(
        "a formatted header",
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
        {"type": "header", "text": markdown()},
    ),
    post(
        "26 buttons",
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
        actions(*(button(f"a{n}") for n in range(26))),
    ),
    post("no buttons", "no fewer than 1 items allowed [json-pointer:/blocks/0/elements]", actions()),
    post(
        "an action_id twice",
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/1/action_id]',
        actions(button(), button()),
    ),
    post(
        "a long action_id",
        "must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]",
        actions(button("a" * 256)),
    ),
    post(
        "a long button",
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
        actions(button(text=plain("あ" * 76))),
    ),
    post(
        "a formatted button",
        "unsupported type: mrkdwn [json-pointer:/blocks/0/elements/0/text/type]",
        actions(button(text=markdown())),
    ),
    post(
        "a long value",
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
        actions(button(value="v" * 2001)),
    ),
    post(
        "a number as value", "must provide a string [json-pointer:/blocks/0/elements/0/value]", actions(button(value=5))
    ),
    post(
        "a long address",
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
        actions(button(url="h" * 3001)),
    ),
    post(
        "a strange style",
        "must be a valid enum value [json-pointer:/blocks/0/elements/0/style]",
        actions(button(style="loud")),
    ),
    post(
        "a long accessibility label",
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/accessibility_label]",
        actions(button(accessibility_label="あ" * 76)),
    ),
    post(
        "a long confirmation",
        "must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]",
        actions(button(confirm={**CONFIRM, "deny": plain("あ" * 31)})),
    ),
    post(
        "a confirmation without title",
        "missing required field: title [json-pointer:/blocks/0/elements/0/confirm]",
        actions(button(confirm={"text": plain(), "confirm": plain(), "deny": plain()})),
    ),
    post(
        "101 options",
        "no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]",
        actions(select(options=options(101))),
    ),
    post(
        "no options",
        "no fewer than 1 items allowed [json-pointer:/blocks/0/elements/0/options]",
        actions(select(options=[])),
    ),
    post(
        "options and groups",
        "must define either `options` or `option_groups` [json-pointer:/blocks/0/elements/0]",
        actions(select(option_groups=[{"label": plain(), "options": options(1)}])),
    ),
    post(
        "a long option",
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]",
        actions(select(options=[option(text="あ" * 76)])),
    ),
    post(
        "a long option value",
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]",
        actions(select(options=[option("v" * 151)])),
    ),
    post(
        "a long description",
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]",
        actions(select(options=[option(description=plain("あ" * 76))])),
    ),
    post(
        "an option without value",
        "missing required field: value [json-pointer:/blocks/0/elements/0/options/0]",
        actions(select(options=[{"text": plain()}])),
    ),
    post(
        "a preset not offered",
        "must be one of the options [json-pointer:/blocks/0/elements/0/initial_option]",
        actions(select(initial_option=option("other"))),
    ),
    post(
        "a preset that is null",
        "must provide an object [json-pointer:/blocks/0/elements/0/initial_option]",
        actions(select(initial_option=None)),
    ),
    post(
        "a long placeholder",
        "must be less than 151 characters [json-pointer:/blocks/0/elements/0/placeholder/text]",
        actions(select(placeholder=plain("あ" * 151))),
    ),
    post(
        "a menu of one",
        "no fewer than 2 items allowed [json-pointer:/blocks/0/elements/0/options]",
        actions({"type": "overflow", "options": options(1)}),
    ),
    post(
        "a menu of six",
        "no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]",
        actions({"type": "overflow", "options": options(6)}),
    ),
    post(
        "eleven boxes",
        "no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]",
        actions({"type": "checkboxes", "options": options(11)}),
    ),
    post(
        "a day that is none",
        "must be a date of the form YYYY-MM-DD [json-pointer:/blocks/0/elements/0/initial_date]",
        actions({"type": "datepicker", "initial_date": "2026-02-29"}),
    ),
    post(
        "a time that is none",
        "must be a time, HH:mm [json-pointer:/blocks/0/elements/0/initial_time]",
        actions({"type": "timepicker", "initial_time": "24:00"}),
    ),
    post(
        "a moment that is none",
        "must provide an integer [json-pointer:/blocks/0/elements/0/initial_date_time]",
        actions({"type": "datetimepicker", "initial_date_time": "2026"}),
    ),
    post(
        "a text input as button",
        "unsupported type: plain_text_input [json-pointer:/blocks/0/elements/0/type]",
        actions(TYPED),
    ),
    post("a picture as button", "unsupported type: image [json-pointer:/blocks/0/elements/0/type]", actions(PICTURE)),
    post(
        "several as button",
        "unsupported type: multi_static_select [json-pointer:/blocks/0/elements/0/type]",
        actions({"type": "multi_static_select", "options": options(2)}),
    ),
    post(
        "a list beside a section",
        "must provide an object [json-pointer:/blocks/0/accessory]",
        section(accessory=[button()]),
    ),
    post(
        "11 in a context",
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        {"type": "context", "elements": [plain()] * 11},
    ),
    post(
        "a button in a context",
        "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
        {"type": "context", "elements": [button()]},
    ),
    post(
        "a picture without words",
        "missing required field: alt_text [json-pointer:/blocks/0]",
        {"type": "image", "image_url": "https://example.test/x.png"},
    ),
    post(
        "a picture without source",
        "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]",
        {"type": "image", "alt_text": "絵"},
    ),
    post(
        "a picture with two sources",
        "must define either `image_url` or `slack_file` [json-pointer:/blocks/0]",
        {**PICTURE, "slack_file": {"url": "https://example.test/x"}},
    ),
    post(
        "an unknown file",
        "invalid slack file [json-pointer:/blocks/0/slack_file]",
        {"type": "image", "alt_text": "絵", "slack_file": {"id": "F0123456789"}},
    ),
    post("no address", "invalid url [json-pointer:/blocks/0/image_url]", {**PICTURE, "image_url": "x.png"}),
    post(
        "long words of a picture",
        "must be less than 2001 characters [json-pointer:/blocks/0/alt_text]",
        {**PICTURE, "alt_text": "あ" * 2001},
    ),
    post(
        "rich text of nothing known",
        "unsupported type: poem [json-pointer:/blocks/0/elements/0/type]",
        {"type": "rich_text", "elements": [{"type": "poem", "elements": []}]},
    ),
    post(
        "rich text without words",
        "must be more than 0 characters [json-pointer:/blocks/0/elements/0/elements/0/text]",
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": ""}]}]},
    ),
    post(
        "101 rows",
        "no more than 100 items allowed [json-pointer:/blocks/0/rows]",
        {"type": "table", "rows": [[RAW]] * 101},
    ),
    post(
        "21 columns",
        "no more than 20 items allowed [json-pointer:/blocks/0/rows/0]",
        {"type": "table", "rows": [[RAW] * 21]},
    ),
    post(
        "a heavy table",
        "must be less than 10001 characters [json-pointer:/blocks/0/rows]",
        {"type": "table", "rows": [[{"type": "raw_text", "text": "1" * 5001}] * 2]},
    ),
    post(
        "two tables", "only_one_table_allowed", *[{"type": "table", "rows": [[RAW]]}] * 2, error="invalid_attachments"
    ),
    post(
        "long markdown",
        "must be less than 12001 characters [json-pointer:/blocks/0/text]",
        {"type": "markdown", "text": "a" * 12_001},
    ),
    post("much markdown", "", *[{"type": "markdown", "text": "a" * 7000}] * 2, error="msg_blocks_too_long"),
    post("much text", "", *[section(text=plain("あ" * 2700))] * 5, error="msg_blocks_too_long"),
    post(
        "eleven cards",
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
        {"type": "carousel", "elements": [{"type": "card", "title": plain()}] * 11},
    ),
    post(
        "three charts",
        "no more than 2 data_visualization blocks allowed",
        *[{"type": "data_visualization", "title": "t", "chart": {}}] * 3,
    ),
    post(
        "11 in a container",
        "no more than 10 items allowed [json-pointer:/blocks/0/child_blocks]",
        {"type": "container", "title": plain(), "child_blocks": [section()] * 11},
    ),
]
