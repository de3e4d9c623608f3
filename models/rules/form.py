"""The 巡回連絡年間実施計画・結果表 as one object, made from postings (C1–C17).

Every rendering (PDF, PNG, XLSX, CSV, JSON, chat) is made from a ``Form``, so that no number can differ between them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from models.rules.codes import PlanState, Row, Split, UnitKind
from models.rules.facts import Plan, RegisterFigure
from models.rules.postings import RULE_VERSION, UNSPLIT, Posting

Cell = int | Decimal | None
"""A count, a rate in percent with one decimal, or nothing (not yet, or unknown)."""

FLOWS = (
    Row.FIRST_INTERVIEWS,
    Row.NEWLY_REGISTERED,
    Row.MOVED_OUT,
    Row.CR_CARDS,
    Row.PATROL_CARDS,
    Row.PROVISIONAL_CREATED,
    Row.PROVISIONAL_RESOLVED,
)
"""Rows whose subtotal and total are sums (§1)."""

STOCKS = (Row.NOT_INTERVIEWED, Row.TARGETS, Row.PROVISIONAL, Row.DIRECTORY_HOUSEHOLDS)
"""Rows made of postings whose subtotal and total are the value at the end of the period (§1)."""

RATES = (Row.COVERAGE_RATE, Row.COMPLETION_RATE)
"""Rows reckoned from the stocks of the same column, never averaged (§1)."""

SPLITS = (Split.PRIORITY, Split.GENERAL, Split.ALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the 33 rows: twelve months, two subtotals and the total."""

    row: Row
    split: Split
    months: tuple[Cell, ...]
    first_half: Cell
    second_half: Cell
    total: Cell

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The fifteen numbers in the order of the 様式: 1–6, 上半期小計, 7–12, 下半期小計, 合計."""
        return (*self.months[:6], self.first_half, *self.months[6:], self.second_half, self.total)


@dataclass(frozen=True, slots=True)
class Header:
    """Whose form it is. ``officer`` and ``beat_name`` are None on a roll-up, ``post`` also above a 交番."""

    scope: UnitKind
    code: str
    name: str
    post: str | None = None
    post_kind: str | None = None
    station: str | None = None
    officer: str | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One beat (or, above, one unit) of a roll-up: its name and its own 33 totals, in the order of the rows."""

    code: str
    name: str
    totals: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """The form of one beat, 交番, 署 or 県 for a calendar year, as of a day (Japan) and as known at a moment.

    ``known_at`` is None unless it was asked for. ``interim_month`` is the number of the month marked 暫定.
    ``attainment`` is 計画達成率 in percent: 実施数 so far over 実施計画 up to the as-of month; outside the frame.
    Of a roll-up, ``beats`` are the codes of all its beats (the JSON's ``parts``) and ``parts`` the lines shown below
    the form: those beats, or at the 県 its stations. All tuples but ``lines`` are empty for a single beat.
    """

    header: Header
    year: int
    as_of: date
    known_at: datetime | None
    plan: PlanState
    interim_month: int | None
    lines: tuple[Line, ...]
    attainment: Decimal | None
    beats: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()
    parts_without_plan: tuple[str, ...] = ()
    parts_without_register: tuple[str, ...] = ()
    rule_version: str = RULE_VERSION

    def line(self, row: Row, split: Split = Split.NONE) -> Line:
        """The line of one row and split; KeyError where the 様式 has none."""
        for line in self.lines:
            if line.row is row and line.split is split:
                return line
        raise KeyError((row, split))


Alike = tuple[int, Sequence[Posting]]
"""So many targets that post the same, and what each of them posts."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that is counted on one form: postings, the figures of C, the plan (None: no approved plan).

    ``alike``: numbers of targets that each post the same besides, in whichever beat. Of a roll-up: ``register`` None
    while a beat's C is unknown.
    """

    postings: Sequence[Posting]
    register: Sequence[RegisterFigure]
    plan: Plan | None
    alike: Sequence[Alike] = ()


Columns = Mapping[tuple[Row, Split], Sequence[Cell]]


