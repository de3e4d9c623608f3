"""Close a resident's request with its outcome; nothing is closed without one (第1)."""

from dataclasses import dataclass

from bot.errors import Refusal
from bot.usecases.list_requests import OpenRequest, find_open, may_answer
from bot.work import Work
from models.conduct import RequestClosing
from models.entries import FactKind
from models.prepared import store_one
from models.registry import Visit
from models.rules.conduct import RequestOutcome
from models.sealing import load_personal, store_personal
from models.units import lock_beats

ANSWER = "answer"
"""The field of a visit's personal data that holds what was answered."""


@dataclass(frozen=True, slots=True)
class ClosedRequest:
    """What was closed, and how; ``entry`` is the name by which the closing can be voided."""

    request: OpenRequest
    outcome: RequestOutcome
    entry: str


def close_request(work: Work, visit_id: int, outcome: RequestOutcome, words: str = "") -> ClosedRequest:
    """Store the outcome; ``words`` are sealed. Refused for whoever may not answer, and for what is closed already."""
    stamp = work.stamp()
    visit = work.session.get(Visit, visit_id)
    if visit is None:
        raise Refusal("requests.none")
    lock_beats(work.session, [visit.home_beat_id])
    request = find_open(work, visit_id)
    if not may_answer(work, request.beat_id):
        raise Refusal("access.no_right")
    closing = store_one(
        work.session,
        RequestClosing,
        visit_id=visit_id,
        outcome=outcome,
        closed_on=work.today,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    if words:
        there = load_personal(work.session, work.sealer, "visit", [visit_id]).get(visit_id, {})
        store_personal(work.session, work.sealer, "visit", visit_id, {**there, ANSWER: words})
    return ClosedRequest(request, outcome, f"{FactKind.CLOSING}:{closing}")
