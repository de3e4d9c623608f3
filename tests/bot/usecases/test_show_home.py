"""What each sees on the Home, and that it takes as many queries for twenty beats as for one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from bot.errors import Refusal
from bot.usecases.list_cards import CardList, list_cards
from bot.usecases.list_due import list_due
from bot.usecases.show_home import DueCounts, HomeFacts, StationLine, Waiting, show_home
from bot.usecases.show_status import show_status
from bot.work import Work
from models.conduct import VisitDetail
from models.rules.codes import CardState, ChangeKind
from models.rules.conduct import RequestCategory
from tests.helpers.world import World


def home(world: World, officer: str | None, page: int = 1) -> HomeFacts:
    return world.do(officer, lambda work: show_home(work, page))


def codes(found: HomeFacts) -> list[str]:
    return [line.status.code for line in found.lines]


@contextmanager
def counted(work: Work) -> Iterator[list[str]]:
    """The statements that reach the database, by whichever way."""
    said: list[str] = []
    driver: Any = work.session.connection().connection.driver_connection
    if work.session.get_bind().dialect.name == "sqlite":
        driver.set_trace_callback(said.append)
        yield said
        driver.set_trace_callback(None)
    else:

        class Heard(driver.cursor_factory):  # type: ignore[misc] # known only when it runs
            def execute(self, query: object, *bound: object, **how: object) -> Any:
                said.append(str(query))
                return super().execute(query, *bound, **how)

        usual, driver.cursor_factory = driver.cursor_factory, Heard
        yield said
        driver.cursor_factory = usual


def test_an_officer(world: World) -> None:
    world.target("1", last_interview_on=date(2023, 3, 2))
    world.target("2", last_interview_on=date(2023, 3, 1))
    world.target("3", last_interview_on=date(2023, 3, 3))
    world.target("4")
    world.target("5", beat="EX-P1-2")
    world.plan(31)
    world.visit("3", date(2026, 3, 1))
    found = home(world, "E001")
    (line,) = found.served
    assert line.due == DueCounts(today=1, overdue=2)
    assert (line.status.month_planned, line.status.month_done, line.status.month_left) == (31, 1, 30)
    assert line.pace == 1 - 31 - 31 - 2
    assert (found.whole, found.lines, found.vacant, found.trouble) == (None, (), None, None)
    due = world.do("E001", lambda work: list_due(work, "EX-P1-1"))
    assert due.total == line.due.today + line.due.overdue


def test_a_helper_sees_both_beats_while_it_lasts(world: World) -> None:
    assert [line.status.code for line in home(world.at("2026-02-28T08:00"), "E005").served] == ["EX-P1-1", "EX-P1-2"]
    assert [line.status.code for line in home(world.at("2026-03-01T08:00"), "E005").served] == ["EX-P1-2"]


def test_who_is_behind_comes_first(world: World) -> None:
    world.target("1", beat="EX-P1-2")
    world.plan(2, "EX-P1-1")
    world.plan(5, "EX-P1-2")
    found = home(world, "E003")
    assert codes(found) == ["EX-P1-2", "EX-P1-1", "EX-P2-1"]
    assert [line.pace for line in found.lines] == [-10, -4, None]
    assert [line.vacant for line in found.lines] == [False, False, True]
    assert found.whole is not None
    assert (found.whole.status.code, found.whole.status.month_planned, found.whole.pace) == ("EX", 7, None)
    assert found.vacant == ("EX-P2-1",)
    assert found.trouble is None
    assert codes(home(world, "E002")) == ["EX-P1-2", "EX-P1-1"]


def test_the_figures_are_those_of_the_status(world: World) -> None:
    for number in ("1", "2", "3"):
        world.target(number)
        world.visit(number, date(2026, 1, int(number)))
    shown = {line.status.code: line.status for line in home(world, "E004").lines}
    told = {one.code: one for one in world.do("E004", show_status).beats}
    for code, one in told.items():
        assert (one.month_done, one.year_done, one.targets) == (
            shown[code].month_done,
            shown[code].year_done,
            shown[code].targets,
        )


def test_cards_that_linger_are_as_many_as_listed(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL, entered_on=date(2025, 12, 1))
    world.target("2", card=CardState.PROVISIONAL, entered_on=date(2025, 12, 2))
    world.target("3", card=CardState.PROVISIONAL)
    world.target("4", card=CardState.PROVISIONAL)
    world.target("5", card=CardState.PROVISIONAL)
    world.visit("3", date(2026, 1, 5), new_card=True)
    world.change("4", date(2026, 1, 5), ChangeKind.MOVED_OUT)
    world.change("5", date(2026, 1, 5), ChangeKind.BEAT, to_beat="EX-P1-2")
    found = home(world, "E002")
    assert found.provisional == 2
    assert {line.status.code: line.provisional for line in found.lines} == {"EX-P1-1": 1, "EX-P1-2": 1}
    listed = world.do("E001", lambda work: list_cards(work, "EX-P1-1", CardList.PROVISIONAL))
    assert listed.counts[CardList.PROVISIONAL] == 1


def test_requests_by_age(world: World) -> None:
    world.target("1")
    for on in (date(2026, 1, 30), date(2026, 1, 31), date(2026, 3, 1)):
        visit = world.visit("1", on)

        def ask(work: Work, visit: int = visit) -> None:
            work.session.add(VisitDetail(visit_id=visit, topics=0, request=RequestCategory.CRIME))

        world.do(None, ask)
    assert home(world, "E002").waiting == Waiting(total=3, oldest=31, old=1)
    assert home(world, "E001").waiting == Waiting(total=3, oldest=31, old=1)
    assert home(world, "E005").waiting == Waiting(total=0, oldest=0, old=0)
    assert home(world, "E006").waiting is None


def test_the_prefecture_and_the_administrator(world: World) -> None:
    found = home(world, "E006")
    assert sorted(codes(found)) == ["EX", "FR"]
    assert found.whole is not None
    assert (found.whole.status.code, found.provisional, found.vacant) == ("HQ", None, None)
    found = home(world, "E007")
    assert (found.whole, found.served, found.lines, found.waiting) == (None, (), (), None)
    assert found.vacant == ("EX-P2-1",)
    assert found.trouble is not None


def test_a_stranger_sees_nothing(world: World) -> None:
    with pytest.raises(Refusal, match="stranger"):
        home(world, None)


def test_twenty_beats_in_pages_and_no_more_queries(world: World) -> None:
    with world.work("E002") as work, counted(work) as few:
        show_home(work)
    world.more_beats(18)
    with world.work("E002") as work, counted(work) as many:
        found = show_home(work)
    assert (found.total, found.pages, len(found.lines)) == (20, 2, 10)
    assert len(home(world, "E002", 2).lines) == 10
    assert len(many) == len(few) < 30


def test_more_beats_than_can_be_counted(world: World) -> None:
    world.more_beats(99)
    found = home(world, "E004")
    assert (found.uncounted, found.lines, found.whole) == (102, (), None)
    assert found.stations == (StationLine("EX", "例示署", beats=102, vacant=100),)
    found = home(world, "E006", 7)
    assert [one.code for one in found.stations] == ["EX", "FR"]
    assert (found.total, found.page, found.pages) == (2, 1, 1)
