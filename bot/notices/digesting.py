"""What a monthly digest says of a unit: the finished month as it stands now, and what moved since the last one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.notices.telling import Told, cell_key
from bot.usecases.freshness import last_entries
from bot.usecases.issue_form import FormOrder, beat_forms, find_unit, header_of, parts_of
from bot.usecases.list_cards import lingering
from bot.usecases.request_report import order_facts
from bot.work import Work
from models.known import known
from models.notices import NoticeDecision
from models.outbox import OutboxMessage, OutboxState
from models.registry import Visit
from models.rules.calendar import moment
from models.rules.codes import Outcome, PlanState, Row, Split, UnitKind
from models.rules.form import Cell, Form
from models.rules.notices import Notice
from models.rules.order import natural
from models.rules.rollup import roll_up
from models.rules.shortfall import whole
from models.units import UnitNow, beats_below, station_above, units_on

READ = (OutboxState.POSTED, OutboxState.SENT)
"""How a digest stands that its reader has seen."""

STALE = timedelta(days=7)
"""A beat in which nothing was entered for so long is named."""


@dataclass(frozen=True, slots=True)
class PartLine:
    """A beat, or at the 県 a station, as of the end of the month; ``behind`` is how many interviews its plan wants.

    ``months`` are done and planned of every month, for the pictures; ``planned`` None without a plan for all of it.
    """

    code: str
    name: str
    done: int
    planned: int | None
    months: tuple[tuple[int | None, int | None], ...]
    cell_key: str

    @property
    def behind(self) -> int:
        """0 where there is no plan, or where it is kept."""
        return max((self.planned or 0) - self.done, 0)


@dataclass(frozen=True, slots=True)
class Since:
    """What moved since the last digest: ``late`` are first interviews of months that it told of, entered after it.

    Where a ``new_year`` began, rates start from nothing and are not compared.
    """

    on: date
    new_year: bool
    completion_before: Cell
    attainment_before: Decimal | None
    provisional_before: Cell
    late: int | None


@dataclass(frozen=True, slots=True)
class Digest:
    """A unit's month. ``lines`` are all parts, those furthest behind their plan first, what has none last."""

    code: str
    name: str
    scope: UnitKind
    month: int
    instead_of: str | None
    form: Form
    lines: tuple[PartLine, ...]
    month_done: int
    month_planned: int | None
    outcomes: Mapping[str, int]
    since: Since | None
    last_entry_on: date | None
    silent: tuple[str, ...]
    provisional: int
    cell_key: str

    @property
    def year_done(self) -> Cell:
        """First interviews of the year so far."""
        return self.form.line(Row.FIRST_INTERVIEWS, Split.ALL).total

    @property
    def completion_rate(self) -> Cell:
        """実施率, as on the form."""
        return self.form.line(Row.COMPLETION_RATE).total

    @property
    def coverage_rate(self) -> Cell:
        """把握率, as on the form."""
        return self.form.line(Row.COVERAGE_RATE).total

    @property
    def months(self) -> tuple[tuple[int | None, int | None], ...]:
        """Done and planned of every month, as ``PartLine.months``."""
        return months_of(self.form)

    @property
    def unplanned(self) -> tuple[str, ...]:
        """The parts without a plan for all of it: whether they are behind cannot be said."""
        return tuple(one.code for one in self.lines if one.planned is None)

    @property
    def behind(self) -> tuple[PartLine, ...]:
        """The parts that are behind their plan."""
        return tuple(one for one in self.lines if one.behind)


def tell_digest(session: Session, told: Told, reader: int, today: date) -> Digest:
    """A unit's finished month, as known when it was decided. Refuses a unit that is gone or has no beats."""
    units = units_on(session, told.order.as_of, told.order.known_at)
    top = find_unit(session, units, told.order)
    beats = beats_below(units, top.id)
    forms = list(beat_forms(session, beats, units, told.order))
    form = _rolled(units, top, told.order, forms)
    month = told.order.as_of.month
    ids = [one.id for one in beats]
    entries = last_entries(session, ids)
    planned = form.line(Row.PLANNED, Split.ALL).months[month - 1] if form.plan is PlanState.APPROVED else None
    return Digest(
        code=top.code,
        name=top.name,
        scope=top.kind,
        month=month,
        instead_of=told.instead_of,
        form=form,
        lines=_lines(units, top, told.order, forms),
        month_done=int(form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[month - 1] or 0),
        month_planned=None if planned is None else int(planned),
        outcomes=_outcomes(session, ids, told.order),
        since=_since(session, units, top, told, reader),
        last_entry_on=max(entries.values(), default=None),
        silent=tuple(one.code for one in beats if today - entries.get(one.id, date.min) > STALE),
        provisional=lingering(Work(session, moment(today, time(12)), "notices"), ids, units).total(),
        cell_key=cell_key(order_facts(told.order)),
    )


