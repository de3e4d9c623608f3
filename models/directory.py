"""Who and where the targets of some beats are, as they stand on a day: the directory behind pickers and looks.

Everything that it opens is personal data: it goes into modals that somebody entitled opened, and nowhere else.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, bindparam, or_, select
from sqlalchemy.orm import Session

from models.known import known
from models.places import Dwelling
from models.prepared import run
from models.registry import Target, TargetChange, TargetDwelling, TargetNumber
from models.rules.codes import LEAVINGS, ChangeKind, TargetKind
from models.rules.order import natural
from models.sealing import Fields, Sealer, load_personal


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
    gone = set(run(session, _GONE, **given).scalars())
    moved = dict(run(session, _MOVED, **given).all())
    places = {target: (dwelling, building) for target, dwelling, building in run(session, _CORRECTED, **given).all()}
    return [
        Listed(target, beat, number, kind, *places.get(target, (dwelling, building)))
        for target, beat, number, kind, home, dwelling, building in run(session, _ENTERED, **given).all()
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


class Opened(NamedTuple):
    """The personal data of some targets, of their homes and of their buildings, by the ids of these."""

    names: Mapping[int, Fields]
    homes: Mapping[int, Fields]
    buildings: Mapping[int, Fields]

    def of(self, one: Listed) -> Particulars:
        """What one of the targets is called, and where it is."""
        name, home = self.names.get(one.target_id, {}), self.homes.get(one.dwelling_id, {})
        building = self.buildings.get(one.building_id or 0, {})
        return Particulars(
            name.get("name", ""),
            name.get("name_kana", ""),
            home.get("address", "") or building.get("address", ""),
            building.get("name", ""),
            home.get("unit", ""),
            building.get("access", ""),
        )


def opened(session: Session, sealer: Sealer, listed: Collection[Listed]) -> Opened:
    """The personal data of some targets. Raises WrongKey or Tampered."""
    return Opened(
        load_personal(session, sealer, "target", {one.target_id for one in listed}),
        load_personal(session, sealer, "dwelling", {one.dwelling_id for one in listed}),
        load_personal(session, sealer, "building", {one.building_id for one in listed if one.building_id}),
    )


def particulars(session: Session, sealer: Sealer, listed: Collection[Listed]) -> dict[int, Particulars]:
    """The same put together, by the targets' ids. Raises WrongKey or Tampered."""
    known = opened(session, sealer, listed)
    return {one.target_id: known.of(one) for one in listed}


_OF_BEATS = TargetNumber.beat_id.in_(bindparam("beats", expanding=True))
_BY_THEN = TargetChange.happened_on <= bindparam("day", type_=Date())

_ENTERED = (
    select(
        TargetNumber.target_id,
        TargetNumber.beat_id,
        TargetNumber.number,
        Target.kind,
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
