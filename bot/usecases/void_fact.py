"""Void a wrong entry: never changed, never deleted, and never from under facts that stand on it (C17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.orphans import CHANGE, Orphan, orphan_of, orphans
from bot.usecases.tell_effects import Effect, Effects, effects_on_forms
from bot.usecases.voidable import refuse_unless_voidable
from bot.work import Work
from models.entries import Entry, FactKind, entry_named, of_target, void_of
from models.histories import load_histories
from models.known import known
from models.ledgers import survivors_named
from models.organisation import Unit
from models.registry import TargetChange
from models.rules.codes import Row, Split
from models.rules.conduct import VoidReason
from models.rules.facts import History
from models.units import lock_beats

COUNTED = frozenset({FactKind.VISIT, FactKind.CHANGE, FactKind.TARGET, FactKind.SHEETS})
"""What the figures are counted from."""


@dataclass(frozen=True, slots=True)
class VoidedFact:
    """What was voided, and what that changed on the forms of its year; no ``effects`` for what no figure counts."""

    entry: Entry
    effects: Effects | None


def open_entry(work: Work, name: str) -> Entry:
    """The entry behind a name, for those who may void it. Refuses everybody else, and what does not stand any more."""
    entry = entry_named(work.session, name)
    if entry is None or work.actor is None:
        raise Refusal("app.stale")
    refuse_unless_voidable(work, [entry])
    if entry.voided:
        raise Refusal("void.already")
    return entry


def void_fact(work: Work, name: str, reason: VoidReason) -> VoidedFact:
    """Void an entry for a reason. Refuses as ``open_entry`` does.

    Refused also when facts recorded since stand on it.
    """
    stamp = work.stamp()
    entry = open_entry(work, name)
    lock_beats(work.session, [entry.beat_id])
    entry = open_entry(work, name)  # of two at once, the second finds it done
    before = _histories(work, entry, [])
    known_orphans = orphans(work, before)
    _refuse_with_facts(work, entry)
    work.session.add(void_of(entry, reason, stamp.recorded_at, stamp.audit_id))
    work.session.flush()
    after = _histories(work, entry, before)
    if left := orphans(work, after) - known_orphans:
        raise Refusal("void.others_stand_on_it", orphans=sorted(left, key=lambda one: (one.on, one.code)))
    return VoidedFact(entry, _effects(work, entry, before, after))


def _histories(work: Work, entry: Entry, touched: Iterable[int]) -> dict[int, History]:
    """The history of an entry's target and of those that stay in its place (重複), as ``touched`` before."""
    if entry.target_id is None:
        return {}
    found = load_histories(work.session, {entry.target_id, *touched})
    others = set(survivors_named(found.values())) - found.keys()
    return found | load_histories(work.session, others) if others else found


def _refuse_with_facts(work: Work, entry: Entry) -> None:
    """Without its entering a target has no facts; so those must go first, as must a 重複 that names it."""
    if entry.kind is not FactKind.TARGET:
        return
    others = [one for one in of_target(work.session, entry.id) if one.kind is not FactKind.TARGET and not one.voided]
    query = select(TargetChange).where(TargetChange.survivor_id == entry.id, known(TargetChange, None))
    merged = [
        Orphan(one.target_id, one.happened_on, CHANGE, one.kind, "survivor") for one in work.session.scalars(query)
    ]
    if others or merged:
        raise Refusal("void.others_stand_on_it", orphans=[*map(orphan_of, others), *merged])


def _effects(work: Work, entry: Entry, before: Mapping[int, History], after: Mapping[int, History]) -> Effects | None:
    """The same as were told when it was recorded, the other way round."""
    if entry.kind not in COUNTED:
        return None
    on = entry.on or work.today
    if entry.kind is FactKind.SHEETS:
        code = work.session.get_one(Unit, entry.beat_id).code
        return Effects((Effect(code, Row(entry.what), Split.NONE, on.replace(day=1), -(entry.count or 0)),))
    effects = effects_on_forms(work, before.values(), after.values(), on.year)
    return effects.of_visit() if entry.kind is FactKind.VISIT else effects
