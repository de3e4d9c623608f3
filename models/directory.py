"""Who and where the targets of some beats are, as they stand on a day: the directory behind pickers and looks.

Everything that it opens is personal data: it goes into modals that somebody entitled opened, and nowhere else.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, String, bindparam, or_, select, type_coerce
from sqlalchemy.orm import Session

from models.known import known
from models.places import Dwelling
from models.prepared import run
from models.registry import Target, TargetChange, TargetDwelling, TargetNumber
from models.rules.codes import LEAVINGS, ChangeKind, TargetKind
from models.rules.order import natural
from models.sealing import Fields, Sealer, sealed_personal

KINDS = {kind.value: kind for kind in TargetKind}
"""Looked up here for thousands of rows, since the mapper's type asks the enumeration for every one."""


class Listed(NamedTuple):
    """A target as it is called in a beat, and where it is."""

    target_id: int
    beat_id: int
    number: str
    kind: TargetKind
    dwelling_id: int
    building_id: int | None


class Particulars(NamedTuple):
    """What a target is called and where; empty texts for what is not known."""

    name: str = ""
    kana: str = ""
    address: str = ""
    building: str = ""
    unit: str = ""
    access: str = ""


def listed_in(session: Session, beats: Collection[int], day: date) -> list[Listed]:
    """The targets in the registry of some beats at the end of a day, by beat and number."""
    return sorted(standing_in(session, beats, day), key=in_order)


def in_order(one: Listed) -> tuple[int, tuple[tuple[int, str], ...], str]:
    """A key to sort targets by: the beat, then the number as people count (01 before 1)."""
    return one.beat_id, natural(one.number), one.number


def standing_in(session: Session, beats: Collection[int], day: date) -> list[Listed]:
    """The same in no order, for whoever wants few of them: of thousands, sorting takes a good part of the time."""
    given = {"beats": list(beats), "day": day}
    gone = {target for (target,) in run(session, _GONE, **given)}
    moved = dict(run(session, _MOVED, **given))
    places = {target: (dwelling, building) for target, dwelling, building in run(session, _CORRECTED, **given)}
    return [
        Listed(target, beat, number, KINDS[kind], *places.get(target, (dwelling, building)))
        for target, beat, number, kind, home, dwelling, building in run(session, _ENTERED, **given)
        if target not in gone and moved.get(target, home) == beat
    ]


def listed_target(session: Session, target_id: int, beat_id: int, number: str) -> Listed:
    """One target under the beat and number by which it was named, also when it has left. Raises NoResultFound."""
    target = session.get_one(Target, target_id)
    corrected = session.scalar(
        select(TargetDwelling.dwelling_id)
        .where(TargetDwelling.target_id == target_id)
        .order_by(TargetDwelling.id.desc())
        .limit(1)
    )
    dwelling = session.get_one(Dwelling, corrected or target.dwelling_id)
    return Listed(target_id, beat_id, number, target.kind, dwelling.id, dwelling.building_id)


def criteria_on(session: Session, targets: Collection[int], day: date) -> dict[int, int]:
    """The criteria of some targets at the end of a day, as bits: of the latest change of category, or of entering."""
    entered = select(Target.id, Target.criteria).where(Target.id.in_(targets))
    changed = (
        select(TargetChange.target_id, TargetChange.criteria)
        .where(
            TargetChange.target_id.in_(targets),
            TargetChange.kind == ChangeKind.CATEGORY,
            TargetChange.happened_on <= day,
            known(TargetChange, None),
        )
        .order_by(TargetChange.happened_on)
    )
    found: dict[int, int] = dict(session.execute(entered).all())
    return found | {target: bits for target, bits in session.execute(changed) if bits is not None}


