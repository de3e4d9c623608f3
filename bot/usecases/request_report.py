"""Ask for a form: it is prepared and sent by the delivery worker, so that a crash loses nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import may_see_figures
from bot.usecases.issue_form import FormOrder, find_unit, form_order
from bot.work import Work
from models.outbox import OutboxMessage, OutboxState
from models.rules.codes import UnitKind
from models.units import superiors, units_on

WORDS = "report.ready"


@dataclass(frozen=True, slots=True)
class ReportRequested:
    """What will come: whose form, of which year, as of which day, as known at which moment (UTC).

    ``renewed``: the same had been asked for and was not begun; it comes once, as known now.
    """

    scope: UnitKind
    code: str
    name: str
    year: int
    as_of: date
    known_at: datetime
    renewed: bool


def request_report(
    work: Work, scope: UnitKind, code: str | None, year: int | None = None, as_of: date | None = None
) -> ReportRequested:
    """Put a form into the outbox for the one who asks, as known at this very moment (C17).

    Whoever is impatient and asks again for what nobody has begun to draw gets it once.

    ``year`` and ``as_of`` default to today's. Refuses strangers, unknown units, and units whose figures the asker
    may not see.
    """
    if work.actor is None:
        raise Refusal("access.stranger")
    year = year or (as_of or work.today).year
    order = form_order(scope, code, year, work.today, as_of)
    if order.as_of > work.today:
        raise Refusal("report.future", as_of=order.as_of)
    units = units_on(work.session, order.as_of)
    unit = find_unit(work.session, units, order)
    now = units_on(work.session, work.today)
    chain = list(superiors(now if unit.id in now else units, unit.id))
    if not may_see_figures(work.actor, chain, work.today):
        raise Refusal("access.other_unit", code=unit.code)
    known_at = work.issue_moment()
    facts = order_facts(FormOrder(scope, unit.code, year, order.as_of, known_at))
    work.note("report.requested", **facts)
    waiting = not_begun(work, work.actor.officer_id, facts)
    if waiting is not None:
        waiting.facts = facts
    else:
        key = f"report:{work.actor.officer_id}:{unit.code}:{year}:{known_at.isoformat()}"
        work.say_once(key, work.actor.officer_id, WORDS, facts)
    return ReportRequested(scope, unit.code, unit.name, year, order.as_of, known_at, renewed=waiting is not None)


def not_begun(work: Work, officer_id: int, facts: Mapping[str, Any]) -> OutboxMessage | None:
    """The same order, but for its moment, which nobody has taken from the outbox yet; held until the work ends."""
    query = select(OutboxMessage).where(
        OutboxMessage.officer_id == officer_id,
        OutboxMessage.words == WORDS,
        OutboxMessage.state == OutboxState.WAITING,
        OutboxMessage.leased_by.is_(None),
        OutboxMessage.attempts == 0,
    )
    held = work.session.scalars(query.with_for_update(skip_locked=True))
    return next((one for one in held if {**one.facts, "known_at": facts["known_at"]} == facts), None)


def order_facts(order: FormOrder) -> dict[str, Any]:
    """An order as codes and numbers for the outbox."""
    return {
        "scope": order.scope,
        "code": order.code,
        "year": order.year,
        "as_of": order.as_of.isoformat(),
        "known_at": order.known_at.isoformat() if order.known_at else None,
    }


def order_from(facts: dict[str, Any]) -> FormOrder:
    """The order that ``order_facts`` wrote down."""
    return FormOrder(
        scope=UnitKind(facts["scope"]),
        code=facts["code"],
        year=facts["year"],
        as_of=date.fromisoformat(facts["as_of"]),
        known_at=datetime.fromisoformat(facts["known_at"]) if facts["known_at"] else None,
    )
