"""The day of the last entry, as it was known."""

from datetime import date

import pytest

from bot.usecases.freshness import last_entries, last_entry
from bot.usecases.issue_form import FormOrder
from models.rules.codes import UnitKind
from tests.helpers.world import World


@pytest.fixture
def entered(world: World) -> World:
    """Two beats with an entry, on two days; the later one is voided on the third."""
    world.target("1")
    world.target("2", beat="EX-P1-2")
    world.visit("1", date(2026, 2, 27))
    world.at("2026-03-03T08:30")
    late = world.visit("2", date(2026, 3, 3), beat="EX-P1-2")
    world.at("2026-03-04T08:30")
    world.void(visit_id=late)
    return world


def test_of_each_beat_and_as_known(entered: World) -> None:
    ids = [entered.units["EX-P1-1"], entered.units["EX-P1-2"]]
    evening = entered.now.replace(day=3, hour=20)
    with entered.database.reading() as session:
        assert last_entries(session, ids) == {ids[0]: date(2026, 3, 2)}
        assert last_entries(session, ids, evening) == {ids[0]: date(2026, 3, 2), ids[1]: date(2026, 3, 3)}


@pytest.mark.parametrize(
    ("scope", "code"), [(UnitKind.BEAT, "EX-P1-1"), (UnitKind.STATION, "EX"), (UnitKind.PREFECTURE, None)]
)
def test_of_all_that_a_form_is_about(entered: World, scope: UnitKind, code: str | None) -> None:
    with entered.database.reading() as session:
        assert last_entry(session, FormOrder(scope, code, 2026, date(2026, 3, 4))) == date(2026, 3, 2)


def test_nothing_yet(entered: World) -> None:
    with entered.database.reading() as session:
        assert last_entry(session, FormOrder(UnitKind.STATION, "FR", 2026, date(2026, 3, 4))) is None
