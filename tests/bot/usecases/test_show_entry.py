"""An opened entry tells who recorded it, and of a visit what was entered."""

from datetime import date, time

from bot.usecases.show_entry import OpenedVisit, opened_visit, recorder
from bot.work import Work
from models.entries import Entry, entry_named
from tests.helpers.world import World


def entry(work: Work, name: str) -> Entry:
    found = entry_named(work.session, name)
    assert found is not None
    return found


def test_a_visit_as_it_was_entered(world: World) -> None:
    world.target("12")
    visit = world.visit("12", date(2026, 3, 1), at=time(14, 30))

    def look(work: Work) -> tuple[OpenedVisit | None, str | None]:
        one = entry(work, f"visit:{visit}")
        return opened_visit(work, one), recorder(work, one)

    opened, by = world.do("E001", look)
    assert opened == OpenedVisit(time(14, 30), new_card=False, cr_cards=0, patrol_cards=0, said=None)
    assert by is None  # the system did


def test_what_is_no_visit(world: World) -> None:
    target = world.target("12")
    assert world.do("E001", lambda work: opened_visit(work, entry(work, f"target:{target}"))) is None
