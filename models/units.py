"""The organisation as it stood on a day, as known at a moment: names, superiors, who is in charge."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, func, select
from sqlalchemy.orm import Session

from models.known import KNOWN_AT, recorded
from models.organisation import Assignment, OfficerVersion, Unit, UnitVersion
from models.people import ASSIGNED, Assigned, latest_assignments
from models.prepared import has_arrays, one_of, run
from models.rules.codes import Duty, PostKind, UnitKind
from models.rules.order import natural

DAY = bindparam("day", type_=Date())


@dataclass(frozen=True, slots=True)
class UnitNow:
    """A unit in its version of a day."""

    id: int
    kind: UnitKind
    code: str
    name: str
    parent_id: int | None
    post_kind: PostKind | None


class UnitCode(NamedTuple):
    """What a unit is, whatever it is called on a day and whoever it belongs to."""

    id: int
    kind: UnitKind
    code: str


def unit_by_code(session: Session, code: str) -> UnitCode | None:
    """The unit with a code, or None."""
    found = run(session, _BY_CODE, code=code)
    return UnitCode(*found[0]) if found else None


_BY_CODE = select(Unit.id, Unit.kind, Unit.code).where(Unit.code == bindparam("code"))


def units_on(
    session: Session, day: date, known_at: datetime | None = None, ids: Iterable[int] | None = None
) -> dict[int, UnitNow]:
    """All units (or some) that exist on a day, by their numbers, each in the version in force."""
    given: dict[str, Any] = {"day": day}
    if known_at is not None:
        given["known_at"] = known_at
    if ids is not None:
        given["ids"] = list(ids)
    rows = run(session, _units_query(known_at is not None, ids is not None), **given)
    return {row[0]: UnitNow(*row) for row in rows}


@cache
def _units_query(as_known: bool, some: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 (the key of the cache)
    """Every version by a day, the one in force last."""
    query = _versions().where(recorded(UnitVersion.recorded_at, KNOWN_AT if as_known else None))
    return query.where(Unit.id.in_(bindparam("ids", expanding=True, type_=Integer()))) if some else query


def _versions() -> Select[*tuple[Any, ...]]:
    """The fields of ``UnitNow``, of every version by a day."""
    return (
        select(Unit.id, Unit.kind, Unit.code, UnitVersion.name, UnitVersion.parent_id, UnitVersion.post_kind)
        .join(UnitVersion, UnitVersion.unit_id == Unit.id)
        .where(UnitVersion.since <= DAY)
        .order_by(UnitVersion.since, UnitVersion.recorded_at, UnitVersion.id)
    )


def chain_on(session: Session, unit_id: int, day: date, known_at: datetime | None = None) -> list[UnitNow]:
    """A unit and its superiors on a day, from below; empty if it does not exist then. A circle is gone round once."""
    given = {"unit_id": unit_id, "day": day} | ({} if known_at is None else {"known_at": known_at})
    rows = run(session, _chain_query(known_at is not None), **given)
    units = {row[0]: UnitNow(*row) for row in rows}
    return [units[each] for each in superiors(units, unit_id)]


def unit_numbers(session: Session, unit_id: int, day: date) -> list[int]:
    """The numbers of a unit and its superiors on a day, from below: what rights are judged by (``bot.roles``)."""
    return [unit.id for unit in chain_on(session, unit_id, day)]


@cache
def _chain_query(as_known: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 (the key of the cache)
    return ever_above().where(recorded(UnitVersion.recorded_at, KNOWN_AT if as_known else None))


def ever_above() -> Select[*tuple[Any, ...]]:
    """Every version of a unit and of whoever was ever above it: a handful; the day decides among them."""
    chain = select(bindparam("unit_id", type_=Integer()).label("id")).cte("chain", recursive=True)
    above = select(UnitVersion.parent_id).join(chain, UnitVersion.unit_id == chain.c.id)
    chain = chain.union(above.where(UnitVersion.parent_id.is_not(None)))
    return _versions().join(chain, chain.c.id == Unit.id)


def first_days(session: Session, units: Iterable[int]) -> dict[int, date]:
    """The day from which each of some units exists: the earliest ``since`` ever said, which later ones never move on.

    No fact of a beat is dated before: on such a day no roll-up would hold it (C12).
    """
    return dict(run(session, _first_days(), units=list(units)))


@cache
def _first_days() -> Select[int, date]:
    wanted = UnitVersion.unit_id.in_(bindparam("units", expanding=True, type_=Integer()))
    return select(UnitVersion.unit_id, func.min(UnitVersion.since)).where(wanted).group_by(UnitVersion.unit_id)


def beats_below(units: Mapping[int, UnitNow], top: int) -> list[UnitNow]:
    """The beats of a unit (itself, if it is one), in the order of their codes."""
    return sorted(
        (unit for unit in units.values() if unit.kind is UnitKind.BEAT and top in superiors(units, unit.id)),
        key=lambda unit: natural(unit.code),
    )


def superiors(units: Mapping[int, UnitNow], unit_id: int) -> Iterator[int]:
    """The number of a unit and those of its superiors, from below; a circle is gone round once."""
    wanted: int | None = unit_id
    met: set[int] = set()
    while wanted is not None and wanted in units and wanted not in met:
        met.add(wanted)
        yield wanted
        wanted = units[wanted].parent_id


def station_above(units: Mapping[int, UnitNow], unit_id: int) -> int | None:
    """The station of a unit, or None."""
    return next((one for one in superiors(units, unit_id) if units[one].kind is UnitKind.STATION), None)


def house_of(units: Mapping[int, UnitNow], unit_id: int) -> int | None:
    """The station of a unit; of the 本部 and all that is in no station, the top."""
    return station_above(units, unit_id) or next(reversed(list(superiors(units, unit_id))), None)


def officers_in_charge(
    session: Session, beats: Iterable[int], day: date, known_at: datetime | None = None
) -> dict[int, str]:
    """The name of the 担当 of each beat on a day, of two the one who started later; vacant beats are left out."""
    given = {"beats": list(beats), "day": day} | ({} if known_at is None else {"known_at": known_at})
    rows = run(session, _charges_query(known_at is not None, has_arrays(session)), **given)
    charges = [Assigned(*row) for row in rows]
    serving = {
        one.beat_id: one.officer_id for one in latest_assignments(charges) if one.ends_on is None or one.ends_on >= day
    }
    names = officer_names(session, serving.values(), day, known_at)
    return {beat: names[officer] for beat, officer in serving.items() if officer in names}


def officer_names(
    session: Session, officers: Iterable[int], day: date, known_at: datetime | None = None
) -> dict[int, str]:
    """The names of officers on a day."""
    given = {"officers": list(officers), "day": day} | ({} if known_at is None else {"known_at": known_at})
    return dict(run(session, _names_query(known_at is not None, has_arrays(session)), **given))


@cache
def _charges_query(as_known: bool, arrays: bool) -> Select[*tuple[Any, ...]]:  # noqa: FBT001 (the key of the cache)
    """Who was ever in charge of some beats by a day."""
    return select(*ASSIGNED).where(
        one_of(Assignment.beat_id, "beats", arrays=arrays),
        Assignment.duty == Duty.IN_CHARGE,
        Assignment.starts_on <= DAY,
        recorded(Assignment.recorded_at, KNOWN_AT if as_known else None),
    )


@cache
def _names_query(as_known: bool, arrays: bool) -> Select[int, str]:  # noqa: FBT001 (the key of the cache)
    return (
        select(OfficerVersion.officer_id, OfficerVersion.name)
        .where(
            one_of(OfficerVersion.officer_id, "officers", arrays=arrays),
            OfficerVersion.since <= DAY,
            recorded(OfficerVersion.recorded_at, KNOWN_AT if as_known else None),
        )
        .order_by(OfficerVersion.since, OfficerVersion.recorded_at, OfficerVersion.id)
    )


def lock_beats(session: Session, beats: Iterable[int]) -> dict[int, str]:
    """Hold some beats until the transaction ends: whoever checks and then writes their facts does it alone.

    Always in the same order, so that two cannot wait for each other. On SQLite a writer is alone anyway. Gives their
    codes.
    """
    return dict(run(session, _locked(), beats=list(beats)))


@cache
def _locked() -> Select[int, str]:
    wanted = Unit.id.in_(bindparam("beats", expanding=True, type_=Integer()))
    return select(Unit.id, Unit.code).where(wanted).order_by(Unit.id).with_for_update(key_share=True)