def _rolled(units: Mapping[int, UnitNow], top: UnitNow, order: FormOrder, forms: Sequence[Form]) -> Form:
    parts = parts_of(order, forms, units)
    return roll_up(header_of(top, units, None), forms, parts, order.year, order.as_of, order.known_at)


def _lines(units: Mapping[int, UnitNow], top: UnitNow, order: FormOrder, forms: Sequence[Form]) -> tuple[PartLine, ...]:
    shown = forms if top.kind is not UnitKind.PREFECTURE else _stations(units, order, forms)
    lines = [_line(form, order) for form in shown]
    return tuple(sorted(lines, key=lambda one: (one.planned is None, -one.behind, natural(one.code))))


def _stations(units: Mapping[int, UnitNow], order: FormOrder, forms: Sequence[Form]) -> list[Form]:
    ids = {one.code: one.id for one in units.values()}
    by_station: dict[int, list[Form]] = {}
    for form in forms:
        beat = ids[form.header.code]
        by_station.setdefault(station_above(units, beat) or beat, []).append(form)
    return [_rolled(units, units[one], order, own) for one, own in by_station.items()]


def _line(form: Form, order: FormOrder) -> PartLine:
    planned, done = form.line(Row.PLANNED, Split.ALL).months, form.line(Row.FIRST_INTERVIEWS, Split.ALL).months
    so_far, has_plan = order.as_of.month, form.plan is PlanState.APPROVED
    own = FormOrder(form.header.scope, form.header.code, order.year, order.as_of, order.known_at)
    return PartLine(
        code=form.header.code,
        name=form.header.name,
        done=whole(done[:so_far]),
        planned=whole(planned[:so_far]) if has_plan else None,
        months=months_of(form),
        cell_key=cell_key(order_facts(own)),
    )


def months_of(form: Form) -> tuple[tuple[int | None, int | None], ...]:
    """Done (None: not yet) and planned (None: not all of it approved) of every month of a form."""
    planned, done = form.line(Row.PLANNED, Split.ALL).months, form.line(Row.FIRST_INTERVIEWS, Split.ALL).months
    has_plan = form.plan is PlanState.APPROVED
    return tuple(
        (None if one is None else int(one), int(two or 0) if has_plan else None)
        for one, two in zip(done, planned, strict=True)
    )


def _outcomes(session: Session, beats: Sequence[int], order: FormOrder) -> dict[str, int]:
    """How the visits of the month ended."""
    query = (
        select(Visit.outcome, func.count())
        .where(
            Visit.home_beat_id.in_(beats),
            Visit.visited_on.between(order.as_of.replace(day=1), order.as_of),
            known(Visit, order.known_at),
        )
        .group_by(Visit.outcome)
    )
    found: Counter[Outcome] = Counter(dict(session.execute(query).all()))
    return {one.value: found[one] for one in Outcome if found[one]}


def _since(session: Session, units: Mapping[int, UnitNow], top: UnitNow, told: Told, reader: int) -> Since | None:
    """Against what the reader was told last time, as it was known then."""
    query = (
        select(OutboxMessage.facts)
        .join(NoticeDecision, NoticeDecision.message_id == OutboxMessage.id)
        .where(
            NoticeDecision.kind == Notice.DIGEST,
            NoticeDecision.unit_id == top.id,
            OutboxMessage.officer_id == reader,
            OutboxMessage.state.in_(READ),
            NoticeDecision.period < told.period,
        )
        .order_by(NoticeDecision.period.desc())
        .limit(1)
    )
    facts = session.scalar(query)
    if facts is None:
        return None
    here = (each for each in facts["notices"] if each["kind"] == Notice.DIGEST and each["code"] == top.code)
    on = date.fromisoformat(next(here)["as_of"])
    then = _figures(session, units, top, on, datetime.fromisoformat(facts["known_at"]))
    now = _figures(session, units, top, on, told.order.known_at)
    return Since(
        on=on,
        new_year=on.year != told.order.as_of.year,
        completion_before=then.line(Row.COMPLETION_RATE).total,
        attainment_before=then.attainment,
        provisional_before=then.line(Row.PROVISIONAL, Split.ALL).total,
        late=_done(now) - _done(then),
    )


def _figures(session: Session, units: Mapping[int, UnitNow], top: UnitNow, on: date, known_at: datetime | None) -> Form:
    order = FormOrder(top.kind, top.code, on.year, on, known_at)
    forms = list(beat_forms(session, beats_below(units, top.id), units, order))
    return roll_up(header_of(top, units, None), forms, [], on.year, on, known_at)


def _done(form: Form) -> int:
    return whole(form.line(Row.FIRST_INTERVIEWS, Split.ALL).months)
