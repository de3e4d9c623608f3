"""氏名・所在の訂正 of a target, from its modal."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.interactions import Filled, Pressed, Submitted, action, submission
from bot.replies import View
from bot.usecases.amend_target import KINDS, Amending, AmendOrder, amend_target, open_amending
from bot.usecases.register_target import clean
from bot.usecases.settle_place import HomePlace
from bot.work import Work
from handlers.target_changes import whole_name
from handlers.target_register import LENGTHS, shown_from


@action("target.amend")
def amend(work: Work, pressed: Pressed) -> View:
    """氏名・所在の訂正: the form, with what stands."""
    one = open_amending(work, *whole_name(pressed.value))
    filled = Filled({kind: {"value": getattr(one.present, kind)} for kind in KINDS})
    return replace(form(one, filled), pushed=pressed.in_view)


@submission("target.amended")
def amended(work: Work, sent: Submitted) -> View:
    """Store it; but first show what is alike, and what somebody else corrected meanwhile."""
    done = amend_target(work, order_from(sent.filled, sent.state))
    if isinstance(done, Amending):
        return form(done, sent.filled)
    return View("target.amended", {"one": done})


def order_from(filled: Filled, state: Mapping[str, Any]) -> AmendOrder:
    """What was filled in, as the use-case takes it."""
    beat, number = whole_name(str(state.get("name", "")))
    name, kana, *place = (clean(filled.text(kind)) for kind in KINDS)
    confirmed = "new" in filled.choices("confirmed")
    shown = str(state.get("shown", ""))
    return AmendOrder(beat, number, name, kana, HomePlace(*place), shown, shown_from(state).near, confirmed)


def form(one: Amending, filled: Filled) -> View:
    """The form with what is filled in."""
    state = {"name": one.name, "shown": one.digest, "near": [each.target_id for each in one.near]}
    facts = {"one": one, "filled": filled, "lengths": LENGTHS}
    return View("target.amend", facts, submission="target.amended", state=state, again=("target.amend", one.name))
