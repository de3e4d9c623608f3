"""The clocks that are handed around."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from models.rules.japan import JAPAN
from scheduler.clock import FaultyClock, read_moment, rehearsal_clock, system_clock


def test_the_system_clock_is_aware_and_runs() -> None:
    first = system_clock()
    assert first.tzinfo is UTC
    assert timedelta(0) <= system_clock() - first < timedelta(minutes=1)


def test_a_rehearsal_starts_when_it_is_told_and_runs_on() -> None:
    clock = rehearsal_clock("2028-02-29T23:59:59+09:00")
    first = clock()
    assert timedelta(0) <= first - datetime(2028, 2, 29, 14, 59, 59, tzinfo=UTC) < timedelta(seconds=30)
    time.sleep(0.01)
    assert clock() > first


@pytest.mark.parametrize("text", ["2026-03-02T08:30", " 2026-03-02 08:30:00\n", "2026-03-01T23:30Z"])
def test_a_time_without_an_offset_is_japans(text: str) -> None:
    assert read_moment(text) == datetime(2026, 3, 2, 8, 30, tzinfo=JAPAN)


def test_a_file_is_read_at_each_look(tmp_path: Path) -> None:
    file = tmp_path / "now"
    clock = rehearsal_clock(f"@{file}")
    for day in (31, 1, 15):  # backwards too
        file.write_text(f"2026-01-{day:02}T10:00\n", encoding="utf-8")
        assert clock() == datetime(2026, 1, day, 10, tzinfo=JAPAN)


@pytest.mark.parametrize("text", ["", "soon", "2026-02-30", "10:00", "令和8年"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(FaultyClock):
        rehearsal_clock(text)


@pytest.mark.parametrize("content", [b"", b"soon", b"\xff\xfe"])
def test_a_file_without_a_time_is_refused_at_the_look(content: bytes, tmp_path: Path) -> None:
    clock = rehearsal_clock(f"@{tmp_path / 'now'}")
    with pytest.raises(FaultyClock):
        clock()
    (tmp_path / "now").write_bytes(content)
    with pytest.raises(FaultyClock):
        clock()
