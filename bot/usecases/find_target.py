"""Find the target that a beat and a number mean on a day."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Integer, Select, bindparam, func, select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.call_targets import call_targets
from bot.work import Work
from models.histories import load_histories
from models.known import known
from models.organisation import Unit
from models.prepared import run
from models.registry import Target, TargetNumber
from models.rules.codes import UnitKind
from models.rules.facts import History
from models.rules.whereabouts import beat_on, beats_on
from models.units import UnitCode, first_days, lock_beats, superiors, unit_by_code, unit_numbers, units_on


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """A target under the beat and number by which it was named, with its history so far."""

    id: int
    beat_id: int
    beat_code: str
    number: str
    history: History


def find_target(work: Work, beat_code: str | None, number: str, on: date) -> FoundTarget:
    """The target that holds the number in the beat at the end of a day, locked until the work ends.

    Without a beat, the beats that the actor serves on that day are searched. Refuses an unknown number, one that is
    found in several beats, and a target that belongs to another beat by then.
    """
    beats = lock_beats(work.session, named_beat(work, beat_code) if beat_code else served_on(work, on))
    candidates = holders(work, beats, number)
    if not candidates:
        raise Refusal("target.unknown", beats=sorted(beats.values()), number=number)
    found = [target for target in candidates if target.beat_id in beats_on(target.history, on)]
    if not found:
        named = candidates[0]
        raise Refusal(
            "target.elsewhere", beat=named.beat_code, number=named.number, on=on, there=_name_there(work, named, on)
        )
    if len(found) > 1:
        raise Refusal("target.which_beat", beats=sorted(target.beat_code for target in found), number=number)
    return found[0]


def _name_there(work: Work, target: FoundTarget, on: date) -> str | None:
    """What a target is called on a day, told to those who may see which targets are in that beat."""
    called = call_targets(work, [(target.id, on)])[target.id, on]
    chain = unit_numbers(work.session, called.beat_id, work.today)
    if work.actor is None or not may(work.actor, Right.EXPLAIN, chain, work.today):
        return None
    return f"{called.beat_code}/{called.number}"


def find_permitted(work: Work, right: Right, beat_code: str | None, number: str, on: date) -> FoundTarget:
    """The same, for those who have a right over the target's beat on that day; all others are refused alike.

    Whether a number is taken in a beat is told only to those who have the right there; those who serve no beat but have
    it over some, as chiefs, are asked for the beat.
    """
    if beat_code is not None:
        (named,) = named_beat(work, beat_code)
        refuse_unless(work, right, named, on)
    elif work.actor and not work.actor.beats_on(on) and (beats := beats_with(work, right)):
        raise Refusal("target.beat_too", beat=min(beats.values()), number=number)
    target = find_target(work, beat_code, number, on)
    refuse_unless(work, right, beat_on(target.history, on), on)
    return target


def recordable_name(work: Work, beat_code: str, number: str) -> tuple[str, str]:
    """Beat code and number, as they are written, of a target that the actor may record something of, on some day.

    All others are refused alike, and whoever is only to serve there: nothing is recorded ahead. Of which day is judged
    when it is recorded. Locks nothing.
    """
    ((beat, code),) = named_beat(work, beat_code).items()
    services = work.actor.services if work.actor else ()
    if not any(one.beat_id == beat and one.starts_on <= work.today for one in services):
        raise Refusal("target.not_yours")
    query = select(TargetNumber.number).join(Target, Target.id == TargetNumber.target_id)
    called = (TargetNumber.beat_id == beat, func.lower(TargetNumber.number) == number.lower(), known(Target, None))
    found = work.session.scalars(query.where(*called)).all()
    if not found:
        raise Refusal("target.unknown", beats=[code], number=number)
    return code, number if number in found else found[0]


def refuse_unless(work: Work, right: Right, beat: int, on: date) -> None:
    """Refuse those who have no such right over a beat on a day."""
    if work.actor is None or not may(work.actor, right, unit_numbers(work.session, beat, on), on):
        raise Refusal("target.not_yours")


def refuse_before(work: Work, beat: int, on: date, field: str) -> None:
    """Refuse a fact of a beat on a day on which there was no such beat yet, naming its first day (C12)."""
    since = first_days(work.session, [beat])[beat]
    if on < since:
        code = work.session.get_one(Unit, beat).code
        raise Refusal("target.beat_not_yet", beat=code, since=since).at(field)


def beat_to_explain(work: Work, code: str) -> UnitCode:
    """The beat with a code, for those who may see the targets behind its figures. Refuses all others."""
    beat = unit_by_code(work.session, code)
    if work.actor is None or beat is None or beat.kind is not UnitKind.BEAT:
        raise Refusal("target.unknown_beat", beat=code)
    if not may(work.actor, Right.EXPLAIN, unit_numbers(work.session, beat.id, work.today), work.today):
        raise Refusal("access.other_unit", code=beat.code)
    return beat


def beats_with(work: Work, right: Right) -> dict[int, str]:
    """The beats over which the actor has a right today, with their codes."""
    return units_with(work, right, frozenset({UnitKind.BEAT}))


def units_with(work: Work, right: Right, kinds: Collection[UnitKind] = frozenset(UnitKind)) -> dict[int, str]:
    """The units of some kinds over which the actor has a right today, with their codes."""
    if work.actor is None:
        raise Refusal("access.stranger")
    units = units_on(work.session, work.today)
    return {
        unit.id: unit.code
        for unit in units.values()
        if unit.kind in kinds and may(work.actor, right, list(superiors(units, unit.id)), work.today)
    }


def named_beat(work: Work, code: str) -> dict[int, str]:
    """The beat with a code, in capital letters or not."""
    unit = unit_by_code(work.session, code) or unit_by_code(work.session, code.upper())
    if unit is None or unit.kind is not UnitKind.BEAT:
        raise Refusal("target.unknown_beat", beat=code)
    return {unit.id: unit.code}


def served_beats(work: Work, on: date) -> dict[int, str]:
    """The beats that the actor serves on a day."""
    return dict(work.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(served_on(work, on)))).all())


def served_on(work: Work, on: date) -> frozenset[int]:
    """The numbers of these beats. Refuses whoever serves none."""
    beats = work.actor.beats_on(on) if work.actor else frozenset()
    if not beats:
        raise Refusal("target.no_beat", on=on)
    return beats


def holders(work: Work, beats: dict[int, str], number: str) -> list[FoundTarget]:
    """The targets that ever had that number in one of some beats, each locked; an exact spelling comes before case."""
    rows = run(work.session, _holders(as_typed=True), beats=list(beats), number=number)
    if not rows:
        rows = run(work.session, _holders(as_typed=False), beats=list(beats), number=number.lower())
    histories = load_histories(work.session, {target for _, _, target in rows})
    return [
        FoundTarget(target, beat, beats[beat], held, histories[target])
        for beat, held, target in rows
        if target in histories
    ]


@cache
def _holders(*, as_typed: bool) -> Select[int, str, int]:
    """Without ``as_typed`` no index helps: all numbers of the beats are gone through."""
    number = TargetNumber.number if as_typed else func.lower(TargetNumber.number)
    return (
        select(TargetNumber.beat_id, TargetNumber.number, TargetNumber.target_id)
        .join(Target, Target.id == TargetNumber.target_id)
        .where(
            TargetNumber.beat_id.in_(bindparam("beats", expanding=True, type_=Integer())),
            number == bindparam("number"),
        )
        .order_by(TargetNumber.target_id)
        .with_for_update(of=Target, key_share=True)
    )
