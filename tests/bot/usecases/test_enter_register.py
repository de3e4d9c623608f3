"""C is entered by whoever serves the beat or leads the section, once for a day, and its towns add up."""

from datetime import date
from typing import Any

import pytest

from bot.errors import Refusal
from bot.usecases.enter_register import RegisterEntry, RegisterOrder, enter_register, registered
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.void_fact import void_fact
from models.rules.codes import Row, UnitKind
from models.rules.conduct import VoidReason
from tests.helpers.world import World

JANUARY = date(2026, 1, 1)


def enter(world: World, officer: str = "E001", **order: Any) -> RegisterEntry:
    asked: dict[str, Any] = {"beat_code": "EX-P1-1", "as_of": JANUARY, "households": 90} | order
    return world.do(officer, lambda work: enter_register(work, RegisterOrder(**asked)))


def refused(world: World, officer: str = "E001", **order: Any) -> tuple[str, str | None]:
    with pytest.raises(Refusal) as caught:
        enter(world, officer, **order)
    return caught.value.code, caught.value.field


def test_it_stands_on_the_form_until_voided(world: World) -> None:
    figure = enter(world, towns={"見本町": 50, "例示町": 40})
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 2)))
    assert form.line(Row.REGISTER_HOUSEHOLDS).months[2] == 90
    assert refused(world, households=91) == ("register.stands", "as_of")
    world.do("E001", lambda work: void_fact(work, figure.entry, VoidReason.MISTYPED))
    enter(world, households=91)
    found = world.do("E001", lambda work: registered(work, "EX-P1-1"))
    assert [(one.households, one.towns) for one in found] == [(91, ())]


@pytest.mark.parametrize(("officer", "may"), [("E001", True), ("E003", True), ("E002", False), ("E005", False)])
def test_who_may(world: World, officer: str, may: bool) -> None:
    if may:
        assert enter(world, officer).households == 90
    else:
        assert refused(world, officer)[0] == "access.other_unit"


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"as_of": date(2026, 3, 3)}, "register.future"),
        ({"households": 100_000}, "register.households"),
        ({"towns": {"見本町": 50}}, "register.sum"),
        ({"towns": {"": 90}}, "register.towns"),
        ({"towns": {"あ" * 41: 90}}, "register.towns"),
        ({"beat_code": "NO"}, "target.unknown_beat"),
    ],
)
def test_what_is_refused(world: World, order: dict[str, Any], code: str) -> None:
    assert refused(world, **order)[0] == code


def test_no_figure_of_a_day_without_the_beat(world: World) -> None:
    world.more_beats(1, since=date(2026, 2, 1))
    early, first = date(2026, 1, 31), date(2026, 2, 1)
    assert refused(world, "E003", beat_code="EX-P1-3", as_of=early) == ("target.beat_not_yet", "as_of")
    assert enter(world, "E003", beat_code="EX-P1-3", as_of=first).households == 90
