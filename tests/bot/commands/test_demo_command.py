"""``junkai demo`` as somebody starts it: ready, used, its clock moved, ended by Ctrl-C; nothing stays but ``var/``."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bot.playground.client import WorkspaceClient
from bot.playground.reading import read

ROOT = Path(__file__).parents[3]
OFFICER = "U0M001"
PATIENCE = 60


def environment() -> dict[str, str]:
    """No settings but the place of the code."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("JUNKAI_", "SLACK_"))}
    return {**kept, "PYTHONPATH": str(ROOT)}


@pytest.fixture
def started(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "bot.cli", "demo"]
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            yield process
        finally:
            with suppress(ProcessLookupError):
                process.kill()


def read_until(started: subprocess.Popen[str], words: str) -> str:
    """What the demo has said, up to the line that matches."""
    assert started.stdout
    said = ""
    while not re.search(words, said, re.MULTILINE):
        line = started.stdout.readline()
        assert line, said
        said += line
    return said


def waited_for(space: WorkspaceClient, words: str) -> str:
    """The officer's first message with some words, once it has come."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        for one in space.messages(OFFICER):
            if words in (shown := read(one)):
                return shown
        time.sleep(0.2)
    raise TimeoutError(words)


def test_from_the_start_to_the_end(started: subprocess.Popen[str], tmp_path: Path) -> None:
    said = read_until(started, r"http://127\.0\.0\.1:\d+$")
    address = said.split()[-1]
    space = WorkspaceClient(address)
    seen = space.slash(OFFICER, "訪問 12 不在")
    assert "記録しました" in read(seen["ephemerals"][-1])
    again = subprocess.run(started.args, cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "もう動いています" in again.stderr
    (tmp_path / "var" / "demo" / "now").write_text("2027-02-01T08:31:00+09:00", encoding="utf-8")
    assert "MIHON-1-1" in waited_for(space, "今月の計画")
    started.send_signal(signal.SIGINT)
    _, complaints = started.communicate(timeout=20)
    assert started.returncode == 0, complaints
    assert "Traceback" not in complaints
    with pytest.raises(OSError, match="refused"):
        space.messages(OFFICER)
    assert {one.name for one in tmp_path.iterdir()} == {"var"}
    assert {one.name for one in (tmp_path / "var").iterdir()} == {"demo"}


def test_told_to_end_before_it_is_ready_it_leaves_nothing_running(started: subprocess.Popen[str]) -> None:
    read_until(started, r"/junkai visit")
    started.send_signal(signal.SIGTERM)
    _, complaints = started.communicate(timeout=20)  # what it started writes there too, and has ended when it closes
    assert started.returncode == 1
    assert "中断しました" in complaints
