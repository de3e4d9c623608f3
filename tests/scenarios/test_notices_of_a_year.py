"""A year in seconds: the clock goes on hour by hour, and every message that each person got stands in a file.

``python -m tests.scenarios.test_notices_of_a_year`` writes that file anew; read it before it is kept. The test takes
its half a minute because it lets every hour of a year tick.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.composing_notices import groups_of, render_push
from bot.delivery.letters import Letter
from bot.notices.saying import say_notices
from bot.rendering import Renderer
from models.database import Database
from models.holidays import is_day_off
from models.notices import NoticeDecision
from models.outbox import OutboxMessage, OutboxState
from models.rules.calendar import is_quiet
from models.rules.codes import Category, Outcome
from models.rules.japan import JAPAN
from models.rules.policy import StationPolicy
from tests.helpers import databases
from tests.helpers.notices import away, name, policy, takes_over
from tests.helpers.phone import read
from tests.helpers.world import World

SNAPSHOT = Path(__file__).with_suffix(".txt")
START, END = datetime(2026, 4, 1, 0, 30, tzinfo=JAPAN), datetime(2027, 4, 1, tzinfo=JAPAN)
DOWN = datetime(2026, 12, 28, 12, tzinfo=JAPAN), datetime(2027, 1, 3, 10, 30, tzinfo=JAPAN)


@dataclass
class Year:
    """What was said in a year: when, to whom, which notices, and what it read like."""

    world: World
    said: list[tuple[datetime, str, list[tuple[str, str, str]], str]] = field(default_factory=list)

    def pass_by(self) -> "Year":
        """Let every hour tick, but for a server that is down over the turn of the year."""
        self.prepare()
        events = sorted(self.events(), key=lambda one: one[0])
        now = START
        while now < END:
            while events and events[0][0] <= now.date():
                self.world.now = now
                events.pop(0)[1]()
            self.world.now = now
            if not DOWN[0] <= now < DOWN[1] and say_notices(self.world.database, self.world.clock, is_day_off):
                self.listen()
            now += timedelta(hours=1)
        return self

    def listen(self) -> None:
        """Read what was put into the outbox, as if it were brought at once."""
        with self.world.database.reading() as session:
            waiting = select(OutboxMessage).where(OutboxMessage.state == OutboxState.WAITING).order_by(OutboxMessage.id)
            rows = list(session.scalars(waiting))
        for row in rows:
            letter = Letter(row.id, row.key, row.officer_id, row.words, row.facts)
            groups = groups_of(self.world.database, letter, self.world.now)
            shown = render_push(Renderer(), letter, groups, files=0)
            notices = [(each["kind"], each["period"], each["code"]) for each in row.facts["notices"]]
            text = f"{shown.text}\n{read({'blocks': shown.blocks})}".replace("\N{WORD JOINER}", "")
            self.said.append((self.world.now, name(self.world, row.officer_id), notices, text))
        with self.world.database.writing() as session:
            for row in session.scalars(select(OutboxMessage).where(OutboxMessage.state == OutboxState.WAITING)):
                row.state, row.settled_at = OutboxState.SENT, self.world.now
                row.channel, row.ts = f"D{row.officer_id}", f"{row.id}.0"

    def prepare(self) -> None:
        """Three beats with targets; one keeps its plan, one lags behind, one has none."""
        self.world.now = datetime(2026, 1, 5, 12, tzinfo=JAPAN)
        for beat, number in (("EX-P1-1", 30), ("EX-P1-2", 40), ("EX-P2-1", 10)):
            for each in range(1, number + 1):
                self.world.target(str(each), Category.PRIORITY if each < 6 else Category.GENERAL, beat=beat)
        self.world.plan(2)
        self.world.plan(3, "EX-P1-2")
        self.world.register(date(2025, 6, 1), 100)
        self.world.register(date(2026, 1, 1), 120, "EX-P1-2")
        for month in (1, 2, 3):
            self.visits("EX-P1-1", month, 2026, 2)

    def events(self) -> Iterator[tuple[date, Callable[[], object]]]:
        """What happens in the year, by the day on which it is entered."""
        for month in range(4, 13):
            yield date(2026, month, 12), partial(self.visits, "EX-P1-1", month, 2026, 2)
        yield date(2026, 5, 20), lambda: self.visits("EX-P1-2", 5, 2026, 2)
        yield (
            date(2026, 5, 21),
            lambda: self.world.visit("40", date(2026, 5, 20), Outcome.ABSENT, beat="EX-P1-2", officer="E005"),
        )
        yield date(2026, 6, 20), lambda: self.visits("EX-P1-2", 6, 2026, 3)
        yield date(2026, 6, 25), lambda: away(self.world, "E001", date(2026, 7, 1), date(2026, 7, 3))
        yield date(2026, 7, 20), lambda: away(self.world, "E005", date(2026, 7, 25), date(2026, 8, 2), "E002")
        yield date(2026, 9, 10), lambda: takes_over(self.world, "EX-P2-1", "E001", date(2026, 9, 10))
        yield date(2026, 10, 1), lambda: policy(self.world, date(2026, 10, 15), holidays="after", quiet_until="08:00")
        yield date(2027, 1, 15), lambda: self.world.plan(2)
        yield date(2027, 2, 10), lambda: self.visits("EX-P1-1", 2, 2027, 2)

    def visits(self, beat: str, month: int, year: int, number: int) -> None:
        """So many first interviews in a month, each of another target."""
        officer = "E005" if beat == "EX-P1-2" else "E001"
        for each in range(number):
            target = str((month - 1) * number + each + 1)
            self.world.visit(target, date(year, month, 3 + each), beat=beat, officer=officer)

    def text(self) -> str:
        """All that was said, in order."""
        return "".join(f"━━ {at:%Y-%m-%d %H:%M} {who}\n{text}\n\n" for at, who, _, text in self.said)


def a_year(folder: Path) -> Year:
    with databases.fresh("sqlite", folder) as url:
        database = Database.open(url, patient=True)
        year = Year(World(database)).pass_by()
        with database.reading() as session:
            undecided = session.scalars(select(NoticeDecision.message_id)).all()
        assert len(undecided) > 100
        database.dispose()
    return year


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    return a_year(tmp_path_factory.mktemp("year"))


def test_everything_reads_as_it_was_read_before(year: Year) -> None:
    assert year.text() == SNAPSHOT.read_text(encoding="utf-8")


def test_nobody_hears_anything_twice(year: Year) -> None:
    heard = Counter((who, *notice) for _, who, notices, _ in year.said for notice in notices)
    assert [one for one, number in heard.items() if number > 1] == []


def test_nobody_is_told_more_than_once_a_day(year: Year) -> None:
    assert max(Counter((who, at.date()) for at, who, _, _ in year.said).values()) == 1


def test_nobody_is_disturbed_at_night(year: Year) -> None:
    assert [at for at, _, _, _ in year.said if is_quiet(StationPolicy(), at)] == []


def test_every_beat_hears_of_every_month_and_every_chief_of_every_month_that_is_over(year: Year) -> None:
    heard = {notice for _, _, notices, _ in year.said for notice in notices}
    months = [f"{2026 + month // 12}-{month % 12 + 1:02}" for month in range(3, 15)]
    beats = ("EX-P1-1", "EX-P1-2", "EX-P2-1", "FR-P1-1")
    assert {("month_start", month, beat) for month in months for beat in beats} - heard == set()
    over = ["2026-03", *months[:-1]]
    readers = Counter(
        (period, code) for _, _, notices, _ in year.said for kind, period, code in notices if kind == "digest"
    )
    assert readers == Counter(
        {(month, unit): number for month in over for unit, number in (("EX-P1", 1), ("EX", 2), ("HQ", 1))}
    )


def test_what_was_missed_over_the_turn_of_the_year_is_said_on_the_third(year: Year) -> None:
    here = {who: notices for at, who, notices, _ in year.said if at == DOWN[1]}
    assert here == {"E006": [("digest", "2026-12", "HQ")], "F001": [("month_start", "2027-01", "FR-P1-1")]}
    on_the_fourth = {who for at, who, _, _ in year.said if at.date() == date(2027, 1, 4)}  # EX keeps to working days
    assert on_the_fourth == {"E001", "E002", "E003", "E004", "E005"}
    told = [at for at, _, notices, _ in year.said if ("shortfall_last", "2026-12", "EX-P1-2") in notices]
    assert told == [datetime(2026, 12, 28, 8, 30, tzinfo=JAPAN)] * 2  # the last working day, to officer and chief


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(a_year(Path(folder)).text(), encoding="utf-8")
