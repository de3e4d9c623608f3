"""Whether the tick does its work, as the doctor sees it."""

from bot.notices.overdue import overdue_pushes
from models.holidays import is_day_off
from tests.helpers.notices import tick
from tests.helpers.world import World


def overdue(world: World, moment: str) -> int:
    with world.at(moment).database.reading() as session:
        return overdue_pushes(session, world.now, is_day_off)


def test_what_nobody_decided_for_two_hours_is_overdue(world: World) -> None:
    """At 8:30 four hear of the month's plan; on the ninth it makes no sense any longer."""
    assert overdue(world, "2026-04-01T08:29") == 0
    assert overdue(world, "2026-04-01T10:29") == 0
    assert overdue(world, "2026-04-01T10:30") == 4
    tick(world, "2026-04-01T10:31")
    assert overdue(world, "2026-04-01T10:32") == 0
    assert overdue(world, "2026-04-01T23:00") == 0


def test_the_night_is_nobodys_fault(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    assert overdue(world, "2026-04-02T07:01") == 0
    assert overdue(world, "2026-04-02T08:59") == 0
    assert overdue(world, "2026-04-02T11:00") > 0
