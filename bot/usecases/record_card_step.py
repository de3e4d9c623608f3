"""What happened to a target's paper card: made without an interview, handed out, collected, revised … (第5)."""

from dataclasses import dataclass, replace
from datetime import date

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.change_target import ChangeOrder, change_target
from bot.usecases.find_target import find_permitted
from bot.usecases.tell_effects import Effects
from bot.work import Work
from models.conduct import CardEvent
from models.entries import FactKind
from models.prepared import store_one
from models.rules.codes import CardState, ChangeKind
from models.rules.conduct import CardPart, CardStep
from models.rules.whereabouts import card_on, registered_on

MADE = "made"
"""The card was made without an interview: the one step that the form counts (C5–C7)."""

NEEDS_CARD = frozenset({CardStep.REVISED, CardStep.CONFIRMED})


@dataclass(frozen=True, slots=True)
class CardOrder:
    """``step`` is a ``CardStep`` or ``MADE``; ``parts``: which data a revision changed, never the values."""

    beat_code: str
    number: str
    step: str
    on: date
    parts: CardPart = CardPart(0)  # noqa: RUF009 (a flag cannot change)


@dataclass(frozen=True, slots=True)
class RecordedStep:
    """What was stored. ``entry`` is the name by which it can be voided; no ``effects`` for what no figure counts."""

    order: CardOrder
    entry: str
    effects: Effects | None


def record_card_step(work: Work, order: CardOrder) -> RecordedStep:
    """Store a step; refused for other beats, days to come, targets that are not there, and steps that cannot be."""
    if order.on > work.today:
        raise Refusal("card.future").at("on")
    if order.step != MADE and order.step not in set(CardStep):
        raise Refusal("card.step").at("step")
    if (order.step == CardStep.REVISED) is not bool(order.parts):
        raise Refusal("card.parts").at("parts")
    stamp = work.stamp()
    target = find_permitted(work, Right.RECORD, order.beat_code, order.number, order.on)
    order = replace(order, beat_code=target.beat_code, number=target.number)  # as they are written, not as typed
    if order.step == MADE:
        if card_on(target.history, order.on) is CardState.FULL:
            raise Refusal("card.second_card").at("step")
        made = change_target(work, target, ChangeOrder(ChangeKind.CARD_WITHOUT_INTERVIEW, order.on))
        return RecordedStep(order, made.entry, made.effects)
    if not registered_on(target.history, order.on):
        raise Refusal("card.not_there").at("on")
    if order.step in NEEDS_CARD and card_on(target.history, order.on) is not CardState.FULL:
        raise Refusal("card.none_yet").at("step")
    event = store_one(
        work.session,
        CardEvent,
        target_id=target.id,
        step=CardStep(order.step),
        happened_on=order.on,
        parts=int(order.parts),
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    return RecordedStep(order, f"{FactKind.CARD}:{event}", None)
