"""A year in seconds: every message that each person of the demo's station got stands in a file.

The clock goes on hour by hour, while what happened comes in twice a week.
``python -m tests.scenarios.test_notices_of_a_year`` writes that file anew; read it before it is kept. The test takes
its half a minute because it lets every hour of a year tick.
"""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.composing_notices import groups_of, render_push
from bot.delivery.letters import Letter
from bot.notices.saying import say_notices
from bot.rendering import Renderer
from bot.station.staffing import Row
from models.database import Database
from models.holidays import is_day_off
from models.outbox import OutboxMessage, OutboxState
from models.rules.calendar import is_quiet
from models.rules.japan import JAPAN
from models.rules.policy import StationPolicy
from models.sealing import Sealer, new_key
from tests.helpers import databases
from tests.helpers.growing import GrowingStation
from tests.helpers.notices import away, name, policy
from tests.helpers.phone import read

SNAPSHOT = Path(__file__).with_suffix(".txt")
START, END = datetime(2027, 4, 1, tzinfo=JAPAN), datetime(2028, 4, 5, tzinfo=JAPAN)
DOWN = datetime(2027, 12, 28, 12, tzinfo=JAPAN), datetime(2028, 1, 3, 10, 30, tzinfo=JAPAN)
ENTERED = (0, 3)
"""The days of the week on which what happened is entered: Monday and Thursday, in the evening."""

LATE_PLAN, WITHOUT_REGISTER = "MIHON-2-2", "MIHON-1-2"
DUTIES = {"M009": {"ends_on": "2028-01-31"}, "M007": {"starts_on": "2028-03-02"}}
"""M009 leaves MIHON-3-2, which stays vacant until M007 comes, who enters nothing for a month."""

POSTS = {"MIHON-1": "M101", "MIHON-2": "M102", "MIHON-3": "M103", "MIHON-4": "M008"}
STATION = ("M200", "M201", "M202")
SELDOM = [
    ("2027-10-02", "M002", "register_stale", WITHOUT_REGISTER),
    ("2027-10-02", "M005", "register_stale", "MIHON-2-2"),
    ("2028-01-04", "M002", "register_stale", WITHOUT_REGISTER),
    ("2028-01-04", "M005", "register_stale", "MIHON-2-2"),
    ("2028-01-11", "M005", "plan_missing", LATE_PLAN),
    ("2028-01-20", "M102", "plan_missing_chief", LATE_PLAN),
    ("2028-03-16", "M007", "first_visit", "MIHON-3-2"),
    ("2028-04-03", "M002", "register_stale", WITHOUT_REGISTER),
    ("2028-04-03", "M005", "register_stale", "MIHON-2-2"),
    ("2028-04-03", "M103", "first_visit_chief", "MIHON-3-2"),
]
"""What comes only when something is wrong: 10 January is a holiday in 2028, 1 April a Saturday."""


def corrected(kind: str, row: Row) -> Row | None:
    """The story, with what goes wrong in the year."""
    if kind == "assignments":
        return {**row, **DUTIES.get(row["staff_no"], {})}
    if kind == "visits" and row["staff_no"] in DUTIES and row["visited_at"] > DUTIES["M009"]["ends_on"]:
        return None
    if kind == "plans" and (row["beat_code"], row["year"]) == (LATE_PLAN, "2028"):
        return None
    if kind == "register" and row["beat_code"] == WITHOUT_REGISTER and row["as_of"] > "2027-01-01":
        return None
    return row


@dataclass
class Year:
    """What was said in a year: when, to whom, which notices, and what it read like."""

    world: GrowingStation
    said: list[tuple[datetime, str, list[tuple[str, str, str]], str]] = field(default_factory=list)

    def pass_by(self) -> "Year":
        """Let every hour tick, but for a server that is down over the turn of the year."""
        events = sorted(self.events(), key=lambda one: one[0])
        now = START + timedelta(minutes=30)
        while now < END:
            self.world.now = now
            while events and events[0][0] <= now.date():
                events.pop(0)[1]()
            if now.weekday() in ENTERED and now.hour == 18:
                self.world.take_in()
            self.world.now = now
            if not DOWN[0] <= now < DOWN[1] and say_notices(self.world.database, self.world.clock, is_day_off):
                self.listen()
            now += timedelta(hours=1)
        return self

    def events(self) -> Iterator[tuple[date, Callable[[], object]]]:
        """What people do in the year, by the day on which they do it."""
        yield date(2027, 6, 25), lambda: away(self.world, "M001", date(2027, 7, 1), date(2027, 7, 3))
        yield date(2027, 7, 20), lambda: away(self.world, "M005", date(2027, 7, 25), date(2027, 8, 2), "M102")
        yield (
            date(2027, 10, 1),
            lambda: policy(self.world, date(2027, 10, 15), "MIHON", holidays="after", quiet_until="08:00"),
        )

    def listen(self) -> None:
        """Read what was put into the outbox, as if it were brought at once."""
        with self.world.database.writing() as session:
            waiting = select(OutboxMessage).where(OutboxMessage.state == OutboxState.WAITING).order_by(OutboxMessage.id)
            for row in session.scalars(waiting).all():
                self.said.append(self._read(row))
                row.state, row.settled_at = OutboxState.SENT, self.world.now
                row.channel, row.ts = f"D{row.officer_id}", f"{row.id}.0"

    def _read(self, row: OutboxMessage) -> tuple[datetime, str, list[tuple[str, str, str]], str]:
        letter = Letter(row.id, row.key, row.officer_id, row.words, row.facts)
        shown = render_push(
            Renderer(self.world.clock), letter, groups_of(self.world.database, letter, self.world.now), [], files=0
        )
        notices = [(each["kind"], each["period"], each["code"]) for each in row.facts["notices"]]
        text = f"{shown.text}\n{read({'blocks': shown.blocks})}".replace("\N{WORD JOINER}", "")
        return self.world.now, name(self.world, row.officer_id), notices, text

    def text(self) -> str:
        """All that was said, in order."""
        return "".join(f"━━ {at:%Y-%m-%d %H:%M} {who}\n{text}\n\n" for at, who, _, text in self.said)


