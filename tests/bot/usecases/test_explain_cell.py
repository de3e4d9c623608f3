"""A number of the form opens for those who may see its targets, to the number that the form shows."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.explain_cell import CellName, OpenedCell, open_cell
from bot.usecases.issue_form import FormOrder
from models.rules.codes import Row, Split, UnitKind
from tests.helpers.world import World

DAY = date(2026, 3, 2)
DONE = CellName(Row.FIRST_INTERVIEWS, Split.ALL, 14)


@pytest.fixture
def told(world: World) -> World:
    for number in range(1, 15):
        world.target(str(number))
        world.visit(str(number), date(2026, 2, number))
    world.target("1", beat="EX-P1-2")
    world.register(date(2026, 1, 1), 20)
    return world


def opened(
    world: World,
    officer: str,
    cell: CellName = DONE,
    page: int = 1,
    scope: UnitKind = UnitKind.BEAT,
    code: str = "EX-P1-1",
) -> OpenedCell:
    order = FormOrder(scope, code, 2026, DAY)
    return world.do(officer, lambda work: open_cell(work, order, cell, page))


def refused(world: World, officer: str, **asked: object) -> str:
    with pytest.raises(Refusal) as caught:
        opened(world, officer, **asked)  # type: ignore[arg-type]
    return caught.value.code


def test_pages_hold_as_many_as_the_number_says(told: World) -> None:
    first, second = opened(told, "E001"), opened(told, "E001", page=2)
    assert first.number == 14
    assert [len(first.lines), len(second.lines), second.pages] == [10, 4, 2]
    assert [line.number for line in (*first.lines, *second.lines)] == [str(number) for number in range(1, 15)]
    assert opened(told, "E001", page=999).page == 2


def test_of_a_post_the_beats(told: World) -> None:
    found = opened(told, "E002", scope=UnitKind.POST, code="EX-P1")
    assert (found.number, found.parts) == (14, (("EX-P1-1", "第1受持区", 14), ("EX-P1-2", "第2受持区", 0)))


def test_a_rate_is_reckoned_and_a_figure_stands_alone(told: World) -> None:
    rate = opened(told, "E001", CellName(Row.COMPLETION_RATE, Split.NONE, 2))
    assert rate.made_of == ((Row.TARGETS, 14), (Row.NOT_INTERVIEWED, 0))
    figure = opened(told, "E001", CellName(Row.REGISTER_HOUSEHOLDS, Split.NONE, 2))
    assert (figure.number, figure.lines) == (20, ())


@pytest.mark.parametrize(
    ("officer", "asked", "code"),
    [
        ("F001", {}, "access.other_unit"),
        ("E007", {}, "access.other_unit"),
        ("E005", {"scope": UnitKind.POST, "code": "EX-P1"}, "access.other_unit"),
        ("E006", {}, "access.other_unit"),
        ("E006", {"scope": UnitKind.PREFECTURE, "code": "HQ"}, "explain.not_for_prefecture"),
        ("E001", {"cell": CellName(Row.TARGETS, Split.NONE, 0)}, "app.stale"),
        ("E001", {"cell": CellName(Row.TARGETS, Split.ALL, 15)}, "app.stale"),
        ("E001", {"cell": CellName(Row.TARGETS, Split.ALL, -1)}, "app.stale"),
        ("E001", {"code": "NO-SUCH"}, "form.unknown_unit"),
    ],
)
def test_who_and_what_is_refused(told: World, officer: str, asked: dict[str, object], code: str) -> None:
    assert refused(told, officer, **asked) == code
