"""What would stand on nothing, were some facts voided (C17, counting.md §2)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from bot.usecases.record_card_step import NEEDS_CARD
from bot.work import Work
from models.conduct import CardEvent
from models.entries import Entry, FactKind
from models.histories import load_histories
from models.known import standing
from models.rules.codes import CardState
from models.rules.contradictions import Contradiction, contradictions
from models.rules.facts import Change, Visit
from models.rules.whereabouts import card_on

ENTRY, CHANGE, STEP = "entry", "change", "card_step"
"""Tables of the lexicon that name what was recorded."""


class Orphan(NamedTuple):
    """Something that contradicts the rest of a target: its words in the lexicon by table and code, its day, and why."""

    target_id: int
    on: date
    table: str
    code: str
    why: str
    other: date | None = None


def orphans(work: Work, targets: Collection[int]) -> set[Orphan]:
    """All that contradicts itself of some targets: facts, and the steps of a card that is not there (第5)."""
    histories = load_histories(work.session, targets)
    found = {_of_fact(target, each) for target, history in histories.items() for each in contradictions(history)}
    steps = select(CardEvent.target_id, CardEvent.happened_on, CardEvent.step).where(
        CardEvent.target_id.in_(histories), CardEvent.step.in_(NEEDS_CARD), standing(CardEvent)
    )
    return found | {
        Orphan(target, on, STEP, step, "no_card")
        for target, on, step in work.session.execute(steps)
        if card_on(histories[target], on) is not CardState.FULL
    }


def orphan_of(entry: Entry) -> Orphan:
    """An entry of a target of which the entering is to be voided."""
    table, code = {FactKind.CHANGE: (CHANGE, entry.what), FactKind.CARD: (STEP, entry.what)}.get(
        entry.kind, (ENTRY, str(entry.kind))
    )
    return Orphan(entry.target_id or entry.id, entry.on or date.min, table, code, "entering")


def _of_fact(target: int, found: Contradiction) -> Orphan:
    match found.side.fact:
        case Change(kind=kind):
            named = CHANGE, str(kind)
        case Visit():
            named = ENTRY, "visit"
        case _:
            named = ENTRY, "target"
    other = found.others[0].on if found.others else None
    return Orphan(found.side.target or target, found.on, *named, found.code, other)
