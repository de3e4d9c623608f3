"""``/junkai absence``: when one is away, and who hears the notices meanwhile."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, row_number, source, submission
from bot.naming import nfkc
from bot.replies import Answer, Choice, Reply, View
from bot.subcommands import subcommand
from bot.usecases.find_officer import FoundOfficer
from bot.usecases.list_absences import known_actor, list_absences, officers_to_excuse
from bot.usecases.plan_absence import AbsenceOrder, colleagues, plan_absence, stand_ins, withdraw_absence
from bot.work import Work
from handlers.arguments import LAST_YEAR_WITHIN, Unreadable, day

HALF_A_YEAR = timedelta(days=183)

BETWEEN = re.compile(r"[-~\u301c]|\u304b\u3089")
"""Between the two days of one word: a hyphen, a wave or から. A hyphen may be part of a day, too."""

BLANKS = re.compile(rf"\s*({BETWEEN.pattern})\s+|\s+(?=[-~\u301c])")
"""Blanks around what stands between."""


@subcommand("absence")
def absence(work: Work, words: str) -> Answer:
    """``/junkai absence [first day[-last day] [who acts]]``: what is planned; with days one's own is stored"""
    typed = nfkc(words).strip()
    if not typed:
        return Reply("absence.listed", {"found": list_absences(work)})
    first, *rest = BLANKS.sub(r"\1", typed).split()
    days = days_of(first, work.today)
    if len(days) == 1 and rest and (last := last_day(rest[0], work.today, days[0])):
        days, rest = [*days, last], rest[1:]
    if len(days) not in (1, 2) or len(rest) > 1:
        raise Refusal("absence.words")
    acting = colleague(work, rest[0]) if rest else None
    planned = plan_absence(work, AbsenceOrder(None, days[0], days[-1], acting.officer_id if acting else None))
    return Reply("absence.planned", {"one": planned})


@action("absence.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page."""
    return Reply("absence.listed", {"found": list_absences(work, pressed.id())}, replaces=True)


@action("absence.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """休みを入れる: the form; a chief may choose whose."""
    del pressed
    chief = len(officers_to_excuse(work)) > 1
    facts = {"today": work.today, "chief": chief}
    return View("absence.form", facts, "absence.planned", again=("absence.open", ""))


@source("absence.officer")
def officers(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """Those whose absence the actor may enter."""
    del state
    return choices(officers_to_excuse(work), typed)


@source("absence.acting")
def acting(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """Those of the same station who may hear the notices."""
    del state
    return choices(stand_ins(work, own(work)), typed)


@submission("absence.planned")
def planned(work: Work, sent: Submitted) -> View:
    """Store what was filled in."""
    filled = sent.filled
    starts_on = filled.day("starts_on") or work.today
    who, stands_in = filled.choice("who"), filled.choice("acting")
    order = AbsenceOrder(
        row_number(who) if who else None,
        starts_on,
        filled.day("ends_on") or starts_on,
        row_number(stands_in) if stands_in else None,
    )
    return View("absence.planned", {"one": plan_absence(work, order)})


@action("absence.withdraw")
def withdraw(work: Work, pressed: Pressed) -> Reply:
    """取りやめる: from now on the notices come again."""
    return Reply("absence.withdrawn", {"one": withdraw_absence(work, pressed.id())})


def days_of(word: str, today: date) -> list[date]:
    """The day or the two days that a word means; none for another word. Refuses a day that does not exist.

    Absences lie ahead: a day without a year is the first one since some weeks ago.
    """
    if (one := one_day(word, today)) is not None:
        return [one]
    for between in BETWEEN.finditer(word):
        with suppress(Unreadable):
            first = day(word[: between.start()], today, today - LAST_YEAR_WITHIN)
            last = last_day(word[between.end() :], today, first) if first else None
            if first is not None and last is not None:
                return [first, last]
    return []


def one_day(word: str, today: date, since: date | None = None) -> date | None:
    """A day without a year as the first one since another; None for another word. Refuses one that does not exist."""
    try:
        return day(word, today, since or today - LAST_YEAR_WITHIN)
    except Unreadable as fault:
        raise Refusal(f"words.{fault.code}", number=None, beat=None) from None


def last_day(word: str, today: date, first: date) -> date | None:
    """The day on which an absence ends, the first such since it began; None for another word.

    Refuses one without a year that comes in the next year only, and more than half a year later: it is the wrong way
    round.
    """
    last = one_day(word, today, first)
    if last and last.year > first.year and last - first > HALF_A_YEAR:
        without_year = one_day(word, today, last + timedelta(days=1)) != last
        if without_year:
            raise Refusal("absence.ends_before")
    return last


def own(work: Work) -> FoundOfficer:
    """The actor as an officer."""
    actor = known_actor(work).officer_id
    return next(one for one in officers_to_excuse(work) if one.officer_id == actor)


def colleague(work: Work, number: str) -> FoundOfficer:
    """Who has a staff number, in one's own station. Refuses others."""
    for one in colleagues(work, own(work)):
        if one.staff_no.casefold() == number.casefold():
            return one
    raise Refusal("absence.no_colleague")


def choices(found: list[FoundOfficer], typed: str) -> list[Choice]:
    """Those of whom number, rank or name holds what was typed."""
    wanted = nfkc(typed).strip().casefold()
    fitting = (one for one in found if wanted in f"{one.staff_no} {one.now.rank} {one.now.name}".casefold())
    return [Choice(str(one.officer_id), "staff.officer", {"one": one}) for one in fitting]
