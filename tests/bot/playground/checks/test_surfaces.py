"""What Slack takes is taken; and whatever is sent, the checks answer and never break."""

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playground.api import ApiError
from bot.playground.checks.surfaces import check_message, check_options, check_view
from tests.bot.playground.checks.kit import (
    CONFIRM,
    PICTURE,
    RAW,
    TYPED,
    actions,
    button,
    field,
    markdown,
    modal,
    option,
    options,
    plain,
    section,
    select,
)


def no_file(_: str) -> bool:
    return False


LARGEST = [
    section(text=markdown("あ" * 3000), block_id="b" * 255),
    section(fields=[plain("あ" * 200)] * 10),
    {"type": "header", "text": plain("あ" * 150)},
    {"type": "divider"},
    {**PICTURE, "alt_text": "あ" * 2000, "title": plain()},
    {"type": "context", "elements": [markdown(), PICTURE]},
    actions(*(button(f"a{number}", value="v" * 2000, style="danger", confirm=CONFIRM) for number in range(25))),
    actions(
        select(options=options(100), initial_option=options(1)[0], placeholder=plain("あ" * 150)),
        {"type": "static_select", "action_id": "g", "option_groups": [{"label": plain(), "options": options(2)}]},
        {"type": "overflow", "action_id": "o", "options": [option("1"), option("2", url="https://example.test/")]},
        {"type": "datepicker", "action_id": "d", "initial_date": "2028-02-29"},
        {"type": "timepicker", "action_id": "t", "initial_time": "23:59"},
    ),
    section(accessory=PICTURE),
    {
        "type": "rich_text",
        "elements": [
            {"type": "rich_text_section", "elements": [{"type": "text", "text": "太字", "style": {"bold": True}}]},
            {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "1 2 3"}], "border": 0},
        ],
    },
]


def test_what_slack_takes_in_messages_is_taken() -> None:
    check_message([*LARGEST, {"type": "table", "rows": [[RAW] * 20] * 100}], no_file)
    check_message([{"type": "markdown", "text": "a" * 12_000}], no_file)
    check_message([{"type": "container", "title": plain(), "child_blocks": [section()] * 10}], no_file)
    picture = {"type": "image", "alt_text": "絵", "slack_file": {"id": "F0123456789"}}
    check_message([picture], lambda file_id: file_id == "F0123456789")


def test_what_slack_takes_in_views_is_taken() -> None:
    number = {"type": "number_input", "action_id": "n", "is_decimal_allowed": False, "min_value": "0"}
    inputs = [
        field({**TYPED, "max_length": 3000, "focus_on_load": True}, optional=True, hint=plain("あ" * 2000)),
        field(number, block_id="number"),
        field({"type": "multi_static_select", "options": options(100)}, block_id="several"),
        field({"type": "external_select", "min_query_length": 0}, block_id="searched", dispatch_action=True),
        field({"type": "checkboxes", "options": [{"text": markdown(), "value": "v"}]}, block_id="boxes"),
    ]
    whole = modal(*LARGEST, *inputs, title=plain("あ" * 24), private_metadata="あ" * 3000, callback_id="c" * 255)
    check_view(whole, ("modal",), no_file)
    check_view({"type": "modal", "title": plain(), "blocks": [section()]}, ("modal",), no_file)
    check_view({"type": "home", "blocks": [*LARGEST, *[section()] * 90]}, ("home",), no_file)


@pytest.mark.parametrize(
    ("answer", "fine"),
    [
        ({"options": []}, True),
        ({"options": options(100)}, True),
        ({"option_groups": [{"label": plain(), "options": options(2)}]}, True),
        ({"options": options(101)}, False),
        ({"options": [option(text="あ" * 76)]}, False),
        ({"options": [{"text": "bare", "value": "v"}]}, False),
        ({}, False),
        (None, False),
    ],
)
def test_options_that_were_found_are_held_to_the_same_limits(answer: Any, fine: bool) -> None:
    assert (check_options(answer) == []) is fine


WORDS = st.sampled_from(
    [
        *("type", "text", "elements", "element", "options", "option_groups", "accessory", "fields", "blocks", "rows"),
        *("section", "actions", "input", "image", "context", "table", "static_select", "plain_text", "mrkdwn", "modal"),
        *("initial_option", "initial_options", "child_blocks", "container", "slack_file", "block_id", "action_id"),
    ]
)
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | WORDS | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=30,
)


@given(ANYTHING)
def test_no_structure_breaks_the_checks(sent: Any) -> None:
    for check in (
        lambda: check_message(sent, no_file),
        lambda: check_message([sent], no_file),
        lambda: check_view(sent, ("modal", "home"), no_file),
        lambda: check_view({"type": "modal", "title": plain(), "blocks": [sent]}, ("modal",), no_file),
        lambda: check_options(sent),
    ):
        with suppress(ApiError):
            check()
