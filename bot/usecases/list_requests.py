"""Requests and opinions that residents told at a visit: which are open, for how long, and what was said (第1)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import exists, select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beats_with
from bot.usecases.note_look import note_look
from bot.usecases.visit_details import REQUEST
from bot.work import Work
from models.conduct import RequestClosing, VisitDetail
from models.histories import load_histories
from models.known import known, standing
from models.registry import TargetNumber, Visit
from models.rules.conduct import RequestCategory
from models.rules.whereabouts import beat_on
from models.sealing import load_personal
from models.units import unit_numbers


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """A request without an answer: where and when it was heard, ``age`` in days.

    Only when it is opened: ``words``, and whether the actor ``may_answer``.
    """

    visit_id: int
    beat_id: int
    beat_code: str
    number: str
    category: RequestCategory
    on: date
    age: int
    words: str = ""
    may_answer: bool = False


@dataclass(frozen=True, slots=True)
class OpenRequests:
    """A page of them, the oldest first."""

    requests: tuple[OpenRequest, ...]
    total: int
    page: int
    pages: int


def list_requests(work: Work, page: int = 1) -> OpenRequests:
    """The open requests of all beats whose targets the actor may look at, by numbers only."""
    found = open_requests(work)
    page, pages, shown = paged(found, page)
    return OpenRequests(tuple(shown), len(found), page, pages)


def open_requests(work: Work) -> list[OpenRequest]:
    """All of them, the oldest first."""
    return requests_of(work, beats_with(work, Right.LOOK))


def open_request(work: Work, visit_id: int) -> OpenRequest:
    """One of them with its words, which are personal: the look is noted (第5-4). Refuses whoever may not look."""
    found = find_open(work, visit_id)
    words = load_personal(work.session, work.sealer, "visit", [visit_id]).get(visit_id, {})
    note_look(work, work.session.get_one(Visit, visit_id).target_id, "requests")
    return replace(found, words=words.get(REQUEST, ""), may_answer=may_answer(work, found.beat_id))


def find_open(work: Work, visit_id: int) -> OpenRequest:
    """One of them without its words. Refuses whoever may not look, and one that is closed."""
    found = next((one for one in open_requests(work) if one.visit_id == visit_id), None)
    if found is None:
        raise Refusal("requests.none")
    return found


def requests_of(work: Work, beats: Mapping[int, str]) -> list[OpenRequest]:
    """The open requests of some beats, by the beat that the target belongs to today (C12)."""
    query = (
        select(Visit.id, Visit.target_id, VisitDetail.request, Visit.visited_on)
        .join(VisitDetail, VisitDetail.visit_id == Visit.id)
        .where(
            Visit.id.in_(select(VisitDetail.visit_id).where(VisitDetail.request.is_not(None))),  # few of all visits
            exists().where(TargetNumber.target_id == Visit.target_id, TargetNumber.beat_id.in_(beats)),
            ~exists().where(RequestClosing.visit_id == Visit.id, standing(RequestClosing)),
            known(Visit, None),
        )
        .order_by(Visit.visited_on, Visit.id)
    )
    rows = work.session.execute(query).all()
    histories = load_histories(work.session, {target for _, target, _, _ in rows})
    homes = {target: beat_on(history, work.today) for target, history in histories.items()}
    numbers = _numbers(work, homes)
    return [
        OpenRequest(visit, home, beats[home], numbers[home, target], category, on, (work.today - on).days)
        for visit, target, category, on in rows
        if category is not None and (home := homes[target]) in beats
    ]


def _numbers(work: Work, targets: Collection[int]) -> dict[tuple[int, int], str]:
    """What targets are called, by beat and target."""
    query = select(TargetNumber.beat_id, TargetNumber.target_id, TargetNumber.number).where(
        TargetNumber.target_id.in_(targets)
    )
    return {(beat, target): number for beat, target, number in work.session.execute(query)}


def may_answer(work: Work, beat: int) -> bool:
    """Whether the actor may close requests of a beat: who serves it, and 所長 and 地域課長 above it."""
    chain = unit_numbers(work.session, beat, work.today)
    return work.actor is not None and any(
        may(work.actor, right, chain, work.today) for right in (Right.RECORD, Right.VOID)
    )
