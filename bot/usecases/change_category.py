"""A target becomes 重点 or 一般 from a day on, with its criteria (第4-1(2), 別表, C11)."""

from dataclasses import dataclass
from datetime import date

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.change_target import ChangedTarget, ChangeOrder, change_target
from bot.usecases.find_target import find_permitted
from bot.usecases.register_target import check_criteria
from bot.usecases.suggest_category import Suggestion, suggest_category
from bot.work import Work
from models.directory import listed_target, particulars
from models.rules.codes import Category, ChangeKind, TargetKind
from models.rules.whereabouts import category_on


@dataclass(frozen=True, slots=True)
class CategoryOrder:
    """``criteria`` are bits of ``Criterion``; none for 一般."""

    beat_code: str | None
    number: str
    category: Category
    criteria: int
    on: date


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a target is today, and what speaks for 重点; the officer decides."""

    name: str
    kind: TargetKind
    present: Category
    suggestion: Suggestion | None


def change_category(work: Work, order: CategoryOrder) -> ChangedTarget:
    """Store it; refused with nothing stored for whoever does not serve the beat that day, and by the rules of §2."""
    if order.on > work.today:
        raise Refusal("category.future").at("on")
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.RECORD, order.beat_code, order.number, order.on)
    check_criteria(target.history.entry.kind, order.category, order.criteria)
    return change_target(
        work, target, ChangeOrder(ChangeKind.CATEGORY, order.on, category=order.category, criteria=order.criteria)
    )


def propose_category(work: Work, beat_code: str | None, number: str) -> Proposal:
    """What can be proposed for a target, to those who may change it."""
    target = find_permitted(work, Right.RECORD, beat_code, number, work.today)
    listed = listed_target(work.session, target.id, target.beat_id, target.number)
    called = particulars(work.session, work.sealer, [listed])[target.id]
    present = category_on(target.history, work.today)
    suggestion = None
    if present is Category.GENERAL:
        place = (called.building, listed.building_id)
        suggestion = suggest_category(work, target.beat_id, listed.kind, called.name, *place)
    return Proposal(f"{target.beat_code}/{target.number}", listed.kind, present, suggestion)