def line_keys() -> Iterator[tuple[Row, Split]]:
    """The 33 lines in the order of the 様式.

    >>> len(list(line_keys()))
    33
    """
    for row in Row:
        if row in UNSPLIT:
            yield row, Split.NONE
        else:
            for split in SPLITS:
                yield row, split


def month_end(year: int, month: int) -> date:
    """The last day of a month.

    >>> month_end(2028, 2)
    datetime.date(2028, 2, 29)
    """
    return (date(year, month, 28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def months_shown(year: int, as_of: date) -> int:
    """How many months of the year have begun by ``as_of``: later ones are empty (§1, as of).

    >>> months_shown(2026, date(2026, 2, 1)), months_shown(2027, date(2026, 2, 1)), months_shown(2025, date(2026, 2, 1))
    (2, 0, 12)
    """
    if as_of.year != year:
        return 12 if as_of.year > year else 0
    return as_of.month


def interim_month(year: int, as_of: date) -> int | None:
    """The month that is 暫定 because it is not over on ``as_of``, or None.

    >>> interim_month(2026, date(2026, 2, 27)), interim_month(2026, date(2026, 2, 28))
    (2, None)
    """
    if as_of.year != year or as_of == month_end(year, as_of.month):
        return None
    return as_of.month


def rate(part: Cell, whole: Cell) -> Decimal | None:
    """``part`` of ``whole`` in percent, one decimal, half up; None for an unknown or zero denominator.

    >>> rate(8, 9), rate(1, 8), rate(3, 0), rate(1, None)
    (Decimal('88.9'), Decimal('12.5'), None, None)
    """
    if part is None or not whole:
        return None
    return (Decimal(100) * Decimal(part) / Decimal(whole)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def lines_of(ledger: Ledger, year: int, as_of: date) -> tuple[Line, ...]:
    """The 33 lines of one beat's form."""
    shown = months_shown(year, as_of)
    columns = dict(posted_columns(ledger.postings, year, as_of, ledger.alike))
    columns[Row.REGISTER_HOUSEHOLDS, Split.NONE] = register_column(ledger.register, year, as_of)
    return assemble(columns, plan_columns(ledger.plan), shown)


def posted_columns(postings: Iterable[Posting], year: int, as_of: date, alike: Iterable[Alike] = ()) -> Columns:
    """Twelve months of every row made of postings; months after ``as_of`` are 0 and not to be shown."""
    sums: dict[tuple[Row, Split], list[int]] = defaultdict(lambda: [0] * 13)
    for number, posted in ((1, postings), *alike):
        for on, _, row, split, n, _, _ in posted:
            if on <= as_of:
                sums[row, split][on.month if on.year == year else 0] += n * number
    columns: dict[tuple[Row, Split], Sequence[Cell]] = {}
    for row in (*FLOWS, *STOCKS):
        for split in (Split.NONE,) if row in UNSPLIT else SPLITS[:2]:
            months = sums[row, split]
            columns[row, split] = months[1:] if row in FLOWS else cumulated(months)
    return columns


def cumulated(months: Sequence[int]) -> list[int]:
    """Month-end stocks from an opening stock and twelve changes.

    >>> cumulated([5, 1, -2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4])
    [6, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 8]
    """
    stock, stocks = months[0], []
    for change in months[1:]:
        stock += change
        stocks.append(stock)
    return stocks


def register_column(figures: Sequence[RegisterFigure], year: int, as_of: date) -> list[Cell]:
    """C at each month end: the figure with the latest as-of date by then, carried forward (C14, 注6)."""
    by_date = sorted(figures)
    column: list[Cell] = []
    for month in range(1, 13):
        day = min(month_end(year, month), as_of)
        known = [figure.households for figure in by_date if figure.as_of <= day]
        column.append(known[-1] if known else None)
    return column


def plan_columns(plan: Plan | None) -> Columns:
    """The row 実施計画: always whole; empty without an approved plan (C15)."""
    months = (plan.priority, plan.general) if plan else ((None,) * 12, (None,) * 12)
    return {(Row.PLANNED, Split.PRIORITY): months[0], (Row.PLANNED, Split.GENERAL): months[1]}


def assemble(columns: Columns, planned: Columns, shown: int) -> tuple[Line, ...]:
    """All 33 lines from the columns of the counted rows, of which ``shown`` months have begun."""
    lines: dict[tuple[Row, Split], Line] = {}
    for (row, split), months in planned.items():
        lines[row, split] = flow_line(row, split, months, 12)
    for (row, split), months in columns.items():
        lines[row, split] = (flow_line if row in FLOWS else stock_line)(row, split, months, shown)
    for row in Row:
        if row not in UNSPLIT:
            lines[row, Split.ALL] = added(row, lines[row, Split.PRIORITY], lines[row, Split.GENERAL])
    lines[Row.COVERAGE_RATE, Split.NONE] = coverage(lines)
    lines[Row.COMPLETION_RATE, Split.NONE] = completion(lines)
    return tuple(lines[key] for key in line_keys())


def flow_line(row: Row, split: Split, months: Sequence[Cell], shown: int) -> Line:
    """A row whose subtotals and total are sums."""
    cells = visible(months, shown)
    return Line(row, split, cells, summed(cells[:6]), summed(cells[6:]), summed(cells))


def stock_line(row: Row, split: Split, months: Sequence[Cell], shown: int) -> Line:
    """A row whose subtotals and total are the value of the latest month shown."""
    cells = visible(months, shown)
    first = cells[min(shown, 6) - 1] if shown else None
    second = cells[shown - 1] if shown > 6 else None
    return Line(row, split, cells, first, second, second if shown > 6 else first)


def visible(months: Sequence[Cell], shown: int) -> tuple[Cell, ...]:
    """Twelve cells, those of months not yet begun empty."""
    return (*months[:shown], *(None,) * (12 - shown))


def summed(cells: Sequence[Cell]) -> Cell:
    """The sum of the cells that are there; None when none is."""
    present = [cell for cell in cells if isinstance(cell, int)]
    return sum(present) if present else None


def added(row: Row, priority: Line, general: Line) -> Line:
    """計 = 重点 + 一般, cell by cell."""
    totals = [summed(pair) for pair in zip(priority.cells, general.cells, strict=True)]
    return from_cells(row, Split.ALL, totals)


def from_cells(row: Row, split: Split, cells: Sequence[Cell]) -> Line:
    """A line from its fifteen numbers in the order of the 様式."""
    return Line(row, split, (*cells[:6], *cells[7:13]), cells[6], cells[13], cells[14])


def coverage(lines: Mapping[tuple[Row, Split], Line]) -> Line:
    """把握率 = D/C (C8, C14)."""
    directory = lines[Row.DIRECTORY_HOUSEHOLDS, Split.NONE].cells
    register = lines[Row.REGISTER_HOUSEHOLDS, Split.NONE].cells
    return from_cells(Row.COVERAGE_RATE, Split.NONE, [rate(d, c) for d, c in zip(directory, register, strict=True)])


def completion(lines: Mapping[tuple[Row, Split], Line]) -> Line:
    """実施率 = (B−A)/B (C1, C2)."""
    stock = zip(lines[Row.NOT_INTERVIEWED, Split.ALL].cells, lines[Row.TARGETS, Split.ALL].cells, strict=True)
    cells = [rate(b - a, b) if isinstance(a, int) and isinstance(b, int) else None for a, b in stock]
    return from_cells(Row.COMPLETION_RATE, Split.NONE, cells)


def attainment(lines: Sequence[Line], shown: int) -> Decimal | None:
    """計画達成率: 実施数 so far in percent of 実施計画 up to the last month shown; None without either."""
    months = {line.row: line.months for line in lines if line.split is Split.ALL}
    return rate(summed(months[Row.FIRST_INTERVIEWS]), summed(months[Row.PLANNED][:shown]))


def beat_form(header: Header, ledger: Ledger, year: int, as_of: date, known_at: datetime | None) -> Form:
    """The form of one beat."""
    lines = lines_of(ledger, year, as_of)
    return Form(
        header=header,
        year=year,
        as_of=as_of,
        known_at=known_at,
        plan=PlanState.APPROVED if ledger.plan else PlanState.NONE,
        interim_month=interim_month(year, as_of),
        lines=lines,
        attainment=attainment(lines, months_shown(year, as_of)),
    )
