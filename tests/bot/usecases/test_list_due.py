"""The due list: the longest waiting first, nothing drops off, pages add up."""

from datetime import date, time

import pytest

from bot.errors import Refusal
from bot.usecases.list_due import DueList, list_due
from bot.usecases.visit_details import VisitDetails, store_details
from models.rules.codes import Category, Outcome
from models.rules.conduct import Preferred
from tests.helpers.world import World


def listed(world: World, officer: str = "E001", page: int = 1) -> DueList:
    return world.do(officer, lambda work: list_due(work, "EX-P1-1", page))


def numbers(found: DueList) -> list[str]:
    return [line.number for line in found.lines]


def test_priority_first_then_the_longest_waiting(world: World) -> None:
    for number, category, last in (
        ("1", Category.GENERAL, date(2020, 1, 1)),
        ("2", Category.PRIORITY, date(2025, 1, 1)),
        ("3", Category.PRIORITY, date(2024, 1, 1)),
        ("4", Category.PRIORITY, date(2026, 1, 1)),
        ("5", Category.GENERAL, None),
    ):
        world.target(number, category, last_interview_on=last)
    found = listed(world)
    assert numbers(found) == ["3", "2", "5", "1"]
    assert (found.total, found.counts) == (4, {Category.PRIORITY: 2, Category.GENERAL: 2})


def test_whom_a_resident_put_off_stays_at_the_end(world: World) -> None:
    world.target("1", Category.PRIORITY)
    world.target("2")
    visit = world.visit("1", date(2024, 3, 1))
    details = VisitDetails(not_before=date(2026, 5, 1))
    world.do("E001", lambda work: store_details(work, visit, details))
    found = listed(world)
    assert numbers(found) == ["2", "1"]
    assert found.lines[1].wish.not_before == date(2026, 5, 1)


def test_whoever_asked_for_this_time_comes_first_of_the_category(world: World) -> None:
    for number, category in (("1", Category.PRIORITY), ("2", Category.GENERAL), ("3", Category.GENERAL)):
        world.target(number, category)
    for on, preferred in ((date(2022, 1, 5), Preferred.MORNING), (date(2022, 2, 5), Preferred.EVENING)):
        visit = world.visit("3", on)
        with world.work("E001") as work:
            store_details(work, visit, VisitDetails(preferred=preferred))
    world.visit("2", date(2021, 3, 1))
    assert numbers(listed(world)) == ["1", "2", "3"]
    evening = listed(world.at("2026-03-02T17:00"))
    assert numbers(evening) == ["1", "3", "2"]
    assert [line.wish.preferred for line in evening.lines] == [None, Preferred.EVENING, None]
    assert numbers(listed(world.at("2026-03-07T18:00"))) == ["1", "3", "2"]  # an evening is one on Saturday, too


def test_after_two_tries_in_vain_another_time_is_proposed(world: World) -> None:
    world.target("1", last_interview_on=date(2020, 1, 1))
    world.visit("1", date(2026, 2, 24), Outcome.ABSENT, at=time(10))
    assert listed(world).lines[0].propose == ()
    second = world.visit("1", date(2026, 2, 25), Outcome.INTERCOM_ONLY, at=None)
    assert listed(world).lines[0].propose == (Preferred.EVENING, Preferred.WEEKEND)
    world.visit("1", date(2026, 2, 26), Outcome.REFUSED, at=time(18))  # no time of day helps
    assert listed(world).lines[0].propose == (Preferred.EVENING, Preferred.WEEKEND)
    world.visit("1", date(2026, 2, 26), Outcome.ABSENT, at=time(18))
    assert listed(world).lines[0].propose == (Preferred.WEEKEND,)
    world.void(visit_id=second)
    assert listed(world).lines[0].propose == (Preferred.WEEKEND, Preferred.AFTERNOON)


def test_pages(world: World) -> None:
    for number in range(1, 24):
        world.target(str(number))
    assert (listed(world).pages, len(listed(world, page=3).lines), listed(world).total) == (3, 3, 23)


@pytest.mark.parametrize(("officer", "sees"), [("E001", True), ("E002", True), ("E005", False), ("E006", False)])
def test_who_sees_it(world: World, officer: str, sees: bool) -> None:
    if sees:
        assert listed(world, officer).total == 0
    else:
        with pytest.raises(Refusal, match="other_unit"):
            listed(world, officer)
