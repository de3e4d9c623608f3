"""A second counter of the form 巡回連絡年間実施計画・結果表: goes from door to door and looks, slowly and plainly.

Written from ``counting.md`` and the directive alone, by somebody who had not read the house's counting code: for every
month and line, each target's facts are replayed up to a day, and the target is counted if the line's definition says
so. Nothing is shared with ``models.rules`` but the codes and the shape of the facts.
"""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from models.rules.codes import Row, SheetKind, Split
from models.rules.facts import Plan
from tests.helpers.doors import Happening, Records, State, happenings, state_on

Cell = int | Decimal | None
Key = tuple[Row, Split]
Lines = dict[Key, "Numbers"]

BOTH = (Split.PRIORITY, Split.GENERAL)
FLOWS = (
    Row.FIRST_INTERVIEWS,
    Row.NEWLY_REGISTERED,
    Row.MOVED_OUT,
    Row.PROVISIONAL_CREATED,
    Row.PROVISIONAL_RESOLVED,
)
STOCKS = (Row.NOT_INTERVIEWED, Row.TARGETS, Row.PROVISIONAL)
SHEETS = (Row.CR_CARDS, Row.PATROL_CARDS)


class Numbers(NamedTuple):
    """One line of the form: twelve months, two half-years, the total."""

    months: tuple[Cell, ...]
    first_half: Cell
    second_half: Cell
    total: Cell


def census(records: Records, beats: Sequence[int], year: int, as_of: date) -> dict[int, Lines]:
    """The 33 lines of every beat's form for a year, as of a day."""
    cuts = [min(date(year, month, monthrange(year, month)[1]), as_of) for month in begun(year, as_of)]
    stood = [[state_on(target, day, records) for target in records.targets] for day in cuts]
    happened = [one for target in records.targets for one in happenings(target, year, records) if one.on <= as_of]
    return {beat: beat_lines(records, beat, year, cuts, stood, happened) for beat in beats}


def begun(year: int, as_of: date) -> range:
    """The months of the year whose first day has come: later ones are empty, the last may be 暫定 (§1)."""
    return range(1, 1 + sum(date(year, month, 1) <= as_of for month in range(1, 13)))


# --- one beat's form --------------------------------------------------------------------------------


def beat_lines(
    records: Records,
    beat: int,
    year: int,
    cuts: Sequence[date],
    stood: Sequence[Sequence[State]],
    happened: Sequence[Happening],
) -> Lines:
    """All lines of one beat, from the targets as they stood at each cut and from what happened."""
    found: Lines = {}
    for split in BOTH:
        for row in FLOWS:
            mine = [one for one in happened if one.beat == beat and one.row is row and one.category == split.value]
            found[row, split] = flow([sum(one.n for one in mine if one.on.month == day.month) for day in cuts])
        for row in STOCKS:
            found[row, split] = stock([sum(is_one(a, row, beat, split) for a in states) for states in stood])
        found[Row.PLANNED, split] = planned(records.plans.get(beat), split)
    for row in (*FLOWS, *STOCKS, Row.PLANNED):
        priority, general = (flat(found[row, split]) for split in BOTH)
        found[row, Split.ALL] = bound([add(a, b) for a, b in zip(priority, general, strict=True)])
    for row in SHEETS:
        found[row, Split.NONE] = flow([sheets_used(records, beat, row, day, happened) for day in cuts])
    homes = [sum(state.beat == beat and state.within(Row.DIRECTORY_HOUSEHOLDS) for state in states) for states in stood]
    found[Row.DIRECTORY_HOUSEHOLDS, Split.NONE] = stock(homes)
    found[Row.REGISTER_HOUSEHOLDS, Split.NONE] = stock([register(records, beat, day) for day in cuts])
    return with_rates(found)


def is_one(state: State, row: Row, beat: int, split: Split) -> bool:
    """Whether a target stands in a line of a beat."""
    return state.beat == beat and state.category == split.value and state.within(row)


def sheets_used(records: Records, beat: int, row: Row, day: date, happened: Sequence[Happening]) -> int:
    """Sheets of the day's month, up to the day, with or without a target (C13)."""
    kind = SheetKind.CR if row is Row.CR_CARDS else SheetKind.PATROL
    loose = (
        one.sheets
        for one in records.sheets.get(beat, ())
        if one.kind is kind and date(day.year, day.month, 1) <= one.on <= day
    )
    at_doors = (one.n for one in happened if one.beat == beat and one.row is row and one.on.month == day.month)
    return sum(loose) + sum(at_doors)


def register(records: Records, beat: int, day: date) -> int | None:
    """C: the figure with the latest as-of date up to a day (C14)."""
    known = [one for one in records.figures.get(beat, ()) if one.as_of <= day]
    return max(known, key=lambda one: one.as_of).households if known else None


def planned(plan: Plan | None, split: Split) -> Numbers:
    """実施計画, always whole; empty without an approved plan (C15)."""
    if plan is None:
        return bound([None] * 15)
    return flow(plan.priority if split is Split.PRIORITY else plan.general)


def flow(months: Sequence[int]) -> Numbers:
    """Subtotals and total are sums; what has not begun is empty (§1)."""
    halves = [sum(half) if half else None for half in (months[:6], months[6:])]
    return Numbers(full_year(months), halves[0], halves[1], sum(months) if months else None)


def stock(months: Sequence[Cell]) -> Numbers:
    """Subtotals and total are the value of the latest month shown, never sums (§1)."""
    halves = [half[-1] if half else None for half in (months[:6], months[6:])]
    return Numbers(full_year(months), halves[0], halves[1], months[-1] if months else None)


def full_year(months: Sequence[Cell]) -> tuple[Cell, ...]:
    """Twelve cells; the months to come are empty."""
    return (*months, *[None] * (12 - len(months)))


def flat(line: Numbers) -> tuple[Cell, ...]:
    """Fifteen cells: the months, then both halves and the total."""
    return (*line.months, line.first_half, line.second_half, line.total)


def bound(cells: Sequence[Cell]) -> Numbers:
    """The reverse of ``flat``."""
    return Numbers(tuple(cells[:12]), *cells[12:])


def add(a: Cell, b: Cell) -> Cell:
    """計 = 重点 + 一般."""
    return None if a is None or b is None else a + b


def with_rates(found: Lines) -> Lines:
    """把握率 and 実施率, each column from its own stocks (§1)."""
    c, d = (flat(found[row, Split.NONE]) for row in (Row.REGISTER_HOUSEHOLDS, Row.DIRECTORY_HOUSEHOLDS))
    a, b = (flat(found[row, Split.ALL]) for row in (Row.NOT_INTERVIEWED, Row.TARGETS))
    coverage = [percent(part, whole) for part, whole in zip(d, c, strict=True)]
    done = [None if x is None or y is None else y - x for x, y in zip(a, b, strict=True)]
    completion = [percent(part, whole) for part, whole in zip(done, b, strict=True)]
    return {
        **found,
        (Row.COVERAGE_RATE, Split.NONE): bound(coverage),
        (Row.COMPLETION_RATE, Split.NONE): bound(completion),
    }


def percent(part: Cell, whole: Cell) -> Decimal | None:
    """A rate in percent with one decimal, half up; none of nothing and none of the unknown."""
    if part is None or not whole:
        return None
    return Decimal((2000 * int(part) + int(whole)) // (2 * int(whole))) / 10
