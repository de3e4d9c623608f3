"""An interview that is recorded already did give a card: it is voided and recorded anew with it (C5, C7, C17)."""

from datetime import date

from sqlalchemy import exists, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import find_permitted
from bot.usecases.record_visit import RecordedVisit, VisitOrder, record_visit
from bot.usecases.visit_details import load_details
from bot.usecases.void_fact import open_entry
from bot.work import Work
from models.conduct import RequestClosing
from models.entries import void_of
from models.histories import load_histories
from models.known import known, standing
from models.organisation import Unit
from models.registry import TargetNumber, Visit
from models.rules.codes import Outcome
from models.rules.conduct import VoidReason
from models.rules.whereabouts import beat_on
from models.units import lock_beats


def add_card_to_visit(work: Work, visit_id: int) -> RecordedVisit:
    """Record one's own interview anew, with the card and all else that was said.

    Refused for another's visit, one without an interview, one that has a card, and once its request is answered.
    """
    stamp = work.stamp()
    visit = work.session.get(Visit, visit_id)
    if visit is None or work.actor is None:
        raise Refusal("app.stale")
    if visit.officer_id != work.actor.officer_id:
        raise Refusal("access.no_right")
    lock_beats(work.session, [visit.home_beat_id])
    entry = open_entry(work, f"visit:{visit_id}")
    if visit.outcome is not Outcome.INTERVIEW or visit.new_card:
        raise Refusal("card.no_interview")
    if work.session.scalar(select(exists().where(RequestClosing.visit_id == visit_id, standing(RequestClosing)))):
        raise Refusal("card.answered")
    order = _order(work, visit)
    work.session.add(void_of(entry, VoidReason.CARD, stamp.recorded_at, stamp.audit_id))
    work.session.flush()
    return record_visit(work, order)


def add_card_by_interview(work: Work, beat_code: str, number: str, on: date) -> RecordedVisit:
    """The same for one's last interview of a target on a day. Refused where there is none."""
    if work.actor is None:
        raise Refusal("access.stranger")
    work.stamp()  # the ledger's lock comes before the beats'
    target = find_permitted(work, Right.RECORD, beat_code, number, on)
    query = select(Visit.id).where(
        Visit.target_id == target.id,
        Visit.visited_on == on,
        Visit.outcome == Outcome.INTERVIEW,
        Visit.officer_id == work.actor.officer_id,
        known(Visit, None),
    )
    found = work.session.scalar(query.order_by(Visit.visited_time.desc(), Visit.id.desc()).limit(1))
    if found is None:
        raise Refusal("card.no_own_interview", number=target.number, on=on).at("on")
    return add_card_to_visit(work, found)


def _order(work: Work, visit: Visit) -> VisitOrder:
    """The same visit as it would be typed, with the card."""
    beat = beat_on(load_histories(work.session, [visit.target_id])[visit.target_id], visit.visited_on)
    named = select(TargetNumber.number, Unit.code).join(Unit, Unit.id == TargetNumber.beat_id)
    number, code = work.session.execute(
        named.where(TargetNumber.target_id == visit.target_id, TargetNumber.beat_id == beat)
    ).one()
    return VisitOrder(
        number,
        visit.outcome,
        visit.visited_on,
        visit.visited_time,
        code,
        new_card=True,
        cr_cards=visit.cr_cards,
        patrol_cards=visit.patrol_cards,
        details=load_details(work, visit.id),
    )
