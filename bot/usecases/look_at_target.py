"""Open one target: who and where it is, and what happened there. Personal data, for modals only; each look is noted."""

from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import exists, func, select

from bot.roles import Right, in_charge, may
from bot.usecases.close_request import ANSWER
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import FoundTarget, find_permitted
from bot.usecases.note_look import note_look
from bot.usecases.settle_place import HomePlace
from bot.usecases.visit_details import MEMO, REQUEST
from bot.work import Work
from models.conduct import CardEvent, RequestClosing, VisitDetail
from models.directory import Particulars, criteria_on, listed_target, particulars
from models.known import known, standing
from models.organisation import Unit
from models.registry import Visit
from models.rules.codes import MASKED_CRITERIA, CardState, Category, Criterion, Outcome, TargetKind
from models.rules.conduct import CardPart, CardStep, Preferred, RequestCategory, Topic
from models.rules.due import excluded_on
from models.rules.facts import Change
from models.rules.postings import MIDNIGHT
from models.rules.whereabouts import beat_on, card_on, category_on, leaving
from models.sealing import load_personal
from models.units import unit_numbers

LAST = 5
"""How many visits are on a page, and how many of the last steps of the card are shown."""


@dataclass(frozen=True, slots=True)
class SeenVisit:
    """A visit with what was said at it; ``request`` only while it is open, ``answer`` once it is closed."""

    on: date
    at: time | None
    outcome: Outcome
    memo: str
    request: RequestCategory | None
    request_words: str
    answer: str
    topics: Topic


@dataclass(frozen=True, slots=True)
class SeenStep:
    """A step in the life of the paper card; ``parts``: which data a revision changed (第5-6)."""

    on: date
    step: CardStep
    parts: tuple[CardPart, ...]


@dataclass(frozen=True, slots=True)
class SeenTarget:
    """A target as it stands today. ``criteria`` leaves out those that the viewer may not see (第5-4).

    ``moving``: from when it will be in which other beat. ``requests`` are the categories of all open requests;
    ``visits`` are a page of all ``visited``, the latest first; ``steps`` the last ones.
    """

    target_id: int
    beat_code: str
    number: str
    kind: TargetKind
    particulars: Particulars
    in_building: bool
    category: Category
    criteria: tuple[Criterion, ...]
    card: CardState
    excluded: bool
    entered_on: date | None
    left: Change | None
    moving: tuple[date, str] | None
    visits: tuple[SeenVisit, ...]
    visited: int
    page: int
    pages: int
    steps: tuple[SeenStep, ...]
    requests: tuple[RequestCategory, ...]
    not_before: date | None
    preferred: Preferred | None
    may_record: bool
    may_move: bool
    may_correct: bool

    @property
    def name(self) -> str:
        """``EX-P1-1/12``: how buttons name it."""
        return f"{self.beat_code}/{self.number}"


def look_at_target(work: Work, beat_code: str | None, number: str, page: int = 1) -> SeenTarget:
    """A target by beat and number, with a page of its visits, for those who may see its personal data.

    The look is noted (第5-4).
    """
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.LOOK, beat_code, number, work.today)
    note_look(work, target.id, "target")
    return seen(work, target, page)


def look_at_place(work: Work, beat_code: str, number: str) -> HomePlace:
    """Where a target is or was, for those who may record there: somebody else moves in. The look is noted."""
    work.stamp()
    target = find_permitted(work, Right.RECORD, beat_code, number, work.today)
    work.note("look", target=target.id, at="register")
    listed = listed_target(work.session, target.id, target.beat_id, target.number)
    known = particulars(work.session, work.sealer, [listed])[target.id]
    return HomePlace(known.address, known.building, known.unit)


