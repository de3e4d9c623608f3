"""Everything of a target can be corrected later, by those who may."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.list_entries import TargetEntries, list_entries
from bot.usecases.record_visit import VisitOrder, record_visit
from models.rules.codes import ChangeKind, Outcome
from tests.helpers.world import World


def entries(world: World, actor: str, page: int = 1) -> TargetEntries:
    return world.do(actor, lambda work: list_entries(work, "EX-P1-1", "1", page))


def test_the_latest_day_first_and_only_what_stands(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 2, 3))
    wrong = world.visit("1", date(2026, 2, 4))
    world.change("1", date(2026, 2, 20), ChangeKind.MOVED_OUT)
    world.void(visit_id=wrong)
    world.at("2026-06-01T09:00")
    listed = entries(world, "E001")
    assert [one.entry.kind.value for one, _ in listed.entries] == ["change", "visit", "target"]
    assert (listed.name, listed.total, listed.pages) == ("EX-P1-1/1", 3, 1)


def test_each_voids_what_they_may(world: World) -> None:
    """One's own; 所長 and 地域課長 those of others; nobody else sees the list."""
    world.target("1")
    order = VisitOrder("1", Outcome.INTERVIEW, date(2026, 2, 3))
    world.do("E001", lambda work: record_visit(work, order), "visit")
    assert [mine for one, mine in entries(world, "E001").entries if one.entry.kind == "visit"] == [True]
    for chief in ("E002", "E003"):
        assert all(mine for _, mine in entries(world, chief).entries)
    for other in ("E004", "E005"):
        with pytest.raises(Refusal):
            entries(world, other)


def test_page_by_page(world: World) -> None:
    world.target("1")
    for day in range(1, 21):
        world.visit("1", date(2026, 2, day))
    assert [len(entries(world, "E001", page).entries) for page in (1, 2, 3, 99)] == [10, 10, 1, 1]
    assert entries(world, "E001").total == 21
