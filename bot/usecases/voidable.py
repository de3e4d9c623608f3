"""Which entries somebody may void (C17)."""

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.work import Work
from models.entries import Entry, FactKind, entry_named
from models.histories import load_histories
from models.organisation import Unit
from models.rules.codes import ChangeKind
from models.rules.whereabouts import beat_on
from models.units import unit_numbers


def voidable(work: Work, entries: Collection[Entry]) -> frozenset[str]:
    """The names of those that the actor may void today.

    One's own, while one may still record such a thing in the beat for which it counts; 所長 all of the post, 地域課長
    all of the station.
    """
    beats = _beats(work, entries)
    chains = {beat: unit_numbers(work.session, beat, work.today) for beat in {*beats.values()}}
    return frozenset(one.name for one in entries if _may_void(work, one, chains[beats[one.name]]))


def may_void(work: Work, name: str) -> bool:
    """Whether the actor may void the entry of a name today."""
    entry = entry_named(work.session, name)
    return entry is not None and not entry.voided and name in voidable(work, [entry])


def refuse_unless_voidable(work: Work, entries: Collection[Entry]) -> None:
    """Refuse entries of which the actor may not void every one, naming the beats where one's own lie."""
    allowed = voidable(work, entries)
    kept = [one for one in entries if one.name not in allowed]
    if not kept:
        return
    if work.actor is None or any(one.officer_id != work.actor.officer_id for one in kept):
        raise Refusal("access.other_unit")
    beats = _beats(work, kept)
    codes = work.session.scalars(select(Unit.code).where(Unit.id.in_({*beats.values()})).order_by(Unit.code))
    raise Refusal("void.no_longer", beats=codes.all())


def _may_void(work: Work, entry: Entry, chain: Collection[int]) -> bool:
    if work.actor is None:
        return False
    own = entry.officer_id == work.actor.officer_id
    return any(may(work.actor, right, chain, work.today) for right in (Right.VOID, *([_recorded_by(entry)] * own)))


def _recorded_by(entry: Entry) -> Right:
    """The right by which such an entry is recorded."""
    if entry.kind is FactKind.REGISTER:
        return Right.REGISTER
    if entry.kind is FactKind.CHANGE and entry.what == ChangeKind.BEAT:
        return Right.MOVE
    return Right.RECORD


def _beats(work: Work, entries: Collection[Entry]) -> Mapping[str, int]:
    """The beat for which each entry counts: that of its target at the end of its day (C12, C16)."""
    histories = load_histories(work.session, {one.target_id for one in entries if one.target_id is not None})
    return {
        one.name: beat_on(histories[one.target_id], one.on or date.min) if one.target_id in histories else one.beat_id
        for one in entries
    }
