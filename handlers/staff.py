"""``/junkai staff``: which beat is served by whom; assigning, and letting a duty end."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, row_number, source, submission
from bot.naming import nfkc
from bot.replies import Answer, Choice, Reply, View
from bot.subcommands import subcommand
from bot.usecases.assign_officer import AssignmentOrder, assign_officer, end_assignment, standing_assignment
from bot.usecases.find_officer import officers_over, unit_over
from bot.usecases.list_staff import list_staff, staffed_beat
from bot.work import Work
from handlers.staff_officers import officer_view
from models.rules.codes import Duty, UnitKind


@subcommand("staff", reads=True)
def staff(work: Work, words: str) -> Answer:
    """``/junkai staff``: who serves which beat, vacant ones first; with a code that unit, with a number that officer"""
    typed = nfkc(words).strip()
    if not typed:
        return listed(work)
    for one in officers_over(work):
        if one.staff_no.casefold() == typed.casefold():
            return officer_view(work, one.officer_id)
    unit = unit_over(work, typed, work.today)
    return beat_view(work, unit.code) if unit.kind is UnitKind.BEAT else listed(work, unit.code)


@action("staff.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page of the beats: ``unit|page``."""
    within, _, number = pressed.value.rpartition("|")
    return listed(work, within, row_number(number), replaces=True)


@action("staff.beat", reads=True)
def beat(work: Work, pressed: Pressed) -> View:
    """One beat with whoever serves it."""
    return beat_view(work, pressed.value)


@action("staff.assign", reads=True)
def assign(work: Work, pressed: Pressed) -> View:
    """担当・応援を決める: the form for a beat."""
    found = staffed_beat(work, pressed.value)
    in_charge = any(one.duty is Duty.IN_CHARGE for one in found.serving)
    facts = {"beat": found, "today": work.today, "in_charge": in_charge}
    again = ("staff.assign", found.code)
    return View("staff.assign", facts, "staff.assigned", {"beat": found.code}, pushed=pressed.in_view, again=again)


@source("staff.officer")
def officers(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """The officers whom the actor may assign, of whom number, name or rank holds what was typed."""
    del state
    wanted = nfkc(typed).strip().casefold()
    found = [one for one in officers_over(work) if wanted in f"{one.staff_no} {one.now.rank} {one.now.name}".casefold()]
    return [Choice(str(one.officer_id), "staff.officer", {"one": one}) for one in found]


@submission("staff.assigned")
def assigned(work: Work, sent: Submitted) -> View:
    """Store the assignment; what is wrong stands beside its input."""
    filled = sent.filled
    officer, duty = filled.choice("who"), filled.choice("duty")
    if officer is None:
        raise Refusal("staff.choose_officer").at("who")
    if duty not in set(Duty):
        raise Refusal("staff.choose_duty").at("duty")
    order = AssignmentOrder(
        str(sent.state.get("beat", "")),
        row_number(officer),
        Duty(duty),
        filled.day("starts_on") or work.today,
        filled.day("ends_on"),
        succeed="succeed" in filled.choices("succeed"),
    )
    try:
        return View("staff.assigned", {"one": assign_officer(work, order)})
    except Refusal as refusal:
        raise refusal.at(refusal.field or "who") from None


@action("staff.end", reads=True)
def end(work: Work, pressed: Pressed) -> View:
    """期間を変える: the form for an assignment."""
    unit, one = standing_assignment(work, pressed.id())
    facts = {"beat": unit, "one": one}
    again = ("staff.end", pressed.value)
    return View("staff.end", facts, "staff.ended", {"assignment": one.id}, pushed=pressed.in_view, again=again)


@submission("staff.ended")
def ended(work: Work, sent: Submitted) -> View:
    """Let it end after a day, or go on."""
    return View("staff.ended", {"one": end_assignment(work, sent.id("assignment"), sent.filled.day("ends_on"))})


def listed(work: Work, within: str = "", page: int = 1, *, replaces: bool = False) -> Reply:
    """A page of the beats."""
    return Reply("staff.beats", {"found": list_staff(work, within, page)}, replaces)


def beat_view(work: Work, code: str) -> View:
    """One beat in a modal."""
    return View("staff.beat", {"beat": staffed_beat(work, code)}, again=("staff.beat", code))