class Sealed(NamedTuple):
    """The personal data of some targets, of their homes and of their buildings as it is stored, by the ids of these."""

    names: Mapping[int, bytes]
    homes: Mapping[int, bytes]
    buildings: Mapping[int, bytes]

    def states(self, listed: Iterable[Listed]) -> list[tuple[int | str | bytes | None, ...]]:
        """How each of some targets stands: any change of what it is called or of where it is makes another state.

        Nothing is sealed twice to the same bytes, so this holds for whatever any process writes.
        """
        name, home, building = self.names.get, self.homes.get, self.buildings.get
        return [
            (target, number, name(target), dwelling, home(dwelling), within, building(within or 0))
            for target, _, number, _, dwelling, within in listed
        ]

    def opened(self, sealer: Sealer, listed: Collection[Listed]) -> dict[int, Particulars]:
        """The particulars of some of the targets, by their ids. Raises WrongKey or Tampered."""
        names = sealer.open_all("target", _some(self.names, {one.target_id for one in listed}))
        homes = sealer.open_all("dwelling", _some(self.homes, {one.dwelling_id for one in listed}))
        buildings = sealer.open_all("building", _some(self.buildings, {one.building_id or 0 for one in listed}))
        return {
            one.target_id: _together(
                names.get(one.target_id, {}), homes.get(one.dwelling_id, {}), buildings.get(one.building_id or 0, {})
            )
            for one in listed
        }


def sealed_of(session: Session, listed: Collection[Listed]) -> Sealed:
    """The personal data of some targets, not opened."""
    return Sealed(
        sealed_personal(session, "target", {one.target_id for one in listed}),
        sealed_personal(session, "dwelling", {one.dwelling_id for one in listed}),
        sealed_personal(session, "building", {one.building_id for one in listed if one.building_id}),
    )


def particulars(session: Session, sealer: Sealer, listed: Collection[Listed]) -> dict[int, Particulars]:
    """The personal data of some targets, by their ids. Raises WrongKey or Tampered."""
    return sealed_of(session, listed).opened(sealer, listed)


def _some(sealed: Mapping[int, bytes], ids: Iterable[int]) -> list[tuple[int, bytes]]:
    return [(each, sealed[each]) for each in ids if each in sealed]


def _together(name: Fields, home: Fields, building: Fields) -> Particulars:
    return Particulars(
        name.get("name", ""),
        name.get("name_kana", ""),
        home.get("address", "") or building.get("address", ""),
        building.get("name", ""),
        home.get("unit", ""),
        building.get("access", ""),
    )


_OF_BEATS = TargetNumber.beat_id.in_(bindparam("beats", expanding=True))
_BY_THEN = TargetChange.happened_on <= bindparam("day", type_=Date())

_ENTERED = (
    select(
        TargetNumber.target_id,
        TargetNumber.beat_id,
        TargetNumber.number,
        type_coerce(Target.kind, String),
        Target.beat_id,
        Target.dwelling_id,
        Dwelling.building_id,
    )
    .join(Target, Target.id == TargetNumber.target_id)
    .join(Dwelling, Dwelling.id == Target.dwelling_id)
    .where(
        _OF_BEATS,
        or_(Target.entered_on.is_(None), Target.entered_on <= bindparam("day", type_=Date())),
        known(Target, None),
    )
)
"""Every target that was ever given a number in some beats, with the beat and the dwelling that it entered in."""

_CHANGED = TargetNumber.target_id == TargetChange.target_id

_GONE = (
    select(TargetChange.target_id)
    .join(TargetNumber, _CHANGED)
    .where(_OF_BEATS, _BY_THEN, TargetChange.kind.in_(LEAVINGS), known(TargetChange, None))
)
"""The targets that had left by the end of a day."""

_MOVED = (
    select(TargetChange.target_id, TargetChange.to_beat_id)
    .join(TargetNumber, _CHANGED)
    .where(_OF_BEATS, _BY_THEN, TargetChange.kind == ChangeKind.BEAT, known(TargetChange, None))
    .order_by(TargetChange.happened_on, TargetChange.id)
)
"""The beats into which targets moved by the end of a day; the last one holds."""

_CORRECTED = (
    select(TargetDwelling.target_id, TargetDwelling.dwelling_id, Dwelling.building_id)
    .join(TargetNumber, TargetNumber.target_id == TargetDwelling.target_id)
    .join(Dwelling, Dwelling.id == TargetDwelling.dwelling_id)
    .where(_OF_BEATS)
    .order_by(TargetDwelling.id)
)
"""Where targets are whose address was corrected; the last one holds."""
