"""A unit's year so far beside the years before it, each up to the same day (第3-3)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from models.rules.codes import Row, Split
from models.rules.form import Cell

YEARS_BEFORE = 2


@dataclass(frozen=True, slots=True)
class YearSoFar:
    """How many targets were interviewed in a year up to ``as_of``, and the rate that they make."""

    as_of: date
    done: int
    completion_rate: Cell


def earlier_years(session: Session, order: FormOrder) -> Iterator[YearSoFar]:
    """The two years before an order's, as known at its moment, the latest first; none before one without interviews."""
    for back in range(1, YEARS_BEFORE + 1):
        on = same_day(order.as_of, order.year - back)
        try:
            form = issue_form(session, replace(order, year=on.year, as_of=on))
        except Refusal:  # the unit, or its beats, was not there yet
            return
        done = int(form.line(Row.FIRST_INTERVIEWS, Split.ALL).total or 0)
        if not done:
            return
        yield YearSoFar(form.as_of, done, form.line(Row.COMPLETION_RATE, Split.NONE).total)


def same_day(on: date, year: int) -> date:
    """The same day of another year; of 29 February the last one of the month.

    >>> same_day(date(2028, 2, 29), 2027).isoformat(), same_day(date(2026, 3, 2), 2025).isoformat()
    ('2027-02-28', '2025-03-02')
    """
    try:
        return on.replace(year=year)
    except ValueError:
        return date(year, 2, 28)
