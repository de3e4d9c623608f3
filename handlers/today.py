"""``/junkai today``"""

from datetime import date

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, row_number, submission
from bot.naming import nfkc
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.show_entry import opened_visit, recorder
from bot.usecases.show_today import NamedEntry, named, show_today
from bot.usecases.void_fact import open_entry, void_fact
from bot.work import Work
from handlers.arguments import Unreadable, day
from models.entries import FactKind
from models.rules.conduct import CHOSEN_REASONS, VoidReason


@subcommand("today", reads=True)
def today(work: Work, words: str) -> Reply:
    """``/junkai today``: what one recorded today, receipt by receipt; ``today 昨日``, ``today 2/27``: on another day"""
    return Reply("today.entries", {"today": show_today(work, day_of(words, work.today))})


@action("today.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page of the list: ``day|page``."""
    on, _, number = pressed.value.partition("|")
    return Reply(
        "today.entries", {"today": show_today(work, day_of(on, work.today), row_number(number))}, replaces=True
    )


def day_of(words: str, today: date) -> date:
    """The day that was typed; none is today. Refuses what is no day, or one to come."""
    typed = nfkc(words).strip()
    try:
        found = day(typed, today) if typed else today
    except Unreadable:
        found = None
    if found is None:
        raise Refusal("today.words")
    if found > today:
        raise Refusal("today.future", on=found)
    return found


@action("entry.open", reads=True)
def open_(work: Work, pressed: Pressed) -> Answer:
    """An entry, opened from its receipt, to be voided with a reason."""
    entry = open_entry(work, pressed.value)
    (one,) = named(work, [entry])
    return View(
        "today.entry",
        {"one": one, "by": recorder(work, entry), "visit": opened_visit(work, entry)},
        submission="entry.void",
        state={"entry": one.entry.name},
        pushed=pressed.in_view,
        again=("entry.open", one.entry.name),
    )


def reason_in(filled: Filled) -> VoidReason:
    """Why something is voided. Refuses what is none of the reasons that can be chosen."""
    chosen = filled.choice("reason")
    if chosen not in CHOSEN_REASONS:
        raise Refusal("void.reason").at("reason")
    return VoidReason(chosen)


@submission("entry.void")
def void(work: Work, sent: Submitted) -> View:
    """Void it; then it can be entered anew."""
    voided = void_fact(work, str(sent.state.get("entry", "")), reason_in(sent.filled))
    (one,) = named(work, [voided.entry])
    serves = work.actor is not None and bool(work.actor.beats_on(work.today))  # a chief voids, but records no visit
    facts = {"one": one, "effects": voided.effects, "serves": serves}
    return View("today.voided", facts | {"anew": ANEW, "again": again(one)})


ANEW = {
    FactKind.VISIT: "visit.open",
    FactKind.CHANGE: "target.open",
    FactKind.SHEETS: "sheets.open",
    FactKind.REGISTER: "register.open",
    FactKind.CARD: "card.open",
}
"""By which button each kind of entry is entered anew; an answer to a request, from the list where it stands again."""


def again(one: NamedEntry) -> str:
    """The value of that button: the target, or the beat; of a visit the day, too."""
    name = f"{one.beat_code}/{one.number}" if one.number else one.beat_code
    return f"{name}|{one.entry.on}" if one.entry.kind is FactKind.VISIT else name
