"""Show how far the beats are that somebody answers for: this month and this year against the plan."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from bot.errors import Refusal
from bot.roles import RIGHTS, Right, may, may_see_figures
from bot.usecases.explain_cell import paged
from bot.usecases.freshness import last_entries
from bot.usecases.issue_form import FormOrder, beat_forms, header_of
from bot.work import Work
from models.people import Person
from models.rules.codes import Row, Split, UnitKind
from models.rules.form import Cell, Form
from models.rules.order import natural
from models.rules.rollup import roll_up
from models.units import UnitNow, beats_below, superiors, units_on

SORTS: Mapping[str, Callable[["BeatStatus"], Any]] = {
    "code": lambda one: natural(one.code),
    "attainment": lambda one: (one.attainment is not None, one.attainment or 0),
    "completion": lambda one: (one.completion_rate is not None, one.completion_rate or 0),
    "not_interviewed": lambda one: -(one.not_interviewed or 0),
    "last_entry": lambda one: one.last_entry_on or date.min,
}
"""The orders in which beats can be seen: what needs help first. Never of officers, and never shown to peers."""

MOST_BEATS = 100
"""A whole prefecture takes longer than a command may: its figures come as a form."""


@dataclass(frozen=True, slots=True)
class BeatStatus:
    """How far one beat is; ``month`` is the number of the current month.

    Plans are None without an approved one. ``attainment``, ``completion_rate`` and ``coverage_rate`` are percents
    with one decimal, as on the form. ``last_entry_on`` is the day (Japan) on which a visit was last recorded.
    """

    code: str
    name: str
    officer: str | None
    month: int
    month_planned: Cell
    month_done: Cell
    month_left: int | None
    year_planned: Cell
    year_done: Cell
    targets: Cell
    not_interviewed: Cell
    provisional: Cell
    completion_rate: Cell
    coverage_rate: Cell
    attainment: Decimal | None
    last_entry_on: date | None


@dataclass(frozen=True, slots=True)
class Status:
    """A page of the beats that somebody answers for; ``total`` is how many there are.

    ``whole``: the same of the unit that the actor's role is over, if there are several beats below it.
    ``explained``: the codes of those whose targets the actor may see, by their numbers.
    """

    as_of: date
    beats: tuple[BeatStatus, ...]
    sort: str = "code"
    page: int = 1
    pages: int = 1
    total: int = 0
    explained: frozenset[str] = frozenset()
    whole: BeatStatus | None = None


def show_status(work: Work, sort: str = "code", page: int = 1) -> Status:
    """The status of the beats whose figures the actor may see, as of today, in one of ``SORTS``.

    Refused to those who may see none, and for more beats than a command can count in time.
    """
    if work.actor is None:
        raise Refusal("access.stranger")
    units = units_on(work.session, work.today)
    beats = visible_beats(work.actor, work.today, units)
    if not beats:
        raise Refusal("access.no_figures")
    if len(beats) > MOST_BEATS:
        raise Refusal("status.too_many", beats=len(beats))
    order = FormOrder(UnitKind.BEAT, None, work.today.year, work.today)
    entries = last_entries(work.session, [beat.id for beat in beats])
    forms = dict(zip((beat.id for beat in beats), beat_forms(work.session, beats, units, order), strict=True))
    every = [status_of(form, entries.get(beat)) for beat, form in forms.items()]
    sort = sort if sort in SORTS else "code"
    page, pages, shown = paged(sorted(every, key=SORTS[sort]), page)
    explained = frozenset(
        beat.code for beat in beats if may(work.actor, Right.EXPLAIN, list(superiors(units, beat.id)), work.today)
    )
    whole = whole_of(work.actor, units, forms, entries)
    return Status(work.today, tuple(shown), sort, page, pages, len(every), explained, whole)


def whole_of(
    actor: Person, units: Mapping[int, UnitNow], forms: Mapping[int, Form], entries: Mapping[int, date]
) -> BeatStatus | None:
    """All that a role is over as one, from the forms of the beats; None for fewer than two of them."""
    below = beats_of_role(actor, units)
    if len(below) < 2:
        return None
    last = max((entries[beat] for beat in below if beat in entries), default=None)
    return status_of(rolled(units, actor.unit_id, [forms[beat] for beat in below]), last)


def beats_of_role(actor: Person, units: Mapping[int, UnitNow]) -> list[int]:
    """The beats whose figures somebody sees by a role, and not by serving them."""
    if RIGHTS[Right.FIGURES].isdisjoint(actor.roles):
        return []
    return [one.id for one in beats_below(units, actor.unit_id)]


def rolled(units: Mapping[int, UnitNow], unit: int, forms: Sequence[Form]) -> Form:
    """The form of a unit from those of some beats below it, at least one, all of the same year and day."""
    return roll_up(header_of(units[unit], units, None), forms, [], forms[0].year, forms[0].as_of, None)


def visible_beats(actor: Person, today: date, units: Mapping[int, UnitNow]) -> list[UnitNow]:
    """The beats whose figures somebody may see, in the order of their codes."""
    return sorted(
        (
            unit
            for unit in units.values()
            if unit.kind is UnitKind.BEAT and may_see_figures(actor, list(superiors(units, unit.id)), today)
        ),
        key=lambda unit: natural(unit.code),
    )


def status_of(form: Form, last_entry_on: date | None) -> BeatStatus:
    """The form's own figures, in short."""
    month = form.as_of.month
    planned, done = form.line(Row.PLANNED, Split.ALL), form.line(Row.FIRST_INTERVIEWS, Split.ALL)
    return BeatStatus(
        code=form.header.code,
        name=form.header.name,
        officer=form.header.officer,
        month=month,
        month_planned=planned.months[month - 1],
        month_done=done.months[month - 1],
        month_left=left(planned.months[month - 1], done.months[month - 1]),
        year_planned=planned.total,
        year_done=done.total,
        targets=form.line(Row.TARGETS, Split.ALL).total,
        not_interviewed=form.line(Row.NOT_INTERVIEWED, Split.ALL).total,
        provisional=form.line(Row.PROVISIONAL, Split.ALL).total,
        completion_rate=form.line(Row.COMPLETION_RATE).total,
        coverage_rate=form.line(Row.COVERAGE_RATE).total,
        attainment=form.attainment,
        last_entry_on=last_entry_on,
    )


def left(planned: Cell, done: Cell) -> int | None:
    """How many interviews the month's plan still wants; None without a plan."""
    return None if planned is None else max(int(planned) - int(done or 0), 0)
