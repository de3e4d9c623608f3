"""How a month stands against its plan: the form's own figures, and what they mean for the days that are left."""

from dataclasses import dataclass
from datetime import date

from models.rules.codes import Category, PlanState, Row, Split
from models.rules.form import Cell, Form, month_end

SPLIT = {Category.PRIORITY: Split.PRIORITY, Category.GENERAL: Split.GENERAL}


@dataclass(frozen=True, slots=True)
class MonthStanding:
    """First interviews of the month of the form's as-of day: ``planned`` None without an approved plan.

    ``days_left`` counts the as-of day itself.
    """

    planned: int | None
    done: int
    days: int
    days_gone: int

    @property
    def short(self) -> int:
        """How many the plan still wants; 0 without a plan."""
        return max((self.planned or 0) - self.done, 0)

    @property
    def days_left(self) -> int:
        """The days of the month that are left, today among them."""
        return self.days - self.days_gone + 1

    @property
    def a_day(self) -> int:
        """How many a day it takes from today on, rounded up.

        >>> MonthStanding(30, 21, 30, 26).a_day
        2
        """
        return -(-self.short // self.days_left)

    def below(self, percent: int) -> bool:
        """Whether less than a share of the plan is done; never without a plan.

        >>> MonthStanding(30, 14, 30, 16).below(50), MonthStanding(30, 15, 30, 16).below(50)
        (True, False)
        """
        return self.planned is not None and self.done * 100 < self.planned * percent

    @property
    def will_miss(self) -> bool:
        """Whether the plan is missed at the pace so far; on the last day, whether anything is left to do.

        >>> MonthStanding(30, 26, 30, 25).will_miss, MonthStanding(30, 24, 30, 25).will_miss
        (False, True)
        >>> MonthStanding(30, 29, 30, 30).will_miss, MonthStanding(None, 0, 30, 30).will_miss
        (True, False)
        """
        return self.planned is not None and self.done * self.days < self.planned * self.days_gone and self.short > 0


def standing_of(form: Form) -> MonthStanding:
    """How the month of a form's as-of day stands."""
    on = form.as_of
    planned = form.line(Row.PLANNED, Split.ALL).months[on.month - 1]
    done = form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[on.month - 1]
    known = None if planned is None or form.plan is PlanState.NONE else int(planned)
    return MonthStanding(known, int(done or 0), month_end(on.year, on.month).day, on.day)


def carried_over(form: Form) -> int:
    """How many first interviews of the months before this one are missing from the plan of the year; never below 0."""
    before = form.as_of.month - 1
    planned = form.line(Row.PLANNED, Split.ALL).months[:before]
    done = form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[:before]
    return max(whole(planned) - whole(done), 0) if form.plan is PlanState.APPROVED else 0


def basis(targets: int, months: int) -> int:
    """What an even share of so many targets is a month, rounded up: the basis where no plan is approved (第4-2).

    >>> basis(100, 12), basis(96, 12), basis(0, 36)
    (9, 8, 0)
    """
    return -(-targets // months)


def whole(cells: tuple[Cell, ...]) -> int:
    """The sum of some cells, empty ones as 0."""
    return sum(int(each or 0) for each in cells)


def day_before_month(day: date) -> date:
    """The last day of the month before.

    >>> day_before_month(date(2028, 3, 15))
    datetime.date(2028, 2, 29)
    """
    return date.fromordinal(day.replace(day=1).toordinal() - 1)