def seen(work: Work, target: FoundTarget, page: int = 1) -> SeenTarget:
    """What there is to see of a target, by somebody who may."""
    listed = listed_target(work.session, target.id, target.beat_id, target.number)
    rows = _visits(work, target.id)
    visits = _opened(work, rows)
    page, pages, shown = paged(visits, page, LAST)
    put_off = [said.not_before for _, said, _ in rows if said and said.not_before and said.not_before > work.today]
    return SeenTarget(
        target.id,
        target.beat_code,
        target.number,
        listed.kind,
        particulars(work.session, work.sealer, [listed])[target.id],
        listed.building_id is not None,
        category_on(target.history, work.today),
        shown_criteria(work, target),
        card_on(target.history, work.today),
        excluded_on(target.history, work.today),
        target.history.entry.on,
        leaving(target.history),
        _moving(work, target),
        tuple(shown),
        len(visits),
        page,
        pages,
        _steps(work, target.id),
        tuple(dict.fromkeys(one.request for one in visits if one.request is not None)),
        max(put_off, default=None),
        next((said.preferred for _, said, _ in rows if said and said.preferred), None),
        *(_may(work, right, target) for right in (Right.RECORD, Right.MOVE, Right.CORRECT)),
    )


def shown_criteria(work: Work, target: FoundTarget) -> tuple[Criterion, ...]:
    """The criteria of today's category; 世帯8 and 世帯9 only to whoever is in charge of the beat."""
    bits = criteria_on(work.session, [target.id], work.today)[target.id]
    if work.actor is None or not in_charge(work.actor, beat_on(target.history, work.today), work.today):
        bits &= ~MASKED_CRITERIA
    return tuple(one for one in Criterion if one & bits)


def _moving(work: Work, target: FoundTarget) -> tuple[date, str] | None:
    ahead = [(one.on, one.beat) for one in target.history.changes if one.beat is not None and one.on > work.today]
    if not ahead:
        return None
    on, beat = min(ahead)
    return on, work.session.get_one(Unit, beat).code


def _may(work: Work, right: Right, target: FoundTarget) -> bool:
    beat = beat_on(target.history, work.today)
    return work.actor is not None and may(work.actor, right, unit_numbers(work.session, beat, work.today), work.today)


Row = tuple[Visit, VisitDetail | None, bool]
"""A visit, what was said at it, and whether its request was answered."""


def _visits(work: Work, target_id: int) -> list[Row]:
    """The visits that stand, the latest first."""
    query = (
        select(Visit, VisitDetail, exists().where(RequestClosing.visit_id == Visit.id, standing(RequestClosing)))
        .outerjoin(VisitDetail, VisitDetail.visit_id == Visit.id)
        .where(Visit.target_id == target_id, known(Visit, None))
        .order_by(Visit.visited_on.desc(), func.coalesce(Visit.visited_time, MIDNIGHT).desc(), Visit.id.desc())
    )
    return [(visit, said, closed) for visit, said, closed in work.session.execute(query)]


def _steps(work: Work, target_id: int) -> tuple[SeenStep, ...]:
    """The last steps that stand, the latest first."""
    query = (
        select(CardEvent)
        .where(CardEvent.target_id == target_id, standing(CardEvent))
        .order_by(CardEvent.happened_on.desc(), CardEvent.id.desc())
        .limit(LAST)
    )
    return tuple(SeenStep(one.happened_on, one.step, tuple(CardPart(one.parts))) for one in work.session.scalars(query))


def _opened(work: Work, rows: list[Row]) -> list[SeenVisit]:
    words = load_personal(work.session, work.sealer, "visit", [visit.id for visit, said, _ in rows if said])
    return [
        SeenVisit(
            visit.visited_on,
            visit.visited_time,
            visit.outcome,
            words.get(visit.id, {}).get(MEMO, ""),
            said.request if said and not closed else None,
            words.get(visit.id, {}).get(REQUEST, ""),
            words.get(visit.id, {}).get(ANSWER, "") if closed else "",
            Topic(said.topics if said else 0),
        )
        for visit, said, closed in rows
    ]
