"""What a notice on a beat says: the form's own figures of the day on which it was decided, as they were known then.

Numbers, codes and dates only: nothing here opens personal data, and no officer is named.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.usecases.freshness import last_entries
from bot.usecases.issue_form import FormOrder, issue_beat_form
from bot.usecases.list_due import DueList, due_page
from bot.usecases.list_requests import requests_of
from bot.usecases.request_report import order_facts
from bot.work import Work
from models.known import known
from models.ledgers import beat_histories
from models.organisation import Officer
from models.outbox import OutboxMessage
from models.policies import policy_on
from models.registry import Visit
from models.rules.calendar import moment
from models.rules.codes import Outcome, Row, Split, UnitKind
from models.rules.facts import History
from models.rules.form import Form
from models.rules.notices import Notice
from models.rules.shortfall import SPLIT, MonthStanding, basis, carried_over, standing_of
from models.rules.whereabouts import beat_on, registered_on
from models.units import chain_on, unit_by_code

FIRST = 5
"""So many of the targets that are due first are named, by their numbers."""

IN_VAIN = {
    Outcome.ABSENT: "absent",
    Outcome.INTERCOM_ONLY: "absent",
    Outcome.REFUSED: "refused",
    Outcome.NO_ENTRY: "no_entry",
}
"""Why nobody was met, by how the visit ended."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice as it was decided; ``instead_of`` is the staff number of the one whom it concerns, if another hears.

    ``to_chief``: it goes to the superior of a 担当 who hears it too.
    """

    kind: Notice
    period: str
    order: FormOrder
    until: datetime
    instead_of: str | None
    to_chief: bool

    @property
    def code(self) -> str:
        """The unit."""
        return self.order.code or ""


def notices_in(session: Session, facts: Mapping[str, Any]) -> list[Told]:
    """The notices of a message."""
    known_at = datetime.fromisoformat(facts["known_at"])
    away = [each["instead_of"] for each in facts["notices"] if each["instead_of"] is not None]
    query = select(Officer.id, Officer.staff_no).where(Officer.id.in_(away))
    numbers: dict[int, str] = dict(session.execute(query).all()) if away else {}
    return [_told(each, known_at, numbers) for each in facts["notices"]]


def _told(each: Mapping[str, Any], known_at: datetime, numbers: Mapping[int, str]) -> Told:
    on = date.fromisoformat(each["as_of"])
    return Told(
        kind=Notice(each["kind"]),
        period=each["period"],
        order=FormOrder(UnitKind(each["scope"]), each["code"], on.year, on, known_at),
        until=datetime.fromisoformat(each["until"]),
        instead_of=numbers.get(each["instead_of"] or 0),
        to_chief=each["to_chief"],
    )


@dataclass(frozen=True, slots=True)
class BeatTelling:
    """A beat as a notice tells of it. Everything that is on the form is the form's.

    ``bases`` are even shares of the targets over so many ``months``, for where no plan is approved. ``causes`` say of
    what is short how many were visited in vain this month, and how many not at all. ``waiting``: how many requests of
    residents have no answer yet, and for how many days the oldest.
    """

    code: str
    name: str
    vacant: bool
    instead_of: str | None
    to_chief: bool
    standing: MonthStanding
    planned: Mapping[str, int | None]
    bases: Mapping[str, int]
    months: Mapping[str, int]
    carried: int
    not_interviewed: int
    due: DueList | None
    waiting: tuple[int, int] | None
    last_entry_on: date | None
    register: bool
    causes: Mapping[str, int]
    since: date | None
    cell_key: str
    form: Form


def tell_beat(session: Session, told: Told) -> BeatTelling:
    """What a notice on a beat says. Refuses a beat that is gone."""
    order = told.order
    form = issue_beat_form(session, order)
    unit = unit_by_code(session, told.code)
    chain = [one.id for one in chain_on(session, unit.id if unit else 0, order.as_of)]
    policy = policy_on(session, chain, order.as_of)
    standing, month = standing_of(form), order.as_of.month - 1
    targets = {each: form.line(Row.TARGETS, split).months[month] for each, split in SPLIT.items()}
    months = {"priority": policy.priority_months, "general": policy.general_months}
    return BeatTelling(
        code=form.header.code,
        name=form.header.name,
        vacant=form.header.officer is None,
        instead_of=told.instead_of,
        to_chief=told.to_chief,
        standing=standing,
        planned={each.value: _number(form.line(Row.PLANNED, split).months[month]) for each, split in SPLIT.items()},
        bases={each.value: basis(int(targets[each] or 0), months[each.value]) for each in SPLIT},
        months=months,
        carried=carried_over(form),
        not_interviewed=int(form.line(Row.NOT_INTERVIEWED, Split.ALL).total or 0),
        due=_due(session, told, chain[0]),
        waiting=_waiting(session, told, chain[0]),
        last_entry_on=last_entries(session, chain[:1]).get(chain[0]),
        register=form.line(Row.REGISTER_HOUSEHOLDS).total is not None,
        causes=_causes(session, told, chain[0], standing.short) if _explains(told.kind) else {},
        since=_since(told),
        cell_key=cell_key(order_facts(order)),
        form=form,
    )


def cell_key(order: Mapping[str, Any]) -> str:
    """What the button beside a form carries: which form it is. Whoever presses it is judged anew."""
    return "|".join(str(order[name] or "") for name in ("scope", "code", "year", "as_of", "known_at"))


def _number(cell: Any) -> int | None:
    return None if cell is None else int(cell)


def _explains(kind: Notice) -> bool:
    return kind in (Notice.SHORTFALL, Notice.SHORTFALL_LAST)


def _since(told: Told) -> date | None:
    """The day that a notice is about, of those whose period is a day."""
    days = (Notice.REGISTER_STALE, Notice.FIRST_VISIT, Notice.FIRST_VISIT_CHIEF)
    return date.fromisoformat(told.period.partition("+")[0]) if told.kind in days else None


def _waiting(session: Session, told: Told, beat: int) -> tuple[int, int] | None:
    """At the beginning of a month, so that no request is forgotten (第1); None without any."""
    if told.kind is not Notice.MONTH_START:
        return None
    ages = [one.age for one in requests_of(_as_system(session, told), {beat: told.code})]
    return (len(ages), max(ages)) if ages else None


def _as_system(session: Session, told: Told) -> Work:
    """Read by the system itself: of targets only their numbers are shown."""
    return Work(session, moment(told.order.as_of, time(12)), "notices")


def _due(session: Session, told: Told, beat: int) -> DueList | None:
    """At the beginning of a month, whom to visit first."""
    if told.kind is not Notice.MONTH_START:
        return None
    return due_page(_as_system(session, told), beat, told.code)


def _causes(session: Session, told: Told, beat: int, short: int) -> dict[str, int]:
    """Of the targets that were not met this year, how the last visit of the month ended; the rest were not tried."""
    on, known_at = told.order.as_of, told.order.known_at
    missed = [
        target
        for target, history in beat_histories(session, beat, known_at).items()
        if registered_on(history, on) and beat_on(history, on) == beat and not _met(history, on)
    ]
    query = (
        select(Visit.target_id, Visit.outcome)
        .where(Visit.target_id.in_(missed), Visit.visited_on.between(on.replace(day=1), on), known(Visit, known_at))
        .order_by(Visit.visited_on, Visit.visited_time, Visit.id)
    )
    ends: dict[int, Outcome] = dict(session.execute(query).all()) if missed else {}
    found = Counter(IN_VAIN[outcome] for outcome in ends.values() if outcome in IN_VAIN)
    return dict(found) | {"untried": max(short - found.total(), 0)}


def _met(history: History, on: date) -> bool:
    return any(one.interview and one.on.year == on.year and one.on <= on for one in history.visits)


def undelivered(session: Session, every: Iterable[Told]) -> Counter[str]:
    """Why messages were given up, with how many."""
    messages = [int(one.period) for one in every]
    query = select(OutboxMessage.last_error).where(OutboxMessage.id.in_(messages))
    return Counter(each or "unknown" for each in session.scalars(query))


def still_open(every: Sequence[Told], now: datetime) -> list[Told]:
    """Those of some notices that still make sense."""
    return [one for one in every if now < one.until]