def a_year(folder: Path) -> Year:
    with databases.fresh("sqlite", folder) as url:
        database = Database.open(url, patient=True)
        sealer = Sealer([new_key()])
        world = GrowingStation(database, START, sealer=sealer, folder=folder, until=END.date(), corrected=corrected)
        year = Year(world).pass_by()
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


def test_of_every_month_the_plan_goes_to_whoever_is_in_charge(year: Year) -> None:
    heard: dict[tuple[str, str], list[str]] = {}
    for _, who, notices, _ in year.said:
        for kind, period, code in notices:
            if kind == "month_start":
                heard.setdefault((period, code), []).append(who)
    months = [f"2027-{month:02}" for month in range(4, 13)] + [f"2028-{month:02}" for month in range(1, 4)]
    usual = {"MIHON-1-1": "M001", "MIHON-1-2": "M002", "MIHON-1-3": "M003", "MIHON-2-1": "M004"}
    usual |= {"MIHON-2-2": "M005", "MIHON-3-1": "M006", "MIHON-3-2": "M009", "MIHON-4-1": "M008"}
    expected = {(month, beat): [who] for month in months for beat, who in usual.items()}
    expected["2027-08", "MIHON-2-2"] = ["M102"]  # who stands in
    expected["2028-02", "MIHON-3-2"] = ["M103"]  # vacant
    expected["2028-03", "MIHON-3-2"] = ["M103", "M007"]  # vacant on the first; the new one hears it on arriving
    assert {one: who for one, who in heard.items() if one[0] != "2028-04"} == expected


def test_of_every_month_each_chief_reads_the_digest(year: Year) -> None:
    readers = {(*notice[1:], who) for _, who, notices, _ in year.said for notice in notices if notice[0] == "digest"}
    over = [f"2027-{month:02}" for month in range(3, 13)] + ["2028-01", "2028-02", "2028-03"]
    of_units = [*POSTS.items(), *(("MIHON", who) for who in STATION), ("HQ", "M301")]
    assert readers == {(month, unit, who) for month in over for unit, who in of_units}


def test_a_shortfall_is_told_to_the_officer_and_to_the_one_above(year: Year) -> None:
    told: dict[tuple[str, str, str], set[str]] = {}
    for _, who, notices, _ in year.said:
        for notice in notices:
            if notice[0].startswith("shortfall"):
                told.setdefault(notice, set()).add(who)
    assert {len(who) for notice, who in told.items() if notice[1] not in ("2027-07", "2028-02")} == {2}
    assert told["shortfall", "2027-04", "MIHON-2-2"] == {"M005", "M102"}
    assert told["shortfall", "2027-07", "MIHON-2-2"] == {"M102"}  # who stands in reads as superior, once
    assert told["shortfall", "2028-02", "MIHON-3-2"] == {"M103"}  # vacant


def test_what_is_said_but_seldom_is_said_when_its_time_has_come(year: Year) -> None:
    seldom = ("plan_missing", "plan_missing_chief", "register_stale", "first_visit", "first_visit_chief")
    said = [
        (f"{at:%Y-%m-%d}", who, kind, code)
        for at, who, notices, _ in year.said
        for kind, _, code in notices
        if kind in seldom
    ]
    assert said == SELDOM


def test_what_was_missed_over_the_turn_of_the_year_is_said_on_the_third(year: Year) -> None:
    assert {who: notices for at, who, notices, _ in year.said if at == DOWN[1]} == {
        "M301": [("digest", "2027-12", "HQ")]
    }
    on_the_fourth = {who for at, who, _, _ in year.said if at.date() == date(2028, 1, 4)}  # MIHON keeps to working days
    assert on_the_fourth == {*(f"M00{number}" for number in (1, 2, 3, 4, 5, 6, 8, 9)), *POSTS.values(), *STATION}
    last = {at for at, _, notices, _ in year.said for notice in notices if notice[:2] == ("shortfall_last", "2027-12")}
    assert last == {datetime(2027, 12, 28, 8, 30, tzinfo=JAPAN)}  # the last working day, when both words are one


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        SNAPSHOT.write_text(a_year(Path(folder)).text(), encoding="utf-8")
