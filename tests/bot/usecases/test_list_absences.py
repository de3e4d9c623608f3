"""Who is away: one's own, and those of whom one is over; page by page, and no more once they are over."""

from datetime import date, timedelta

from bot.usecases.list_absences import list_absences
from tests.helpers.notices import away
from tests.helpers.world import World

FIRST = date(2026, 3, 10)


def test_pages_with_their_total_until_they_are_over(world: World) -> None:
    for number in range(12):
        away(world, "E001", FIRST + timedelta(days=2 * number), FIRST + timedelta(days=2 * number))
    away(world, "E005", FIRST, FIRST, "E001")
    away(world, "F001", FIRST, FIRST)
    found = world.do("E001", lambda work: list_absences(work, 2))
    assert (found.total, found.page, found.pages, len(found.lines), found.chief) == (12, 2, 2, 2, False)
    world.at("2026-03-11T08:30")
    assert world.do("E001", list_absences).total == 11
    chief = world.do("E003", list_absences)
    assert (chief.total, chief.chief) == (11, True)


def test_a_chief_sees_the_own_unit_only(world: World) -> None:
    away(world, "E005", FIRST, FIRST, "E001")
    away(world, "E007", FIRST, FIRST)
    assert [(one.staff_no, one.acting) for one in world.do("E002", list_absences).lines] == [("E005", "E001")]
    assert {one.staff_no for one in world.do("E003", list_absences).lines} == {"E005", "E007"}
    assert world.do("E004", list_absences).lines == ()
