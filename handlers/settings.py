"""``/junkai settings``"""

from collections.abc import Mapping
from datetime import time
from typing import Any, Final

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, row_number, submission
from bot.naming import nfkc
from bot.replies import Reply, View
from bot.subcommands import subcommand
from bot.usecases.change_settings import SettingsOrder, change_settings
from bot.usecases.show_settings import list_settings_changes, list_stations, show_settings
from bot.work import Work
from handlers.arguments import sent_day
from models.rules.policy import KINDS, LIMITS, HolidayShift

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "visits": ("priority_months", "general_months", "polite_from", "polite_until", "night_from", "night_until"),
    "messages": (
        "month_start_day",
        "month_start_time",
        "nudge_day",
        "nudge_time",
        "shortfall_days",
        "shortfall_time",
        "digest_day",
        "digest_time",
        "plan_day",
        "plan_chief_day",
        "holidays",
        "quiet_from",
        "quiet_until",
    ),
    "thresholds": (
        "nudge_percent",
        "provisional_days",
        "register_months",
        "first_visit_days",
        "first_visit_chief_days",
        "looks_a_day",
    ),
}
"""What is shown, and changed, together."""


@subcommand("settings", reads=True)
def settings(work: Work, words: str) -> Reply:
    """``/junkai settings``: what holds in the station; with a code, in that station"""
    typed = nfkc(words).strip()
    return shown(work, typed) if typed else first(work)


@action("settings.stations", reads=True)
def stations(work: Work, pressed: Pressed) -> Reply:
    """Another page of the stations."""
    return Reply("settings.stations", {"found": list_stations(work, pressed.id())}, replaces=True)


@action("settings.open", reads=True)
def open_(work: Work, pressed: Pressed) -> Reply:
    """What holds in the station that a button names."""
    return shown(work, pressed.value)


@action("settings.history", reads=True)
def history(work: Work, pressed: Pressed) -> Reply:
    """履歴 of a station: ``code|page``."""
    code, _, page = pressed.value.partition("|")
    found = list_settings_changes(work, code, row_number(page or "1"))
    return Reply("settings.history", {"found": found}, replaces=bool(page))


@action("settings.change", reads=True)
def change(work: Work, pressed: Pressed) -> View:
    """変える: the form of a group, as it holds on a day: ``code|group|day``."""
    code, _, rest = pressed.value.partition("|")
    group, _, day = rest.partition("|")
    found = show_settings(work, code, sent_day(day))
    names = GROUPS.get(group)
    if names is None:
        raise Refusal("app.stale")
    facts = {
        "found": found,
        "group": group,
        "rows": [(one, KINDS[one.name].__name__, LIMITS.get(one.name)) for one in found.settings if one.name in names],
    }
    state = {"code": found.code, "group": group, "on": found.on.isoformat(), "base": str(found.base)}
    again = ("settings.change", pressed.value)
    return View("settings.form", facts, submission="settings.save", state=state, again=again, pushed=pressed.in_view)


@submission("settings.save")
def save(work: Work, sent: Submitted) -> View:
    """Store what was changed; the receipt takes the form's place."""
    names = GROUPS.get(str(sent.state.get("group", "")))
    if names is None:
        raise Refusal("app.stale")
    order = SettingsOrder(
        str(sent.state.get("code", "")),
        sent.filled.day("since") or work.today,
        {name: filled_in(sent.filled, name) for name in names},
        sent_day(str(sent.state.get("on", ""))),
        sent.id("base"),
    )
    return View("settings.saved", {"done": change_settings(work, order)})


def first(work: Work) -> Reply:
    """What holds in the one station, or the stations to choose from."""
    found = list_stations(work)
    if not found.total:
        raise Refusal("policy.not_yours")
    if found.total == 1:
        return shown(work, found.stations[0].code)
    return Reply("settings.stations", {"found": found})


def shown(work: Work, code: str) -> Reply:
    """What holds in a station today."""
    found = show_settings(work, code)
    held = {one.name: one for one in found.settings}
    groups = [(group, [held[name] for name in names]) for group, names in GROUPS.items()]
    return Reply("settings.held", {"found": found, "groups": groups})


def filled_in(filled: Filled, name: str) -> Any:
    """What stands in the input of a setting. Refuses beside it what is left blank or none of its kind."""
    kind = KINDS[name]
    if kind is int:
        if filled.text(name):
            return filled.number(name)
    elif kind is time:
        if (at := filled.clock(name)) is not None:
            return at
    elif (chosen := filled.choice(name)) in set(HolidayShift):
        return HolidayShift(str(chosen))
    raise Refusal("policy.missing").at(name)
