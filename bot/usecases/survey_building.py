"""Which units of a building nobody registered yet, before they become 仮カード (注4, C6)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import refuse_before, refuse_unless
from bot.usecases.register_target import Entering, check_facts, check_words
from bot.usecases.settle_place import HomePlace, digests_of
from bot.work import Work
from models.histories import load_histories
from models.places import Dwelling
from models.registry import Target, TargetDwelling, TargetNumber
from models.rules.codes import CardState, Category, TargetKind
from models.rules.whereabouts import beat_on, leaving
from models.sealing import digest_key, place_digest

MOST_UNITS = 120
"""How many units may be entered at once."""


@dataclass(frozen=True, slots=True)
class BuildingOrder:
    """Units of one building in a beat that is locked; address and building are personal data."""

    beat_id: int
    address: str
    building: str
    units: tuple[str, ...]
    category: Category
    criteria: int
    entered_on: date

    def entering(self, unit: str, number: str | None = None) -> Entering:
        """One of them as a target to be: a household of which no more is known."""
        place = HomePlace(self.address, self.building, unit)
        facts = (self.category, self.criteria, CardState.PROVISIONAL, self.entered_on, None)
        return Entering(self.beat_id, TargetKind.HOUSEHOLD, *facts, name="", kana="", place=place, number=number)


@dataclass(frozen=True, slots=True)
class TakenUnit:
    """A unit where a target is already; ``number`` None: one of another beat."""

    unit: str
    number: str | None


@dataclass(frozen=True, slots=True)
class Survey:
    """What would be entered, and what is there already. ``mark``: opaque, the same for the same to be entered."""

    new: tuple[str, ...]
    taken: tuple[TakenUnit, ...]
    mark: str


def survey_building(work: Work, order: BuildingOrder) -> Survey:
    """Look at every unit; each is named once. Refuses what could not be entered."""
    refuse_before(work, order.beat_id, order.entered_on, "entered_on")
    refuse_unless(work, Right.RECORD, order.beat_id, order.entered_on)
    if not order.units:
        raise Refusal("building.units").at("units")
    if len(order.units) > MOST_UNITS:
        raise Refusal("building.too_many", most=MOST_UNITS).at("units")
    unit_of: dict[bytes, str] = {}
    for unit in order.units:
        entering = order.entering(unit)
        check_facts(work, entering)
        check_words(entering.name, entering.kana, entering.place)
        unit_of.setdefault(digests_of(work, entering.place)[0], unit)
    there = _residents(work, order.beat_id, unit_of.keys())
    new = tuple(unit for digest, unit in unit_of.items() if digest not in there)
    taken = tuple(TakenUnit(unit, there[digest]) for digest, unit in unit_of.items() if digest in there)
    marked = ("provisional", order.address, order.building, order.entered_on.isoformat(), *new)
    return Survey(new, taken, place_digest(digest_key(work.session, work.sealer), *marked).hex())


def _residents(work: Work, beat: int, digests: Collection[bytes]) -> dict[bytes, str | None]:
    """The dwellings, by their digests, that have a target now, with its number if it is one of the beat."""
    rows = work.session.execute(select(Dwelling.id, Dwelling.digest).where(Dwelling.digest.in_(digests)))
    dwellings: dict[int, bytes] = dict(rows.all())
    entered = select(Target.id, Target.dwelling_id).where(Target.dwelling_id.in_(dwellings))
    homes: dict[int, int] = dict(work.session.execute(entered).all())
    came = select(TargetDwelling.target_id).where(TargetDwelling.dwelling_id.in_(dwellings))
    candidates = homes.keys() | set(work.session.scalars(came))
    corrected = (
        select(TargetDwelling.target_id, TargetDwelling.dwelling_id)
        .where(TargetDwelling.target_id.in_(candidates))
        .order_by(TargetDwelling.id)
    )
    homes |= dict(work.session.execute(corrected).all())
    numbers = select(TargetNumber.target_id, TargetNumber.number).where(
        TargetNumber.target_id.in_(candidates), TargetNumber.beat_id == beat
    )
    named: dict[int, str] = dict(work.session.execute(numbers).all())
    return {
        dwellings[homes[target]]: named.get(target) if beat_on(history, work.today) == beat else None
        for target, history in load_histories(work.session, candidates).items()
        if homes[target] in dwellings and leaving(history) is None
    }
