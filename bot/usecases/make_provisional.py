"""Make a 仮カード for every unit of a building that has no target yet: 作成 counts each (注4, C6)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.register_target import next_number, store_target
from bot.usecases.survey_building import BuildingOrder, TakenUnit, survey_building
from bot.usecases.tell_effects import Effects, effects_on_forms
from bot.work import Work
from models.histories import load_histories
from models.organisation import Unit
from models.registry import TargetNumber
from models.rules.codes import Category


@dataclass(frozen=True, slots=True)
class MadeProvisional:
    """What was stored, by number and unit; what was there already; what it changed. ``audit_id`` names the whole."""

    beat_code: str
    made: tuple[tuple[str, str], ...]
    taken: tuple[TakenUnit, ...]
    category: Category
    entered_on: date
    effects: Effects
    audit_id: int


def make_provisional(work: Work, order: BuildingOrder) -> MadeProvisional:
    """Store them under the next free numbers, in the order of the units. Refused when there is none to make."""
    survey = survey_building(work, order)
    if not survey.new:
        raise Refusal("building.none_new").at("units")
    query = select(TargetNumber.number).where(TargetNumber.beat_id == order.beat_id)
    given = list(work.session.scalars(query))
    stored: dict[int, tuple[str, str]] = {}
    for unit in survey.new:
        number = next_number(given)
        given.append(number)
        stored[store_target(work, order.entering(unit), number)] = (number, unit)
    effects = effects_on_forms(work, [], load_histories(work.session, stored).values(), order.entered_on.year)
    return MadeProvisional(
        work.session.get_one(Unit, order.beat_id).code,
        tuple(stored.values()),
        survey.taken,
        order.category,
        order.entered_on,
        effects,
        work.stamp().audit_id,
    )
