"""A target goes to another beat from a day on, as the 地域課長 orders (C12); its number goes along."""

import unicodedata
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.change_target import ChangedTarget, ChangeOrder, change_target
from bot.usecases.find_target import FoundTarget, find_permitted, named_beat, refuse_before, refuse_unless
from bot.work import Work
from models.registry import TargetNumber
from models.rules.codes import ChangeKind, UnitKind
from models.units import UnitNow, lock_beats, superiors, units_on


@dataclass(frozen=True, slots=True)
class MoveOrder:
    """``on`` may lie ahead. ``new_number``: only where the old one is taken in the other beat."""

    beat_code: str
    number: str
    to_beat_code: str
    on: date
    new_number: str | None = None


@dataclass(frozen=True, slots=True)
class MovedTarget:
    """What was stored, and the name under which the target is known from that day on."""

    change: ChangedTarget
    new_name: str


def move_target(work: Work, order: MoveOrder) -> MovedTarget:
    """Store it; refused with nothing stored for whoever has no such right over both beats, and by the rules of §2."""
    work.stamp()  # the ledger's lock comes before the beats'
    home, there = named_beat(work, order.beat_code), named_beat(work, order.to_beat_code)
    lock_beats(work.session, home | there)
    ((to_beat, to_code),) = there.items()
    refuse_before(work, to_beat, order.on, "on")
    refuse_unless(work, Right.MOVE, to_beat, order.on)
    target = find_permitted(work, Right.MOVE, order.beat_code, order.number, order.on)
    number = reserve_number(work, target, to_beat, order.new_number)
    changed = change_target(work, target, ChangeOrder(ChangeKind.BEAT, order.on, to_beat=to_beat))
    return MovedTarget(changed, f"{to_code}/{number}")


def reserve_number(work: Work, target: FoundTarget, beat: int, wanted: str | None) -> str:
    """The number of a target in another beat: the one it had there once, else the one wanted, else the same.

    Refuses one that another target ever had there.
    """
    query = select(TargetNumber).where(TargetNumber.beat_id == beat)
    held = work.session.scalar(query.where(TargetNumber.target_id == target.id))
    if held is not None:
        return held.number
    number = wanted or target.number
    if work.session.scalar(query.where(func.lower(TargetNumber.number) == number.lower()).limit(1)) is not None:
        raise Refusal("move.number_taken", number=number).at("number")
    work.session.add(TargetNumber(beat_id=beat, number=number, target_id=target.id))
    work.session.flush()
    return number


def beats_to_move_to(work: Work, typed: str) -> list[UnitNow]:
    """The beats that the actor may let targets go to, of which code or name holds what was typed."""
    if work.actor is None:
        return []
    units = units_on(work.session, work.today)
    wanted = unicodedata.normalize("NFKC", typed).strip().casefold()
    found = [
        unit
        for unit in units.values()
        if unit.kind is UnitKind.BEAT
        and wanted in f"{unit.code} {unit.name}".casefold()
        and may(work.actor, Right.MOVE, list(superiors(units, unit.id)), work.today)
    ]
    return sorted(found, key=lambda unit: unit.code)
