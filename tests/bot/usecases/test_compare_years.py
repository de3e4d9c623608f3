"""This year stands beside the ones before it, up to the same day."""

from datetime import date
from decimal import Decimal

from bot.usecases.compare_years import YearSoFar, earlier_years
from bot.usecases.issue_form import FormOrder
from models.rules.codes import UnitKind
from tests.helpers.world import World


def years(world: World, order: FormOrder) -> list[YearSoFar]:
    with world.database.reading() as session:
        return list(earlier_years(session, order))


def test_up_to_the_same_day_as_long_as_there_were_interviews(world: World) -> None:
    for number in ("1", "2"):
        world.target(number)
    world.at("2026-03-02T08:30")
    for number, on in (("1", date(2025, 3, 2)), ("2", date(2025, 3, 3)), ("1", date(2023, 1, 5))):
        world.visit(number, on)
    found = years(world, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 2)))
    assert found == [YearSoFar(date(2025, 3, 2), 1, Decimal("50.0"))]  # of 2024 nothing, so 2023 is not reached
    whole = years(world, FormOrder(UnitKind.STATION, "EX", 2026, date(2026, 12, 31)))
    assert [(one.as_of, one.done) for one in whole] == [(date(2025, 12, 31), 2)]


def test_before_there_was_a_beat_there_is_nothing(world: World) -> None:
    assert years(world, FormOrder(UnitKind.BEAT, "EX-P1-1", 1990, date(1990, 3, 2))) == []
