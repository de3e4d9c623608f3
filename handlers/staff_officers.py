"""Officers: found, registered, moved to another unit or role from a day on, connected with a Slack user."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, source, submission
from bot.naming import nfkc
from bot.replies import Choice, Reply, View
from bot.usecases.explain_cell import paged
from bot.usecases.find_officer import FoundOfficer, officer_over, officers_over, units_over
from bot.usecases.register_officer import STAFF_NO_CHARACTERS, OfficerOrder, change_slack_user, register_officer
from bot.usecases.transfer_officer import (
    NAME_CHARACTERS,
    RANK_CHARACTERS,
    StandingOrder,
    TransferOrder,
    transfer_officer,
)
from bot.work import Work
from models.rules.codes import Role, UnitKind
from models.rules.order import natural

LENGTHS = {"name": NAME_CHARACTERS, "rank": RANK_CHARACTERS, "staff_no": STAFF_NO_CHARACTERS}


@action("staff.officers", reads=True)
def officers(work: Work, pressed: Pressed) -> Reply:
    """A page of the officers; the first one for a button without a page."""
    found = officers_over(work)
    units = {one.id: one for one in units_over(work, work.today).values()}
    page, pages, shown = paged(found, pressed.id() if pressed.value else 1)
    facts = {"officers": [(one, units.get(one.now.unit_id)) for one in shown], "total": len(found)}
    return Reply("staff.officers", {**facts, "page": page, "pages": pages}, replaces=bool(pressed.value))


@action("staff.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """One officer: unit, rank, roles, and what is to come."""
    return officer_view(work, pressed.id())


@action("staff.new", reads=True)
def new(work: Work, pressed: Pressed) -> View:
    """職員を登録: the form."""
    facts = {"one": None, "held": None, "unit": None, "since": work.today, "lengths": LENGTHS}
    return View("staff.standing", facts, "staff.registered", pushed=pressed.in_view, again=("staff.new", ""))


@action("staff.transfer", reads=True)
def transfer(work: Work, pressed: Pressed) -> View:
    """異動・役割: the form, as the officer stands after what is to come already."""
    one = officer_over(work, pressed.id())
    held = one.ahead[-1] if one.ahead else one.now
    since = max(work.today, held.since)
    unit = units_over(work, since).get(held.unit_id)
    facts = {"one": one, "held": held, "unit": unit, "since": since, "lengths": LENGTHS}
    state = {"officer": one.officer_id, "version": one.version}
    again = ("staff.transfer", pressed.value)
    return View("staff.standing", facts, "staff.transferred", state, pushed=pressed.in_view, again=again)


@action("staff.slack", reads=True)
def slack(work: Work, pressed: Pressed) -> View:
    """Slack の利用者: the form."""
    one = officer_over(work, pressed.id())
    state = {"officer": one.officer_id, "seen": one.slack_user_id}
    again = ("staff.slack", pressed.value)
    return View("staff.slack", {"one": one}, "staff.connected", state, pushed=pressed.in_view, again=again)


@source("staff.unit")
def units(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """The units that officers belong to and the actor is over, of which code or name holds what was typed."""
    del state
    wanted = nfkc(typed).strip().casefold()
    found = [
        unit
        for unit in units_over(work, work.today).values()
        if unit.kind is not UnitKind.BEAT and wanted in f"{unit.code} {unit.name}".casefold()
    ]
    found.sort(key=lambda unit: natural(unit.code))
    return [Choice(unit.code, "staff.unit", {"unit": unit}) for unit in found]


@submission("staff.registered")
def registered(work: Work, sent: Submitted) -> View:
    """Store a new officer."""
    number = nfkc(sent.filled.text("staff_no"))
    order = OfficerOrder(number, sent.filled.person("slack"), standing_from(sent.filled, work.today))
    return View("staff.transferred", {"one": register_officer(work, order)})


@submission("staff.transferred")
def transferred(work: Work, sent: Submitted) -> View:
    """Store what the officer is to be."""
    filled = sent.filled
    standing = standing_from(filled, work.today)
    release = "release" in filled.choices("release")
    order = TransferOrder(sent.id("officer"), standing, release, sent.id("version"))
    try:
        return View("staff.transferred", {"one": transfer_officer(work, order)})
    except Refusal as refusal:
        raise refusal.at(refusal.field or "since") from None


@submission("staff.connected")
def connected(work: Work, sent: Submitted) -> View:
    """Store who the officer is in Slack; left empty: nobody."""
    user = sent.filled.person("slack")
    number = change_slack_user(work, sent.id("officer"), user, sent.state.get("seen"))
    return View("staff.connected", {"staff_no": number, "user": user})


def standing_from(filled: Filled, today: date) -> StandingOrder:
    """What was filled in. Refuses a form without a unit."""
    unit = filled.choice("unit")
    if unit is None:
        raise Refusal("staff.choose_unit").at("unit")
    roles = frozenset(Role(one) for one in filled.choices("roles") if one in set(Role))
    return StandingOrder(filled.text("name"), filled.text("rank"), unit, roles, filled.day("since") or today)


def officer_view(work: Work, officer_id: int) -> View:
    """One officer in a modal."""
    one = officer_over(work, officer_id)
    facts = {"one": one, "standings": [(held, unit_of(work, one, held.since)) for held in (one.now, *one.ahead)]}
    return View("staff.officer_seen", facts, again=("staff.open", str(officer_id)))


def unit_of(work: Work, one: FoundOfficer, since: date) -> str:
    """The code of the unit that an officer belongs to from a day on; empty for one that is not the actor's."""
    unit = units_over(work, max(work.today, since)).get(one.on(max(work.today, since)).unit_id)
    return unit.code if unit else ""
