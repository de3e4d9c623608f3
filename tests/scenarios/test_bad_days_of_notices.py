"""A month begins on a bad day: everybody hears once, and who cannot be reached is told to the 管理者."""

from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

import pytest

from bot.composing import composer
from bot.delivery.letters import Compose, Composed, Letter
from bot.notices.saying import say_notices
from bot.playground.client import WorkspaceClient, started
from bot.rendering import Renderer
from models.database import Database
from models.holidays import is_day_off
from models.outbox import OutboxState
from tests.helpers.delivery import Hand, Office, plain, with_files
from tests.helpers.notices import messages, muster, name, tick
from tests.helpers.opening import opened
from tests.helpers.phone import read
from tests.helpers.world import World
from tests.helpers.worlds import shared_worlds
from tests.scenarios.doomed import month_start, nursery

OFFICERS = ["E001", "E003", "E005", "F001"]
SHOWN = "結果表（画像）+結果表（PDF）+結果表（表計算）"
POST, OPEN, COMPLETE = "chat.postMessage", "conversations.open", "files.completeUploadExternal"


@dataclass
class Town:
    """Two stations, their workspace, and the time that is on all clocks."""

    world: World
    office: Office
    compose: Compose = field(default=with_files)

    def begins_a_month(self) -> None:
        """The first of April, half past eight."""
        tick(self.world, "2026-04-01T08:30")
        self.deliver()

    def deliver(self) -> None:
        """Deliver until all is settled, by two who take turns."""
        self.office.clock.now = self.world.now
        first, second = (self.office.deliverer(self.compose) for _ in range(2))
        for _ in range(400):
            first.run_once()
            second.run_once()
            self.office.wall.advance(seconds=1)
            if self.office.all_settled():
                return

    def hears(self, officer: str) -> list[str]:
        """What stands in somebody's conversation."""
        return self.office.said(f"U0{officer}")

    def whole(self) -> list[str]:
        """Who got one message with all its files, each once."""
        counts = {officer: Counter(text.split(" ")[0] for text in self.hears(officer)) for officer in OFFICERS}
        return [officer for officer, count in counts.items() if count == {"知らせ": 1, SHOWN: 1}]

    def given_up(self) -> list[tuple[str, str | None]]:
        """To whom something could not be brought, and why."""
        failed = (one for one in messages(self.world) if one.state is OutboxState.FAILED)
        return [(name(self.world, one.officer_id), one.last_error) for one in failed]


@pytest.fixture
def town(world_url: str) -> Iterator[Town]:
    database = opened(world_url, patient=True)
    with started("--share-delay", "0") as slack:
        world = shared_worlds().world(database)
        for officer in world.officers:
            slack.add_user(f"U0{officer}", "架空 太郎")
        yield Town(world, Office(database, slack))
    database.dispose()


def workspace(town: Town) -> WorkspaceClient:
    return town.office.workspace


def test_a_storm_of_refusals_delays_everybody_and_loses_nobody(town: Town) -> None:
    workspace(town).fault("*", "ratelimited", times=20, seconds=6)  # for longer than anybody waits with one in hand
    town.begins_a_month()
    assert town.whole() == OFFICERS


@pytest.mark.parametrize("after", [False, True])
def test_a_server_in_trouble_says_nothing_twice(town: Town, *, after: bool) -> None:
    for method in (POST, COMPLETE):
        workspace(town).fault(method, "status", status=500, times=4, after=after)
        workspace(town).fault(method, "status", status=503, times=4, after=after)
    town.begins_a_month()
    assert town.whole() == OFFICERS


def test_answers_that_never_come_back_say_nothing_twice(town: Town) -> None:
    workspace(town).fault(POST, "reset", times=3, after=True)
    workspace(town).fault(COMPLETE, "reset", times=3, after=True)
    workspace(town).fault(COMPLETE, "drop")
    town.begins_a_month()
    assert town.whole() == OFFICERS


@pytest.mark.parametrize(("method", "code"), [(OPEN, "user_disabled"), (POST, "is_inactive"), ("", "compose")])
def test_who_cannot_be_reached_is_told_to_the_administrator_and_keeps_back_nobody(
    town: Town, method: str, code: str
) -> None:
    """Somebody who left Slack, or a message that cannot be made."""
    unhappy = town.world.officers["E001"]

    def compose(letter: Letter) -> Composed:
        if not method and letter.officer_id == unhappy:
            raise KeyError("made up")
        return with_files(letter)

    town.compose = compose
    if method:
        workspace(town).fault(method, "error", code=code)
    town.begins_a_month()
    assert town.given_up() == [("E001", code)]
    assert town.whole() == OFFICERS[1:]
    town.compose = composer(town.world.database, Renderer(town.world.clock), town.world.clock)
    assert tick(town.world, "2026-04-01T09:30") == [("E007", "undelivered", "EX")]
    town.deliver()
    (told,) = workspace(town).messages("U0E007")
    assert f"届けられなかった知らせが 1件あります: {code} 1件" in read(told).replace("\N{WORD JOINER}", "")
    assert tick(town.world, "2026-04-02T07:30") == []


@pytest.mark.parametrize("clock", ["clock", "wall"])
def test_a_clock_that_steps_back_an_hour_says_nothing_twice(town: Town, clock: str) -> None:
    town.compose = plain
    workspace(town).fault(POST, "reset", times=2, after=True)
    tick(town.world, "2026-04-01T08:30")
    town.office.clock.now = town.world.now
    deliverer = town.office.deliverer()
    deliverer.run_once()
    hand: Hand = getattr(town.office, clock)
    hand.advance(hours=-1)
    deliverer.run_until_empty()
    hand.advance(hours=1)
    town.deliver()
    assert {officer: len(town.hears(officer)) for officer in OFFICERS} == dict.fromkeys(OFFICERS, 1)
    assert tick(town.world, "2026-04-01T07:30") == []


def one_of_two(url: str, together: Barrier, said: "Queue[int]") -> None:
    """What runs in a process: one tick, in the same moment as another's."""
    database = Database.open(url, patient=True)
    together.wait()
    said.put(say_notices(database, month_start, is_day_off, 3))


def test_two_processes_that_tick_in_the_same_second_say_it_once(postgresql_url: str) -> None:
    database, context = Database.open(postgresql_url, patient=True), nursery()
    world = World(database)
    muster(world, 20)
    together, said = context.Barrier(2), context.Queue()
    with ExitStack() as stack:
        processes = [context.Process(target=one_of_two, args=(postgresql_url, together, said)) for _ in range(2)]
        for process in processes:
            process.start()
            stack.callback(process.kill)
        both = [said.get(timeout=20) for _ in processes]
        for process in processes:
            process.join()
    assert sum(both) == len(messages(world)) == 24
    assert len({one.officer_id for one in messages(world)}) == 24
    print(f"each of the two said {both}")
    database.dispose()
