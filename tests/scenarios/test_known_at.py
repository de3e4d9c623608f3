"""Two processes write, by clocks that jump, while forms are issued: none ever disagrees with itself (C17)."""

import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from bot.usecases.issue_form import FormOrder, issue_form
from bot.work import Work
from models.database import Database
from models.rules.codes import Row, Split, UnitKind
from models.rules.form import Form
from tests.helpers.world import World

VISITS = 60
AS_OF = date(2026, 2, 28)


def interviews(issued: Form) -> int:
    """How many a form counts."""
    return int(issued.line(Row.FIRST_INTERVIEWS, Split.ALL).total or 0)


def test_a_form_asked_for_later_as_known_then_is_the_same(database_url: str, tmp_path: Path) -> None:
    database = Database.open(database_url, patient=True)
    world = World(database)
    for number in range(2 * VISITS):
        world.target(str(number))
    writers = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "tests.scenarios.writer",
                database_url,
                staff_no,
                str(tmp_path / "seen"),
                *map(str, range(first, 2 * VISITS, 2)),
            ]
        )
        for first, staff_no in enumerate(("E001", "E005"))
    ]
    issued: list[tuple[datetime, Form]] = []
    while any(writer.poll() is None for writer in writers):
        with database.writing() as session:
            moment = Work(session, datetime(2026, 3, 2, 3, tzinfo=UTC), "report").issue_moment()
        issued.append((moment, form(database, moment)))
        if 0 < interviews(issued[-1][1]) < 2 * VISITS:
            (tmp_path / "seen").touch()
    assert [writer.wait() for writer in writers] == [0, 0]
    for moment, first in issued:
        assert form(database, moment) == first
    assert any(0 < interviews(first) < 2 * VISITS for _, first in issued)  # issued in the middle of it
    assert interviews(form(database, None)) == 2 * VISITS
    database.dispose()


def form(database: Database, known_at: datetime | None) -> Form:
    with database.reading() as session:
        return issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, AS_OF, known_at))
