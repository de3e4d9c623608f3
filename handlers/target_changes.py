"""What happens to a target besides visits, from its modal or from a visit's receipt."""

from collections.abc import Mapping
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, source, submission
from bot.lexicon import word
from bot.naming import sent_target
from bot.replies import Answer, Choice, Reply, View
from bot.usecases.note_look import note_search
from bot.usecases.record_leaving import LeavingOrder, confirm_move_out, record_leaving
from bot.usecases.search_targets import search_lookable
from bot.work import Work
from models.rules.codes import ChangeKind

LEAVINGS = (ChangeKind.MOVED_OUT, ChangeKind.DIED, ChangeKind.CLOSED)
CORRECTIONS = (ChangeKind.DUPLICATE, ChangeKind.MISTAKEN)


@action("target.leave")
def leave(work: Work, pressed: Pressed) -> Answer:
    """転出にする, on a visit's receipt: one tap."""
    beat, number = whole_name(pressed.value)
    facts = {"one": confirm_move_out(work, beat, number), "to": None}
    return View("target.left", facts) if pressed.in_view else Reply("target.left", facts)


@action("target.leaving", reads=True)
def leaving(work: Work, pressed: Pressed) -> View:
    """転出・死亡・廃業: the form."""
    return form(work, pressed, "leaving", LEAVINGS, submits="target.left")


@action("target.correct")
def correct(work: Work, pressed: Pressed) -> View:
    """重複・誤登録: the form; its opening is noted, since its picker shows names (第5-4)."""
    note_search(work, "survivor")
    return form(work, pressed, "correcting", CORRECTIONS, submits="target.corrected")


@source("target.survivor")
def survivor(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """The targets of the same beat, one of which stays."""
    beat, number = whole_name(str(state.get("name", "")))
    found = search_lookable(work, f"{beat} {typed}")
    return [Choice(one.name, "visit.target", {"one": one}) for one in found if one.listed.number != number]


@submission("target.left")
def left(work: Work, sent: Submitted) -> View:
    """Record it; the receipt takes the form's place."""
    return recorded(work, sent, LEAVINGS, "leaving.kind")


@submission("target.corrected")
def corrected(work: Work, sent: Submitted) -> View:
    """The same for a correction."""
    return recorded(work, sent, CORRECTIONS, "leaving.correction")


def form(work: Work, pressed: Pressed, words: str, kinds: tuple[ChangeKind, ...], *, submits: str) -> View:
    """A form for the target that a button names; whose it is is judged when it comes back."""
    whole_name(pressed.value)
    facts = {"name": pressed.value, "kinds": [(kind, word("change", kind)) for kind in kinds], "today": work.today}
    return View(f"target.{words}", facts, submission=submits, state={"name": pressed.value}, pushed=pressed.in_view)


def recorded(work: Work, sent: Submitted, kinds: tuple[ChangeKind, ...], missing: str) -> View:
    """What was filled in, recorded. Refuses beside the inputs."""
    beat, number = whole_name(str(sent.state.get("name", "")))
    kind, stays = sent.filled.choice("kind"), sent.filled.choice("survivor")
    if kind not in kinds:
        raise Refusal(missing).at("kind")
    named = sent_target(stays) if stays else None
    if stays and (named is None or named[0] != beat):
        raise Refusal("leaving.survivor").at("survivor")
    order = LeavingOrder(
        beat, number, ChangeKind(kind), sent.filled.day("on") or work.today, named[1] if named else None
    )
    try:
        return View("target.left", {"one": record_leaving(work, order), "to": None})
    except Refusal as refusal:
        raise refusal.at(INPUTS.get(refusal.code, "survivor" if stays else "on")) from None


INPUTS = {
    "leaving.not_of_kind": "kind",
    "leaving.survivor": "survivor",
    "leaving.future": "on",
    "leaving.facts_after": "on",
    "contradiction.left_twice": "on",
    "contradiction.after_leaving": "on",
    "contradiction.before_entering": "on",
}
"""Beside which input a refusal stands; all others beside the one that stays, where one was chosen, or the day."""


OF_THE_DAY = frozenset(
    {
        "contradiction.before_entering",
        "contradiction.after_leaving",
        "contradiction.two_beat_changes",
        "contradiction.two_category_changes",
        "contradiction.later_fact",
        "contradiction.same_again_later",
        "contradiction.needed_as_survivor",
        "target.elsewhere",
    }
)
"""The refusals that another day would mend."""


def beside(refusal: Refusal, otherwise: str) -> str:
    """The input beside which the refusal of a change stands: its own, the day, or another."""
    return refusal.field or ("on" if refusal.code in OF_THE_DAY else otherwise)


def whole_name(value: str) -> tuple[str, str]:
    """Beat and number of a target as a button carries them. Refuses what was never sent out so."""
    name = sent_target(value)
    if name is None:
        raise Refusal("app.stale")
    return name
