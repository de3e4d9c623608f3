"""Void a wrong entry: never changed, never deleted, and never from under facts that stand on it (C17)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.tell_effects import Effect, Effects, effects_on_forms
from bot.work import Work
from models.entries import Entry, FactKind, entry_named, of_target, void_of
from models.histories import load_histories
from models.known import known
from models.ledgers import survivors_named
from models.organisation import Unit
from models.registry import TargetChange
from models.rules.codes import Row, Split
from models.rules.contradictions import contradictions
from models.rules.facts import History
from models.units import lock_beats, unit_numbers

REASON_CHARACTERS = 200

COUNTED = frozenset({FactKind.VISIT, FactKind.CHANGE, FactKind.TARGET, FactKind.SHEETS})
"""What the figures are counted from."""


@dataclass(frozen=True, slots=True)
class VoidedFact:
    """What was voided, and what that changed on the forms of its year; no ``effects`` for what no figure counts."""

    entry: Entry
    effects: Effects | None


def open_entry(work: Work, name: str) -> Entry:
    """The entry behind a name, for those who may void it. Refuses everybody else, and what does not stand any more.

    One's own entries; 所長 those of the post, 地域課長 those of the station.
    """
    entry = entry_named(work.session, name)
    if entry is None or work.actor is None:
        raise Refusal("app.stale")
    own = entry.officer_id == work.actor.officer_id
    if not own and not may(work.actor, Right.VOID, unit_numbers(work.session, entry.beat_id, work.today), work.today):
        raise Refusal("access.other_unit")
    if entry.voided:
        raise Refusal("void.already")
    return entry


def void_fact(work: Work, name: str, reason: str) -> VoidedFact:
    """Void an entry for a reason, which is stored and must hold no personal data. Refuses as ``open_entry`` does.

    Refused also when facts recorded since stand on it.
    """
    reason = reason.strip()
    if not reason or len(reason) > REASON_CHARACTERS:
        raise Refusal("void.reason", most=REASON_CHARACTERS)
    stamp = work.stamp()
    entry = open_entry(work, name)
    lock_beats(work.session, [entry.beat_id])
    entry = open_entry(work, name)  # of two at once, the second finds it done
    before = _histories(work, entry, [])
    _refuse_orphans(work, entry)
    work.session.add(void_of(entry, reason, stamp.recorded_at, stamp.audit_id))
    work.session.flush()
    after = _histories(work, entry, before)
    if any(set(contradictions(after[one])) - set(contradictions(before[one])) for one in after):
        raise Refusal("void.others_stand_on_it")
    return VoidedFact(entry, _effects(work, entry, before, after))


def _histories(work: Work, entry: Entry, touched: Iterable[int]) -> dict[int, History]:
    """The history of an entry's target and of those that stay in its place (重複), as ``touched`` before."""
    if entry.target_id is None:
        return {}
    found = load_histories(work.session, {entry.target_id, *touched})
    others = set(survivors_named(found.values())) - found.keys()
    return found | load_histories(work.session, others) if others else found


def _refuse_orphans(work: Work, entry: Entry) -> None:
    """Without its entering a target has no facts; so those must go first, as must a 重複 that names it."""
    if entry.kind is not FactKind.TARGET:
        return
    others = [one for one in of_target(work.session, entry.id) if one.kind is not FactKind.TARGET and not one.voided]
    named = select(TargetChange.id).where(TargetChange.survivor_id == entry.id, known(TargetChange, None))
    if others or work.session.scalar(named.limit(1)) is not None:
        raise Refusal("void.others_stand_on_it")


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
