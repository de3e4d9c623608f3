"""Any number of a form can be opened: its row and column are chosen, and what stands behind it is listed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, row_number, submission
from bot.lexicon import word
from bot.replies import View
from bot.usecases.explain_cell import CellName, OpenedCell, open_cell
from bot.usecases.issue_form import FormOrder
from bot.work import Work
from handlers.arguments import EARLIEST_YEAR, LATEST_YEAR, sent_day
from models.rules.codes import Row, Split, UnitKind
from models.rules.form import line_keys

PARTS = 5
"""Of the value of the button: scope, code, year, day, moment."""

LONGEST_CODE = 32
"""No unit has a longer one, and the modal carries it."""

COLUMNS = (*map(str, range(1, 7)), "first_half", *map(str, range(7, 13)), "second_half", "total")
"""The columns by the codes of the lexicon's table ``column``."""


@action("report.explain", reads=True)
def choose(_work: Work, pressed: Pressed) -> View:
    """数字の内訳: choose a row, then a column."""
    order = order_of(*pressed.value.split("|", PARTS - 1))
    return View(
        "report.choose",
        {"order": order, "rows": rows(), "columns": columns(), "now": f"{order.as_of.month}"},
        submission="report.cell",
        state=state_of(order),
        again=("report.explain", pressed.value),
    )


def rows() -> list[tuple[str, str]]:
    """The 33 rows as options."""
    return [(f"{row}/{split}", f"{word('row', row)} {word('split', split)}".strip()) for row, split in line_keys()]


def columns() -> list[tuple[str, str]]:
    """The 15 columns as options."""
    return [(column, word("column", column)) for column in COLUMNS]


@submission("report.cell")
def cell(work: Work, sent: Submitted) -> View:
    """What stands behind the number that was chosen."""
    row, _, split = (sent.filled.choice("row") or "").partition("/")
    column = sent.filled.choice("column")
    if row not in set(Row) or split not in set(Split):
        raise Refusal("explain.choose").at("row")
    if column not in COLUMNS:
        raise Refusal("explain.choose").at("column")
    return shown(open_cell(work, order_from(sent.state), CellName(Row(row), Split(split), COLUMNS.index(column))))


@action("report.page", reads=True)
def page(work: Work, pressed: Pressed) -> View:
    """Another page of what stands behind a number."""
    return shown(open_cell(work, order_from(pressed.state), cell_from(pressed.state), pressed.id()))


@action("report.part", reads=True)
def part(work: Work, pressed: Pressed) -> View:
    """The same number of one beat of a 交番 or 署."""
    state = {**pressed.state, "scope": UnitKind.BEAT, "code": pressed.value}
    return shown(open_cell(work, order_from(state), cell_from(pressed.state)))


def shown(opened: OpenedCell) -> View:
    """The list as a modal; it can be leafed through."""
    cell_state = {"row": opened.cell.row, "split": opened.cell.split, "column": opened.cell.column}
    facts = {"opened": opened, "column": COLUMNS[opened.cell.column]}
    return View("report.behind", facts, state=state_of(opened.order) | cell_state)


def state_of(order: FormOrder) -> dict[str, Any]:
    """An order as codes and numbers, to come back with the modal."""
    known_at = order.known_at.isoformat() if order.known_at else ""
    day = order.as_of.isoformat()
    return {"scope": order.scope, "code": order.code, "year": order.year, "as_of": day, "known_at": known_at}


def order_from(state: Mapping[str, Any]) -> FormOrder:
    """The order that came back; who may see it is judged where it is carried out. Refuses what was never sent out."""
    return order_of(*(str(state.get(name, "")) for name in ("scope", "code", "year", "as_of", "known_at")))


def order_of(scope: str = "", code: str = "", year: str = "", as_of: str = "", known_at: str = "") -> FormOrder:
    """An order from its parts as text."""
    try:
        moment = datetime.fromisoformat(known_at) if known_at else None
        order = FormOrder(UnitKind(scope), code, row_number(year), sent_day(as_of), moment)
    except ValueError:
        raise Refusal("app.stale") from None
    if order.year != order.as_of.year or len(code) > LONGEST_CODE:
        raise Refusal("app.stale")
    if moment is not None and (moment.tzinfo is None or not EARLIEST_YEAR <= moment.year <= LATEST_YEAR):
        raise Refusal("app.stale")
    return order


def cell_from(state: Mapping[str, Any]) -> CellName:
    """The cell that came back."""
    try:
        return CellName(Row(state.get("row", "")), Split(state.get("split", "")), int(state.get("column", -1)))
    except (ValueError, TypeError, OverflowError):  # the last of an Infinity, which JSON does not know but Python reads
        raise Refusal("app.stale") from None
