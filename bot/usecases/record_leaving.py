"""Record that a target left the registry: moved out, died, closed; or was a duplicate or a mistake (C9)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.change_target import ChangedTarget, ChangeOrder, change_target
from bot.usecases.find_target import find_permitted, named_beat
from bot.work import Work
from models.known import known
from models.registry import TargetNumber, Visit
from models.rules.codes import LEAVINGS, ChangeKind, Outcome, TargetKind
from models.rules.facts import History
from models.rules.whereabouts import leaving
from models.units import lock_beats

NOT_OF_KIND = {
    TargetKind.HOUSEHOLD: frozenset({ChangeKind.CLOSED}),
    TargetKind.BUSINESS: frozenset({ChangeKind.DIED}),
    TargetKind.PUBLIC_OFFICE: frozenset({ChangeKind.DIED}),
}
"""A household does not close, a business does not die."""


@dataclass(frozen=True, slots=True)
class LeavingOrder:
    """``on``: the day of confirmation (C9). ``survivor``: of a duplicate, the number of the one that stays there."""

    beat_code: str | None
    number: str
    kind: ChangeKind
    on: date
    survivor: str | None = None


def record_leaving(work: Work, order: LeavingOrder) -> ChangedTarget:
    """Store it; refused with nothing stored for whoever does not serve the beat that day, and by the rules of §2."""
    if order.kind not in LEAVINGS:
        raise Refusal("leaving.kind")
    if order.on > work.today:
        raise Refusal("leaving.future")
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.RECORD, order.beat_code, order.number, order.on)
    if order.kind in NOT_OF_KIND[target.history.entry.kind]:
        raise Refusal("leaving.not_of_kind", kind=order.kind)
    survivor = None
    if order.kind is ChangeKind.DUPLICATE:
        survivor = _survivor(work, order, target.beat_code)
        if survivor == target.id:
            raise Refusal("leaving.survivor_is_another")
    _refuse_facts_after(target.history, order.on)
    return change_target(work, target, ChangeOrder(order.kind, order.on, survivor=survivor))


def _refuse_facts_after(history: History, on: date) -> None:
    """Name the day of what stands in the way: here it is the leaving that comes too early, not the fact too late."""
    left = leaving(history)
    if left is not None:
        raise Refusal("contradiction.left_twice", other=left.on, what=left.kind)
    days = [*(visit.on for visit in history.visits), *(change.on for change in history.changes)]
    if later := [day for day in days if day > on]:
        raise Refusal("leaving.facts_after", last=max(later))


def confirm_move_out(work: Work, beat_code: str, number: str) -> ChangedTarget:
    """転出 by one tap: on the day of the latest visit that confirmed it (C4, C9). Refused without one that stands."""
    (beat,) = named_beat(work, beat_code)
    work.stamp()
    lock_beats(work.session, [beat])
    on = work.session.scalar(
        select(func.max(Visit.visited_on))
        .join(TargetNumber, TargetNumber.target_id == Visit.target_id)
        .where(
            TargetNumber.beat_id == beat,
            TargetNumber.number == number,
            Visit.outcome == Outcome.MOVE_OUT_CONFIRMED,
            known(Visit, None),
        )
    )
    if on is None:
        find_permitted(work, Right.RECORD, beat_code, number, work.today)  # others are not told what there is
        raise Refusal("leaving.not_confirmed", number=number)
    return record_leaving(work, LeavingOrder(beat_code, number, ChangeKind.MOVED_OUT, on))


def _survivor(work: Work, order: LeavingOrder, beat_code: str) -> int:
    if not order.survivor:
        raise Refusal("leaving.survivor")
    return find_permitted(work, Right.RECORD, beat_code, order.survivor, order.on).id
