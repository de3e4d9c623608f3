"""The list of messages: which, how old, and when each goes on."""

from datetime import timedelta

from bot.usecases.list_messages import MessagePage, Wanted, list_messages
from tests.helpers.notices import messages, tick
from tests.helpers.outbox import WALL, put, taken
from tests.helpers.world import World


def listed(world: World, wanted: Wanted) -> MessagePage:
    with world.work() as work:
        return list_messages(work, wanted, WALL)


def numbers(world: World, wanted: Wanted) -> list[int]:
    return [line.id for line in listed(world, wanted).lines]


def test_by_where_they_stand_the_newest_first(world: World) -> None:
    waiting, sending, posted, sent, failed = (
        put(world, state) for state in ("waiting", "sending", "posted", "sent", "failed")
    )
    assert numbers(world, Wanted()) == [failed, posted, sending, waiting]
    assert numbers(world, Wanted(("doubt",))) == [posted, sending]
    assert numbers(world, Wanted(("sent",))) == [sent]
    first, second = (listed(world, Wanted(page=page, limit=3)) for page in (1, 2))
    assert ([line.id for line in second.lines], first.total, first.pages) == ([waiting], 4, 2)
    assert listed(world, Wanted(page=9)).lines == ()


def test_by_age_and_kind(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    pushes = {one.id for one in messages(world)}
    world.later(hours=5)
    report = put(world, "waiting")
    assert pushes
    assert set(numbers(world, Wanted(kind="month_start"))) == pushes
    assert set(numbers(world, Wanted(kind="notices"))) == pushes
    assert numbers(world, Wanted(kind="digest")) == []
    assert numbers(world, Wanted(kind="report")) == [report]
    assert set(numbers(world, Wanted(older_than=timedelta(hours=4)))) == pushes
    assert {line.kinds for line in listed(world, Wanted()).lines} == {("report",), ("month_start",)}


def test_when_it_goes_on(world: World) -> None:
    """By the bot's clock, though a failure's rest is kept on the wall clock that all processes share."""
    hour = timedelta(hours=1)
    put(world, "waiting")
    put(world, "waiting", not_before=world.now + hour)
    put(world, "waiting", "ratelimited", lease_until=WALL + timedelta(minutes=5), attempts=2)
    put(world, "waiting", lease_until=WALL - hour)
    put(world, "sending", **taken())
    put(world, "sending", **taken(-1))
    put(world, "failed", "no_slack_user")
    lines = [*reversed(listed(world, Wanted()).lines)]
    expected = [timedelta(0), hour, timedelta(minutes=5), timedelta(0), None, timedelta(0), None]
    assert [line.next_at and line.next_at - world.now for line in lines] == expected
    assert [line.held for line in lines] == [False] * 4 + [True, False, False]
    assert (lines[2].staff_no, lines[2].attempts, lines[2].error) == ("E001", 2, "ratelimited")
