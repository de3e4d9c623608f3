"""The targets of a beat that are due, the longest waiting first, each with its reason (第4-2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from bot.roles import may_record
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beat_to_explain
from bot.work import Work
from models.conduct import VisitDetail
from models.known import known
from models.ledgers import histories_in
from models.policies import policy_on
from models.registry import Target, TargetNumber, Visit
from models.rules.codes import Category
from models.rules.due import Due, due
from models.rules.whereabouts import beat_on
from models.units import unit_numbers


@dataclass(frozen=True, slots=True)
class DueLine:
    """A due target by its number; ``not_before``: the resident asked not to be visited until then."""

    number: str
    due: Due
    not_before: date | None


@dataclass(frozen=True, slots=True)
class DueList:
    """One page of the due targets of a beat; ``counts`` are all of them by category.

    ``may_record``: the actor records visits there today.
    """

    beat_code: str
    as_of: date
    lines: tuple[DueLine, ...]
    counts: Mapping[Category, int]
    page: int
    pages: int
    may_record: bool

    @property
    def total(self) -> int:
        """How many are due."""
        return sum(self.counts.values())


def list_due(work: Work, beat_code: str, page: int = 1) -> DueList:
    """The due targets of a beat today. Refuses those who may not see its targets.

    Whom a resident's wish puts off stays on the list, at its end: nothing drops off.
    """
    beat = beat_to_explain(work, beat_code)
    return due_page(work, beat.id, beat.code, page)


def due_page(work: Work, beat: int, code: str, page: int = 1) -> DueList:
    """The same for whoever was found to see them."""
    found = due_now(work, {beat: unit_numbers(work.session, beat, work.today)})[beat]
    put_off = _put_off(work, {one.target for one in found})
    found.sort(key=lambda one: (one.target in put_off, one.category is Category.GENERAL, one.due_on or date.min))
    page, pages, shown = paged(found, page)
    numbers = _numbers(work, beat, {one.target for one in shown})
    lines = tuple(DueLine(numbers.get(one.target, ""), one, put_off.get(one.target)) for one in shown)
    counts = {category: sum(one.category is category for one in found) for category in Category}
    recording = work.actor is not None and may_record(work.actor, beat, work.today)
    return DueList(code, work.today, lines, counts, page, pages, recording)


def due_now(work: Work, beats: Mapping[int, Collection[int]]) -> dict[int, list[Due]]:
    """Every target of some beats that is due today, by the policy of each beat's station.

    ``beats``: each with the numbers of itself and its superiors. Reads all beats at once.
    """
    policies = {chain: policy_on(work.session, chain, work.today) for chain in {tuple(c)[1:] for c in beats.values()}}
    before = _known_before(work, beats)
    found: dict[int, list[Due]] = {beat: [] for beat in beats}
    for target, history in histories_in(work.session, list(beats), None).items():
        beat = beat_on(history, work.today)
        if beat in beats:
            one = due(history, before.get(target), policies[tuple(beats[beat])[1:]], work.today)
            if one is not None and one.by(work.today):
                found[beat].append(one)
    return found


def _known_before(work: Work, beats: Collection[int]) -> dict[int, date]:
    query = (
        select(Target.id, Target.last_interview_on)
        .join(TargetNumber, TargetNumber.target_id == Target.id)
        .where(TargetNumber.beat_id.in_(beats), Target.last_interview_on.is_not(None))
    )
    return {target: day for target, day in work.session.execute(query) if day is not None}


def _put_off(work: Work, targets: set[int]) -> dict[int, date]:
    """Until when residents asked not to be visited, where that lies ahead."""
    query = (
        select(Visit.target_id, func.max(VisitDetail.not_before))
        .join(VisitDetail, VisitDetail.visit_id == Visit.id)
        .where(Visit.target_id.in_(targets), VisitDetail.not_before > work.today, known(Visit, None))
        .group_by(Visit.target_id)
    )
    return {target: until for target, until in work.session.execute(query) if until is not None}


def _numbers(work: Work, beat: int, targets: set[int]) -> dict[int, str]:
    query = select(TargetNumber.target_id, TargetNumber.number).where(
        TargetNumber.beat_id == beat, TargetNumber.target_id.in_(targets)
    )
    return dict(work.session.execute(query).all())
