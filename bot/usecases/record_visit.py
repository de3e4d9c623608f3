"""Record that somebody stood at a target's door."""

from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select, true

from bot.errors import Refusal
from bot.roles import may_record
from bot.usecases.find_target import FoundTarget, find_target, named_beat
from bot.usecases.tell_contradiction import told_facts
from bot.usecases.tell_effects import Effects, effects_on_forms
from bot.usecases.visit_details import VisitDetails, check_details, store_details
from bot.work import Work
from models.entries import FactKind
from models.known import known
from models.people import Person
from models.policies import policy_where
from models.prepared import store_one
from models.registry import Visit
from models.rules.codes import CardState, Outcome, Row
from models.rules.contradictions import Side, contradictions
from models.rules.facts import History
from models.rules.facts import Visit as VisitFact
from models.rules.japan import JAPAN
from models.rules.postings import MIDNIGHT
from models.rules.whereabouts import beat_on, card_on

SHEETS_MAX = 999
"""More sheets at one door are surely a slip of the thumb."""


@dataclass(frozen=True, slots=True)
class VisitOrder:
    """What was typed of one visit. ``beat_code`` None: the one beat that the officer serves that day.

    ``on`` and ``at`` are Japan's wall clock; ``at`` None: now, if the visit was today, else not said.
    """

    number: str
    outcome: Outcome
    on: date
    at: time | None = None
    beat_code: str | None = None
    new_card: bool = False
    cr_cards: int = 0
    patrol_cards: int = 0
    details: VisitDetails | None = None


@dataclass(frozen=True, slots=True)
class RecordedVisit:
    """What was stored, and what it counts for (C3–C7).

    ``card``: the target's after it. ``impolite``: at an hour that may disturb people (第4-3). ``several``: the number
    alone could mean a target of another beat. ``may_undo``: the actor records there today, too.
    """

    visit_id: int
    audit_id: int
    target_id: int
    beat_code: str
    number: str
    on: date
    at: time | None
    outcome: Outcome
    new_card: bool
    cr_cards: int
    patrol_cards: int
    effects: Effects
    card: CardState
    details: VisitDetails | None = None
    impolite: bool = False
    several: bool = False
    may_undo: bool = True

    @property
    def called(self) -> str:
        """``12``, or ``EX-P1-1/12`` to whoever has several beats."""
        return f"{self.beat_code}/{self.number}" if self.several else self.number

    @property
    def entry(self) -> str:
        """The name by which it is opened."""
        return f"{FactKind.VISIT}:{self.visit_id}"

    @property
    def first_of_year(self) -> bool:
        """Whether it is now the counted interview of its target and year (C3)."""
        return any(effect.row is Row.FIRST_INTERVIEWS and effect.n > 0 for effect in self.effects.flows)


def record_visit(work: Work, order: VisitOrder) -> RecordedVisit:
    """Store a visit and say what it counts for; refused, with nothing stored, when a rule of §2 forbids it."""
    if work.actor is None:
        raise Refusal("access.stranger")
    at = time_of(work, order)
    check_order(order)
    if order.details is not None:
        check_details(order.details, order.on)
    target = target_of(work, work.actor, order)
    beat = beat_on(target.history, order.on)
    if not may_record(work.actor, beat, order.on):
        raise Refusal("visit.not_your_beat", beat=target.beat_code, number=order.number).at("on")
    refuse_twice(work, work.actor.officer_id, target, order, at)
    visit_id = store_visit(work, work.actor.officer_id, order, target, at)
    after = with_visit(target.history, order, at)
    refuse_contradictions(work, target, after)
    codes = {target.beat_id: target.beat_code}
    effects = effects_on_forms(work, [target.history], [after], order.on.year, codes)
    if order.details is not None:
        store_details(work, visit_id, order.details)
    return RecordedVisit(
        visit_id,
        work.stamp().audit_id,
        target.id,
        target.beat_code,
        target.number,
        order.on,
        at,
        order.outcome,
        order.new_card,
        order.cr_cards,
        order.patrol_cards,
        effects.of_visit(),
        card_on(after, order.on),
        details=order.details,
        impolite=policy_where(work.session, beat, order.on).impolite(at),
        several=work.names_beats({beat}),
        may_undo=may_record(work.actor, beat, work.today),
    )


