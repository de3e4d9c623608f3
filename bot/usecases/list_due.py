"""The targets of a beat that are due, the longest waiting first, each with its reason (第4-2)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from bot.roles import may_record
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beat_to_explain
from bot.work import Work
from models.bulk import among
from models.conduct import VisitDetail
from models.holidays import is_day_off
from models.known import known
from models.ledgers import histories_in
from models.policies import policy_on
from models.registry import Target, TargetNumber, Visit
from models.rules.bands import Try, other_bands, suits
from models.rules.codes import Category, Outcome
from models.rules.conduct import Preferred
from models.rules.due import Due, due
from models.rules.whereabouts import beat_on
from models.units import unit_numbers

IN_VAIN = (Outcome.ABSENT, Outcome.INTERCOM_ONLY, Outcome.NO_ENTRY)
"""The outcomes after which another time of day may help."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a resident asked for: not to be visited before a day to come, and at which time of the day or week."""

    not_before: date | None = None
    preferred: Preferred | None = None


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class DueLine:
    """A due target by its number; ``wish``: when the resident asked to be visited, or not to be.

    ``propose``: other times than those at which nobody could be met since the last interview; where a time was asked
    for, none.
    """

    number: str
    due: Due
    wish: Wish
    propose: tuple[Preferred, ...] = ()


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

    Of a category first come those who asked for a time of day as it is now (第4-3). Whom a resident's wish puts off
    stays on the list, at its end: nothing drops off.
    """
    beat = beat_to_explain(work, beat_code)
    return due_page(work, beat.id, beat.code, page, now=work.now)


def due_page(work: Work, beat: int, code: str, page: int = 1, now: datetime | None = None) -> DueList:
    """The same for whoever was found to see them; without ``now`` in an order that holds all day."""
    found = due_now(work, {beat: unit_numbers(work.session, beat, work.today)})[beat]
    wishes = _wishes(work, {one.target for one in found})

    def rank(one: Due) -> tuple[bool, bool, bool, date]:
        wish = wishes.get(one.target, NO_WISH)
        suited = now is not None and suits(wish.preferred, now, is_day_off)
        return wish.not_before is not None, one.category is Category.GENERAL, not suited, one.due_on or date.min

    page, pages, shown = paged(sorted(found, key=rank), page)
    numbers, tries = _numbers(work, beat, {one.target for one in shown}), _tries(work, shown)
    lines = tuple(
        DueLine(
            numbers.get(one.target, ""),
            one,
            wish := wishes.get(one.target, NO_WISH),
            () if wish.preferred else other_bands(tries.get(one.target, ()), is_day_off),
        )
        for one in shown
    )
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


def _wishes(work: Work, targets: Collection[int]) -> dict[int, Wish]:
    """What residents asked for, the latest word of each kind; a day that is over is no wish any more."""
    query = (
        select(Visit.target_id, VisitDetail.not_before, VisitDetail.preferred)
        .join(VisitDetail, VisitDetail.visit_id == Visit.id)
        .where(
            among(work.session, Visit.target_id, targets),
            (VisitDetail.not_before > work.today) | VisitDetail.preferred.is_not(None),
            known(Visit, None),
        )
        .order_by(Visit.visited_on, Visit.id)
    )
    found: dict[int, Wish] = {}
    for target, until, preferred in work.session.execute(query):
        said = found.get(target, NO_WISH)
        ahead = [one for one in (said.not_before, until) if one is not None and one > work.today]
        found[target] = Wish(max(ahead, default=None), preferred or said.preferred)
    return found


def _tries(work: Work, shown: Sequence[Due]) -> dict[int, list[Try]]:
    """When nobody could be met at some targets since their last interview."""
    since = {one.target: one.last or date.min for one in shown}
    query = select(Visit.target_id, Visit.visited_on, Visit.visited_time).where(
        Visit.target_id.in_(since), Visit.outcome.in_(IN_VAIN), known(Visit, None)
    )
    found: dict[int, list[Try]] = {}
    for target, on, at in work.session.execute(query):
        if on > since[target]:
            found.setdefault(target, []).append((on, at))
    return found


def _numbers(work: Work, beat: int, targets: set[int]) -> dict[int, str]:
    query = select(TargetNumber.target_id, TargetNumber.number).where(
        TargetNumber.beat_id == beat, TargetNumber.target_id.in_(targets)
    )
    return dict(work.session.execute(query).all())
