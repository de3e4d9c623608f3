"""All units of a building with what they are, and how one gets in. Personal data, for modals only; looks are noted."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import FoundTarget, find_permitted
from bot.usecases.note_look import note_look, note_looks
from bot.work import Work
from models.directory import Listed, Particulars, listed_in, listed_target, particulars
from models.histories import load_histories
from models.places import Dwelling
from models.registry import Target, TargetDwelling, TargetNumber
from models.rules.codes import CardState, Category
from models.rules.due import excluded_on, interviews
from models.rules.order import natural
from models.rules.whereabouts import card_on, category_on
from models.sealing import load_personal, store_personal
from models.units import unit_numbers, units_on

NOTE_CHARACTERS = 300

ACCESS = "access"
"""The field of a building's personal data that says how one gets in."""


@dataclass(frozen=True, slots=True)
class BuildingUnit:
    """One target of a building as it stands today. ``last``: the last interview recorded."""

    name: str
    particulars: Particulars
    category: Category
    card: CardState
    excluded: bool
    last: date | None


@dataclass(frozen=True, slots=True)
class SeenBuilding:
    """A page of a building's units. ``name`` is the target from which it was opened."""

    name: str
    building: str
    address: str
    access: str
    units: tuple[BuildingUnit, ...]
    total: int
    page: int
    pages: int
    may_record: bool


def show_building(work: Work, beat_code: str | None, number: str, page: int = 1) -> SeenBuilding:
    """The building of a target, with its units in all beats that the actor may see."""
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.LOOK, beat_code, number, work.today)
    building = building_of(work, target)
    listed = _units(work, building)
    called = particulars(work.session, work.sealer, listed)
    listed.sort(key=lambda one: (natural(called[one.target_id].unit), natural(one.number)))
    page, pages, shown = paged(listed, page)
    note_looks(work, [one.target_id for one in shown], "building", building=building)
    return SeenBuilding(
        f"{target.beat_code}/{target.number}",
        *_place(work, building),
        _states(work, shown, called),
        len(listed),
        page,
        pages,
        _may(work, Right.RECORD, target.beat_id),
    )


def access_note(work: Work, beat_code: str | None, number: str) -> str:
    """How one gets into a target's building, for those who may change the note; the look is noted."""
    work.stamp()
    target = find_permitted(work, Right.RECORD, beat_code, number, work.today)
    building = building_of(work, target)
    note_look(work, target.id, "access", building=building)
    return _fields(work, building).get(ACCESS, "")


def note_access(work: Work, beat_code: str | None, number: str, words: str) -> None:
    """Change how one gets into a target's building; it serves all units. Empty words take the note away."""
    if len(words) > NOTE_CHARACTERS:
        raise Refusal("building.too_long", most=NOTE_CHARACTERS)
    work.stamp()
    target = find_permitted(work, Right.RECORD, beat_code, number, work.today)
    building = building_of(work, target)
    store_personal(work.session, work.sealer, "building", building, _fields(work, building) | {ACCESS: words})
    work.note("building.access_changed", building=building)


def building_of(work: Work, target: FoundTarget) -> int:
    """The building of a target. Refuses one that stands alone."""
    building = listed_target(work.session, target.id, target.beat_id, target.number).building_id
    if building is None:
        raise Refusal("building.none")
    return building


def _units(work: Work, building: int) -> list[Listed]:
    """The targets in a building today, of the beats that the actor may see."""
    dwellings = select(Dwelling.id).where(Dwelling.building_id == building)
    corrected = select(TargetDwelling.target_id).where(TargetDwelling.dwelling_id.in_(dwellings))
    query = (
        select(TargetNumber.beat_id)
        .join(Target, Target.id == TargetNumber.target_id)
        .where(Target.dwelling_id.in_(dwellings) | Target.id.in_(corrected))
        .distinct()
    )
    beats = [beat for beat in work.session.scalars(query) if _may(work, Right.LOOK, beat)]
    return [one for one in listed_in(work.session, beats, work.today) if one.building_id == building]


def _states(work: Work, shown: list[Listed], called: dict[int, Particulars]) -> tuple[BuildingUnit, ...]:
    codes = {
        unit.id: unit.code for unit in units_on(work.session, work.today, None, {one.beat_id for one in shown}).values()
    }
    histories = load_histories(work.session, [one.target_id for one in shown])
    return tuple(
        BuildingUnit(
            f"{codes[one.beat_id]}/{one.number}",
            called[one.target_id],
            category_on(histories[one.target_id], work.today),
            card_on(histories[one.target_id], work.today),
            excluded_on(histories[one.target_id], work.today),
            max(interviews(histories[one.target_id], work.today), default=None),
        )
        for one in shown
    )


def _may(work: Work, right: Right, beat: int) -> bool:
    return work.actor is not None and may(work.actor, right, unit_numbers(work.session, beat, work.today), work.today)


def _fields(work: Work, building: int) -> dict[str, str]:
    return load_personal(work.session, work.sealer, "building", [building]).get(building, {})


def _place(work: Work, building: int) -> tuple[str, str, str]:
    fields = _fields(work, building)
    return fields.get("name", ""), fields.get("address", ""), fields.get(ACCESS, "")