def target_of(work: Work, actor: Person, order: VisitOrder) -> FoundTarget:
    """The target that was visited. Whether a number is taken is told only to those who served the beat that day."""
    try:
        return find_target(work, order.beat_code, order.number, order.on)
    except Refusal as refusal:
        if order.beat_code is None or refusal.facts.get("there"):
            raise
        ((beat, code),) = named_beat(work, order.beat_code).items()
        if may_record(actor, beat, order.on):
            raise
        raise Refusal("visit.not_your_beat", beat=code, number=order.number).at("on") from None


def refuse_twice(work: Work, officer_id: int, target: FoundTarget, order: VisitOrder, at: time | None) -> None:
    """Refuse a second visit of an officer at one target in one minute, naming the first.

    It was sent again, or is meant to correct the first. Of a day without a time, that is so of one with the same
    outcome. Visits of two officers are two.
    """
    if all((visit.on, visit.time) != (order.on, at or MIDNIGHT) for visit in target.history.visits):
        return
    there = work.session.scalar(
        select(Visit)
        .where(
            Visit.target_id == target.id,
            Visit.visited_on == order.on,
            Visit.visited_time.is_(None) if at is None else Visit.visited_time == at,
            Visit.officer_id == officer_id,
            known(Visit, None),
            Visit.outcome == order.outcome if at is None else true(),
        )
        .limit(1)
    )
    if there is not None:
        name = {"beat": target.beat_code, "number": target.number}
        raise Refusal("visit.twice", on=order.on, at=at, outcome=there.outcome, now=order.at is None, **name).at("at")


def store_visit(work: Work, officer_id: int, order: VisitOrder, target: FoundTarget, at: time | None) -> int:
    """Store the fact; its id."""
    stamp = work.stamp()
    return store_one(
        work.session,
        Visit,
        target_id=target.id,
        home_beat_id=target.history.entry.beat,
        visited_on=order.on,
        visited_time=at,
        outcome=order.outcome,
        officer_id=officer_id,
        new_card=order.new_card,
        cr_cards=order.cr_cards,
        patrol_cards=order.patrol_cards,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )


def with_visit(history: History, order: VisitOrder, at: time | None) -> History:
    """A history with one more visit, as reading it anew would give it: its target is locked meanwhile."""
    interview = order.outcome is Outcome.INTERVIEW
    fact = VisitFact(order.on, at or MIDNIGHT, interview, order.new_card, order.cr_cards, order.patrol_cards)
    return history._replace(visits=(*history.visits, fact))


def time_of(work: Work, order: VisitOrder) -> time | None:
    """The time of day to store. Refuses a visit in the future."""
    now = work.now.astimezone(JAPAN)
    if order.at is None:
        if order.on > now.date():
            raise Refusal("visit.future", number=order.number, on=order.on).at("on")
        return now.time().replace(second=0, microsecond=0) if order.on == now.date() else None
    if datetime.combine(order.on, order.at, JAPAN) > now:
        raise Refusal("visit.future", number=order.number, on=order.on, at=order.at).at("on")
    return order.at


def check_order(order: VisitOrder) -> None:
    """Refuse what no visit can be: a card without an interview (C5), sheets by the thousand."""
    if order.new_card and order.outcome is not Outcome.INTERVIEW:
        raise Refusal("visit.card_needs_interview", number=order.number).at("card")
    if not (0 <= order.cr_cards <= SHEETS_MAX and 0 <= order.patrol_cards <= SHEETS_MAX):
        raise Refusal("visit.sheets", number=order.number, most=SHEETS_MAX).at("patrol_cards")


def refuse_contradictions(work: Work, target: FoundTarget, after: History) -> None:
    """Refuse a visit, the last one of ``after``, that contradicts the facts of its target; names the first of them.

    What contradicted itself already is no fault of the new fact.
    """
    before, new = contradictions(target.history), after.visits[-1]
    first = next((found for found in contradictions(after) if found not in before), None)
    if first:
        told = first.told_to(Side(target.id, new.on, new))
        names = {"beat": target.beat_code, "number": target.number}
        raise Refusal(f"contradiction.{told.code}", **names, **told_facts(work.session, told)).at("on")
