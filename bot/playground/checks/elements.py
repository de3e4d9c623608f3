"""Elements: what people press, choose and fill in."""

import re
from datetime import date
from typing import Any

from bot.playground.checks.composition import (
    CONFIRM,
    GROUPS,
    ID,
    OPTION,
    OPTIONS,
    RICH_OPTION,
    chosen_before,
    option,
    picture,
    plain,
)
from bot.playground.checks.rules import (
    Node,
    Rule,
    anything,
    exactly_one,
    flag,
    matching,
    on,
    one_of,
    record,
    several,
    string,
    whole,
)


def _is_day(given: str) -> bool:
    try:
        return date.fromisoformat(given).isoformat() == given
    except ValueError:
        return False


_COMMON: dict[str, Rule] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
_MENU: dict[str, Rule] = {**_COMMON, "placeholder": plain(150)}
_MULTI: dict[str, Rule] = {**_MENU, "max_selected_items": whole(1, 100)}
_STYLE = one_of("primary", "danger")
_DISPATCH = record({}, {"trigger_actions_on": several(one_of("on_enter_pressed", "on_character_entered"), 2)})
_TYPED: dict[str, Rule] = {
    "action_id": ID,
    "focus_on_load": flag,
    "placeholder": plain(150),
    "dispatch_action_config": _DISPATCH,
}
_NUMBER = matching(lambda given: re.fullmatch(r"-?\d+(\.\d+)?", given) is not None, "must be a number")
_DAY = matching(_is_day, "must be a date of the form YYYY-MM-DD")
_TIME = matching(lambda given: re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", given) is not None, "must be a time, HH:mm")


def _initial_among_options(node: Node) -> None:
    offered = _listed(node.get("options"))
    for group in _listed(node.get("option_groups")):
        offered += _listed(group.get("options")) if isinstance(group, dict) else []
    chosen_before(node, offered)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list) else []


def _lengths_in_order(node: Node) -> None:
    shortest, longest = node.get("min_length"), node.get("max_length")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        node.complain("min_length must not be greater than max_length")


def _static(menu: dict[str, Rule], **initial: Rule) -> Rule:
    fields = {"options": OPTIONS, "option_groups": GROUPS, **menu, **initial}
    return record({}, fields, exactly_one("options", "option_groups"), _initial_among_options)


def _boxes(**initial: Rule) -> Rule:
    return record({"options": several(RICH_OPTION, 10)}, {**_COMMON, **initial}, _initial_among_options)


_CONVERSATION: dict[str, Rule] = {"default_to_current_conversation": flag, "filter": anything}

BUTTON = record(
    {"text": plain(75)},
    {
        "action_id": ID,
        "url": string(3000),
        "value": string(2000),
        "style": _STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
OVERFLOW = record(
    {"options": several(option(plain(75), url=string(3000)), 5, least=2)}, {"action_id": ID, "confirm": CONFIRM}
)
MENUS: dict[str, Rule] = {
    "static_select": _static(_MENU, initial_option=OPTION),
    "external_select": record({}, {**_MENU, "initial_option": OPTION, "min_query_length": whole(0, 3000)}),
    "users_select": record({}, {**_MENU, "initial_user": string(255)}),
    "conversations_select": record(
        {}, {**_MENU, **_CONVERSATION, "initial_conversation": string(255), "response_url_enabled": flag}
    ),
    "channels_select": record({}, {**_MENU, "initial_channel": string(255), "response_url_enabled": flag}),
}
MULTI_MENUS: dict[str, Rule] = {
    "multi_static_select": _static(_MULTI, initial_options=several(OPTION, 100)),
    "multi_external_select": record(
        {}, {**_MULTI, "initial_options": several(OPTION, 100), "min_query_length": whole(0, 3000)}
    ),
    "multi_users_select": record({}, {**_MULTI, "initial_users": several(string(255), 100)}),
    "multi_conversations_select": record(
        {}, {**_MULTI, **_CONVERSATION, "initial_conversations": several(string(255), 100)}
    ),
    "multi_channels_select": record({}, {**_MULTI, "initial_channels": several(string(255), 100)}),
}
BOXES: dict[str, Rule] = {
    "checkboxes": _boxes(initial_options=several(RICH_OPTION, 10)),
    "radio_buttons": _boxes(initial_option=RICH_OPTION),
}
DATES: dict[str, Rule] = {
    "datepicker": record({}, {**_MENU, "initial_date": _DAY}),
    "timepicker": record({}, {**_MENU, "initial_time": _TIME, "timezone": string(255)}),
}
MOMENT: dict[str, Rule] = {
    "datetimepicker": on(
        "message", "modal", rule=record({}, {**_COMMON, "initial_date_time": whole(10**9, 10**10 - 1)})
    )
}
INPUTS: dict[str, Rule] = {
    "plain_text_input": record(
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
        },
        _lengths_in_order,
    ),
    "number_input": on(
        "modal",
        rule=record(
            {"is_decimal_allowed": flag},
            {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        ),
    ),
    "email_text_input": on("modal", rule=record({}, {**_TYPED, "initial_value": string(3000)})),
    "url_text_input": on("modal", rule=record({}, {**_TYPED, "initial_value": string(3000)})),
    "rich_text_input": on("modal", "home", rule=record({}, {**_TYPED, "initial_value": anything})),
    "file_input": on(
        "modal",
        rule=record({}, {"action_id": ID, "filetypes": several(string(255), 100), "max_files": whole(1, 10)}),
    ),
}
WORKFLOW_BUTTON: dict[str, Rule] = {
    "workflow_button": on(
        "message", rule=record({"text": plain(75), "workflow": anything}, {"action_id": ID, "style": _STYLE})
    )
}

IN_SECTION: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    "image": picture(),
    **MENUS,
    **MULTI_MENUS,
    **BOXES,
    **DATES,
    **WORKFLOW_BUTTON,
}
IN_ACTIONS: dict[str, Rule] = {
    "button": BUTTON,
    "overflow": OVERFLOW,
    **MENUS,
    **BOXES,
    **DATES,
    **MOMENT,
    **WORKFLOW_BUTTON,
}
IN_INPUT: dict[str, Rule] = {**INPUTS, **MENUS, **MULTI_MENUS, **BOXES, **DATES, **MOMENT}
