"""``/junkai today``"""

from bot.interactions import Pressed, Submitted, action, submission
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.show_today import named, show_today
from bot.usecases.void_fact import REASON_CHARACTERS, open_entry, void_fact
from bot.work import Work


@subcommand("today", reads=True)
def today(work: Work, words: str) -> Reply:
    """``/junkai today``: what one recorded today, receipt by receipt"""
    del words
    return Reply("today.entries", {"today": show_today(work)})


@action("today.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page of the list."""
    return Reply("today.entries", {"today": show_today(work, pressed.id())}, replaces=True)


@action("entry.open", reads=True)
def open_(work: Work, pressed: Pressed) -> Answer:
    """An entry, opened from its receipt, to be voided with a reason."""
    (one,) = named(work, [open_entry(work, pressed.value)])
    return View(
        "today.entry",
        {"one": one, "most": REASON_CHARACTERS},
        submission="entry.void",
        state={"entry": one.entry.name},
        pushed=pressed.in_view,
        again=("entry.open", one.entry.name),
    )


@submission("entry.void")
def void(work: Work, sent: Submitted) -> View:
    """Void it; then it can be entered anew."""
    voided = void_fact(work, str(sent.state.get("entry", "")), sent.filled.text("reason"))
    (one,) = named(work, [voided.entry])
    return View("today.voided", {"one": one, "effects": voided.effects})
