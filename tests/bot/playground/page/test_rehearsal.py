"""The bot's time in a file: where it is moved, and that the bot's own clock reads it."""

import time
from datetime import datetime
from pathlib import Path

import pytest

from bot.playground.names import TIMEZONE
from bot.playground.page.rehearsal import MOVES, Rehearsal
from scheduler.clock import rehearsal_clock


@pytest.mark.parametrize(
    ("now", "to", "then"),
    [
        ("2028-02-29T12:00", "hour", "2028-02-29T13:00"),
        ("2027-12-31T23:30", "hour", "2028-01-01T00:30"),
        ("2028-02-28T12:00", "morning", "2028-02-29T08:30"),
        ("2028-02-29T07:00", "morning", "2028-02-29T08:30"),
        ("2028-02-29T08:30", "morning", "2028-03-01T08:30"),
        ("2028-02-10T12:00", "month_end", "2028-02-29T17:00"),
        ("2028-02-29T17:00", "month_end", "2028-03-31T17:00"),
        ("2027-12-31T18:00", "month_end", "2028-01-31T17:00"),
        ("2027-12-31T18:00", "month_start", "2028-01-01T08:30"),
        ("2027-01-31T18:00", "month_start", "2027-02-01T08:30"),
    ],
)
def test_where_the_time_goes(tmp_path: Path, now: str, to: str, then: str) -> None:
    file = tmp_path / "now"
    file.write_text(now, encoding="utf-8")
    Rehearsal(file).move(to)
    assert rehearsal_clock(f"@{file}")() == datetime.fromisoformat(then).replace(tzinfo=TIMEZONE)


def test_it_begins_with_the_present_and_comes_back_to_it(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path / "now")
    rehearsal.move("month_end")
    rehearsal.move("present")
    now = rehearsal.now()
    assert now is not None
    assert abs((now - datetime.now(TIMEZONE)).total_seconds()) < 5


def test_it_runs_on_while_somebody_looks(tmp_path: Path) -> None:
    file = tmp_path / "now"
    file.write_text("2028-02-29T23:59:59", encoding="utf-8")
    rehearsal = Rehearsal(file)
    rehearsal.run()
    assert file.read_text(encoding="utf-8") == "2028-02-29T23:59:59"
    time.sleep(1.05)
    rehearsal.run()
    assert rehearsal_clock(f"@{file}")() >= datetime(2028, 3, 1, tzinfo=TIMEZONE)


def test_without_a_file_there_is_nothing_to_move() -> None:
    assert Rehearsal(None).now() is None
    for move in MOVES:
        with pytest.raises(ValueError, match=move):
            Rehearsal(None).move(move)


def test_a_move_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="yesterday"):
        Rehearsal(tmp_path / "now").move("yesterday")
