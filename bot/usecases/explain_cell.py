"""Open any number of the form: the targets behind it, or what it is reckoned from, or its share of each beat."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.freshness import last_entry
from bot.usecases.issue_form import FormOrder, beat_forms, find_unit, issue_form
from bot.work import Work
from models.ledgers import beat_postings
from models.registry import TargetNumber
from models.rules.codes import Row, Split, UnitKind
from models.rules.explanation import COUNTED, Behind, Explanation, explain
from models.rules.form import Cell, line_keys
from models.units import UnitNow, beats_below, superiors, units_on

PAGE = 10

T = TypeVar("T")

RECKONED = {
    Row.COVERAGE_RATE: ((Row.DIRECTORY_HOUSEHOLDS, Split.NONE), (Row.REGISTER_HOUSEHOLDS, Split.NONE)),
    Row.COMPLETION_RATE: ((Row.TARGETS, Split.ALL), (Row.NOT_INTERVIEWED, Split.ALL)),
}
"""The rows of the same column that a rate is reckoned from (§1)."""


@dataclass(frozen=True, slots=True)
class CellName:
    """A number of a form: its row, and its column from 0 (``models.rules.explanation``)."""

    row: Row
    split: Split
    column: int


@dataclass(frozen=True, slots=True)
class BehindLine:
    """One target behind the number, by the number that it is called by in the beat."""

    number: str | None
    behind: Behind


@dataclass(frozen=True, slots=True)
class OpenedCell:
    """A page of what stands behind a number.

    Of a beat: ``lines`` (the page), ``explanation`` (all). Of a 交番 or 署: ``parts``, each with its own number, of
    ``total``. Of a rate: ``made_of``, the numbers it is reckoned from.
    """

    order: FormOrder
    unit_name: str
    cell: CellName
    number: Cell
    explanation: Explanation | None = None
    lines: tuple[BehindLine, ...] = ()
    parts: tuple[tuple[str, str, Cell], ...] = ()
    made_of: tuple[tuple[Row, Cell], ...] = ()
    total: int = 0
    last_entry_on: date | None = None
    page: int = 1
    pages: int = 1


def open_cell(work: Work, order: FormOrder, cell: CellName, page: int = 1) -> OpenedCell:
    """What stands behind a number of a form, as of and as known at the order's moments.

    Refuses those who may not see the targets of the unit, and cells that no form has.
    """
    if work.actor is None or order.scope is UnitKind.PREFECTURE:
        raise Refusal("explain.not_for_prefecture")
    if (cell.row, cell.split) not in set(line_keys()) or not 0 <= cell.column < 15:
        raise Refusal("app.stale")
    now = units_on(work.session, work.today)
    units = units_on(work.session, order.as_of, order.known_at)
    unit = find_unit(work.session, units, order)
    if not may(work.actor, Right.EXPLAIN, list(superiors(now if unit.id in now else units, unit.id)), work.today):
        raise Refusal("access.other_unit", code=unit.code)
    opened = (
        _of_beat(work, order, unit, cell, page)
        if unit.kind is UnitKind.BEAT
        else _of_parts(work, order, unit, units, cell, page)
    )
    return replace(opened, last_entry_on=last_entry(work.session, order))


def _of_beat(work: Work, order: FormOrder, unit: UnitNow, cell: CellName, page: int) -> OpenedCell:
    form = issue_form(work.session, order)
    opened = OpenedCell(order, unit.name, cell, form.line(cell.row, cell.split).cells[cell.column])
    if cell.row in RECKONED:
        made_of = [(row, form.line(row, split).cells[cell.column]) for row, split in RECKONED[cell.row]]
        return replace(opened, made_of=tuple(made_of))
    if cell.row not in COUNTED:
        return opened
    posted = beat_postings(work.session, unit.id, order.year, order.as_of, order.known_at)
    found = explain(posted, order.year, order.as_of, cell.row, cell.split, cell.column)
    page, pages, shown = paged(found.behind, page)
    return replace(opened, explanation=found, lines=_named(work, unit.id, shown), page=page, pages=pages)


def _of_parts(
    work: Work, order: FormOrder, unit: UnitNow, units: Mapping[int, UnitNow], cell: CellName, page: int
) -> OpenedCell:
    beats = beats_below(units, unit.id)
    forms = beat_forms(work.session, beats, units, order)
    cells = [(form.header.code, form.header.name, form.line(cell.row, cell.split).cells[cell.column]) for form in forms]
    page, pages, shown = paged(cells, page)
    number = issue_form(work.session, order).line(cell.row, cell.split).cells[cell.column]
    return OpenedCell(order, unit.name, cell, number, parts=tuple(shown), total=len(cells), page=page, pages=pages)


def _named(work: Work, beat: int, behind: list[Behind]) -> tuple[BehindLine, ...]:
    query = select(TargetNumber.target_id, TargetNumber.number).where(
        TargetNumber.beat_id == beat, TargetNumber.target_id.in_({one.target for one in behind if one.target})
    )
    numbers: dict[int, str] = dict(work.session.execute(query).all())
    return tuple(BehindLine(numbers.get(one.target or 0), one) for one in behind)


def paged(items: Sequence[T], page: int, size: int = PAGE) -> tuple[int, int, list[T]]:
    """A page that there is, how many there are, and what stands on it: at most ``size``."""
    pages = max(1, -(-len(items) // size))
    page = min(max(page, 1), pages)
    return page, pages, list(items[(page - 1) * size : page * size])
