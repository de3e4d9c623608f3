"""Who and where the targets of some beats are, as they stand on a day: the directory behind pickers and looks.

Everything that it opens is personal data: it goes into modals that somebody entitled opened, and nowhere else.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.known import known
from models.places import Dwelling
from models.prepared import run
from models.registry import Target, TargetChange, TargetDwelling, TargetNumber
from models.rules.codes import LEAVINGS, ChangeKind, TargetKind
from models.rules.order import natural
from models.sealing import Sealer, load_personal


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
    query = (
        select(
            TargetNumber.target_id,
            TargetNumber.beat_id,
            TargetNumber.number,
            Target.kind,
            Target.dwelling_id,
            Target.beat_id,
            Target.entered_on,
        )
        .join(Target, Target.id == TargetNumber.target_id)
        .where(TargetNumber.beat_id.in_(beats), known(Target, None))
    )
    gone, moved, dwellings = _gone(session, beats, day), _moved(session, beats, day), _corrected(session, beats)
    here = [
        (target, beat, number, kind, dwellings.get(target, dwelling))
        for target, beat, number, kind, dwelling, home, entered_on in run(session, query).all()
        if target not in gone and moved.get(target, home) == beat and (entered_on is None or entered_on <= day)
    ]
    buildings = _buildings(session, beats)
    found = [Listed(*one, buildings.get(one[-1])) for one in here]
    return sorted(found, key=lambda one: (one.beat_id, natural(one.number)))


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


def particulars(session: Session, sealer: Sealer, listed: Collection[Listed]) -> dict[int, Particulars]:
    """The personal data of some targets, by their ids. Raises WrongKey or Tampered."""
    names = load_personal(session, sealer, "target", {one.target_id for one in listed})
    homes = load_personal(session, sealer, "dwelling", {one.dwelling_id for one in listed})
    buildings = load_personal(session, sealer, "building", {one.building_id for one in listed if one.building_id})
    return {
        one.target_id: _together(
            names.get(one.target_id, {}), homes.get(one.dwelling_id, {}), buildings.get(one.building_id or 0, {})
        )
        for one in listed
    }


def _together(name: Mapping[str, str], home: Mapping[str, str], building: Mapping[str, str]) -> Particulars:
    return Particulars(
        name.get("name", ""),
        name.get("name_kana", ""),
        home.get("address", "") or building.get("address", ""),
        building.get("name", ""),
        home.get("unit", ""),
        building.get("access", ""),
    )


def _gone(session: Session, beats: Collection[int], day: date) -> set[int]:
    """The targets that had left by the end of a day."""
    query = (
        select(TargetChange.target_id)
        .join(TargetNumber, TargetNumber.target_id == TargetChange.target_id)
        .where(
            TargetNumber.beat_id.in_(beats),
            TargetChange.kind.in_(LEAVINGS),
            TargetChange.happened_on <= day,
            known(TargetChange, None),
        )
    )
    return set(run(session, query).scalars())


def _moved(session: Session, beats: Collection[int], day: date) -> dict[int, int]:
    """The beat into which each target moved last by the end of a day."""
    query = (
        select(TargetChange.target_id, TargetChange.to_beat_id)
        .join(TargetNumber, TargetNumber.target_id == TargetChange.target_id)
        .where(
            TargetNumber.beat_id.in_(beats),
            TargetChange.kind == ChangeKind.BEAT,
            TargetChange.happened_on <= day,
            known(TargetChange, None),
        )
        .order_by(TargetChange.happened_on, TargetChange.id)
    )
    return {target: beat for target, beat in run(session, query) if beat is not None}


def _corrected(session: Session, beats: Collection[int]) -> dict[int, int]:
    """The dwellings of targets whose address was corrected."""
    query = (
        select(TargetDwelling.target_id, TargetDwelling.dwelling_id)
        .join(TargetNumber, TargetNumber.target_id == TargetDwelling.target_id)
        .where(TargetNumber.beat_id.in_(beats))
        .order_by(TargetDwelling.id)
    )
    return dict(run(session, query).all())


def _buildings(session: Session, beats: Collection[int]) -> dict[int, int]:
    """The building of each dwelling that has one."""
    query = (
        select(Dwelling.id, Dwelling.building_id)
        .join(Target, Target.dwelling_id == Dwelling.id)
        .join(TargetNumber, TargetNumber.target_id == Target.id)
        .where(TargetNumber.beat_id.in_(beats), Dwelling.building_id.is_not(None))
    )
    found = {dwelling: building for dwelling, building in run(session, query).all() if building is not None}
    corrected = set(_corrected(session, beats).values()) - found.keys()
    more = select(Dwelling.id, Dwelling.building_id).where(Dwelling.id.in_(corrected))
    found |= {dwelling: building for dwelling, building in run(session, more) if building is not None}
    return found
