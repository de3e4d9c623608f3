"""Void a wrong entry: never changed, never deleted, and never from under facts that stand on it (C17)."""

from dataclasses import dataclass

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.orphans import CHANGE, Orphan, orphan_of, orphans
from bot.usecases.record_visit import Effect, effects_of
from bot.usecases.voidable import refuse_unless_voidable
from bot.work import Work
from models.entries import Entry, FactKind, entry_named, of_target, void_of
from models.histories import load_histories
from models.known import known
from models.registry import TargetChange
from models.rules.conduct import VoidReason
from models.rules.facts import History
from models.units import lock_beats


@dataclass(frozen=True, slots=True)
class VoidedFact:
    """What was voided, and what that changed on the flow rows of its year's form."""

    entry: Entry
    effects: tuple[Effect, ...]


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
    before, known_orphans = _history(work, entry), _orphans(work, entry)
    _refuse_with_facts(work, entry)
    work.session.add(void_of(entry, reason, stamp.recorded_at, stamp.audit_id))
    work.session.flush()
    if left := _orphans(work, entry) - known_orphans:
        raise Refusal("void.others_stand_on_it", orphans=sorted(left, key=lambda one: (one.on, one.code)))
    return VoidedFact(entry, _effects(entry, before, _history(work, entry)))


def _history(work: Work, entry: Entry) -> History | None:
    if entry.target_id is None:
        return None
    return load_histories(work.session, [entry.target_id]).get(entry.target_id)


def _orphans(work: Work, entry: Entry) -> set[Orphan]:
    return set() if entry.target_id is None else orphans(work, [entry.target_id])


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


def _effects(entry: Entry, before: History | None, after: History | None) -> tuple[Effect, ...]:
    if before is None or after is None or entry.on is None:
        return ()
    return effects_of(before, after, entry.on.year)
