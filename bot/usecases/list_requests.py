"""Requests and opinions that residents told at a visit: which are open, for how long, and what was said (第1)."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.explain_cell import paged
from bot.usecases.note_look import note_look
from bot.usecases.visit_details import REQUEST
from bot.work import Work
from models.conduct import RequestClosing, VisitDetail
from models.known import known
from models.organisation import Unit
from models.registry import Target, TargetNumber, Visit
from models.rules.codes import UnitKind
from models.rules.conduct import RequestCategory
from models.sealing import load_personal
from models.units import superiors, unit_numbers, units_on


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request without an answer: where and when it was heard, ``age`` in days. ``words`` only when it is opened."""

    visit_id: int
    beat_code: str
    number: str
    category: RequestCategory
    on: date
    age: int
    words: str = ""


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """A page of them, the oldest first."""

    requests: tuple[OpenRequest, ...]
    total: int
    page: int
    pages: int


def list_requests(work: Work, page: int = 1) -> OpenRequests:
    """The open requests of all beats whose targets the actor may look at, by numbers only."""
    found = _open(work, visible_beats(work))
    page, pages, shown = paged(found, page)
    return OpenRequests(tuple(shown), len(found), page, pages)


def open_request(work: Work, visit_id: int) -> OpenRequest:
    """One of them with its words, which are personal: the look is noted (第5-4). Refuses whoever may not look."""
    found = next((one for one in _open(work, visible_beats(work)) if one.visit_id == visit_id), None)
    if found is None:
        raise Refusal("requests.none")
    words = load_personal(work.session, work.sealer, "visit", [visit_id]).get(visit_id, {})
    target = work.session.get_one(Visit, visit_id).target_id
    note_look(work, target, "requests")
    return replace(found, words=words.get(REQUEST, ""))


def visible_beats(work: Work) -> dict[int, str]:
    """The beats whose targets the actor may look at today."""
    if work.actor is None:
        raise Refusal("access.stranger")
    units = units_on(work.session, work.today)
    return {
        unit.id: unit.code
        for unit in units.values()
        if unit.kind is UnitKind.BEAT and may(work.actor, Right.LOOK, list(superiors(units, unit.id)), work.today)
    }


def _open(work: Work, beats: Collection[int]) -> list[OpenRequest]:
    query = (
        select(Visit.id, Unit.code, TargetNumber.number, VisitDetail.request, Visit.visited_on)
        .join(VisitDetail, VisitDetail.visit_id == Visit.id)
        .join(Target, Target.id == Visit.target_id)
        .join(TargetNumber, (TargetNumber.target_id == Target.id) & (TargetNumber.beat_id == Target.beat_id))
        .join(Unit, Unit.id == Target.beat_id)
        .outerjoin(RequestClosing, RequestClosing.visit_id == Visit.id)
        .where(
            Target.beat_id.in_(beats),
            VisitDetail.request.is_not(None),
            RequestClosing.visit_id.is_(None),
            known(Visit, None),
        )
        .order_by(Visit.visited_on, Visit.id)
    )
    return [
        OpenRequest(visit, code, number, category, on, (work.today - on).days)
        for visit, code, number, category, on in work.session.execute(query)
        if category is not None
    ]


def may_answer(work: Work, beat: int) -> bool:
    """Whether the actor may close requests of a beat: who serves it, and 所長 and 地域課長 above it."""
    chain = unit_numbers(work.session, beat, work.today)
    return work.actor is not None and any(
        may(work.actor, right, chain, work.today) for right in (Right.RECORD, Right.VOID)
    )
