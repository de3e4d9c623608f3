"""受持区変更 of a target, from its modal, by the 地域課長."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, source, submission
from bot.replies import Choice, View
from bot.usecases.move_target import MoveOrder, beats_to_move_to, move_target
from bot.work import Work
from handlers.target_changes import whole_name
from handlers.target_register import number_in

BESIDE = dict.fromkeys(
    (
        "contradiction.before_entering",
        "contradiction.after_leaving",
        "contradiction.two_beat_changes",
        "contradiction.later_fact",
        "contradiction.same_again_later",
        "contradiction.needed_as_survivor",
        "target.elsewhere",
    ),
    "on",
)
"""The refusals that stand beside the day; all others beside the beat."""


@action("target.move", reads=True)
def move(work: Work, pressed: Pressed) -> View:
    """受持区変更: the form; who may let it go is judged when it comes back."""
    whole_name(pressed.value)
    facts = {"name": pressed.value, "today": work.today}
    state = {"name": pressed.value}
    return View("target.move", facts, submission="target.moved", state=state, pushed=pressed.in_view)


@source("target.beat")
def beats(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """The beats that it may go to."""
    del state
    return [Choice(unit.code, "target.beat", {"unit": unit}) for unit in beats_to_move_to(work, typed)]


@submission("target.moved")
def moved(work: Work, sent: Submitted) -> View:
    """Record it; the receipt takes the form's place."""
    beat, number = whole_name(str(sent.state.get("name", "")))
    to_beat = sent.filled.choice("to_beat")
    if not to_beat:
        raise Refusal("move.choose").at("to_beat")
    on = sent.filled.day("on") or work.today
    order = MoveOrder(beat, number, to_beat, on, number_in(sent.filled, work))
    try:
        return View("target.moved", {"one": move_target(work, order)})
    except Refusal as refusal:
        raise refusal.at(refusal.field or BESIDE.get(refusal.code, "to_beat")) from None
