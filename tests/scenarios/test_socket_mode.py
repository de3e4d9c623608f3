"""``junkai run``: the same bot through a socket, in a process of its own, against the workspace in another."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.commands.run_command import watch
from bot.errors import Refusal
from bot.playground.client import WorkspaceClient, started
from models import schema
from models.database import Database
from models.rules.codes import CardState
from models.sealing import new_key
from tests.helpers.phone import read
from tests.helpers.world import OFFICERS, World

APP_TOKEN = "xapp-playground"


@contextmanager
def running(database_url: str, workspace: WorkspaceClient) -> Iterator[subprocess.Popen[str]]:
    settings = {
        "JUNKAI_DATABASE_URL": database_url,
        "SLACK_BOT_TOKEN": "xoxb-playground",
        "SLACK_APP_TOKEN": APP_TOKEN,
        "SLACK_API_BASE_URL": workspace.api_url,
        "JUNKAI_ENCRYPTION_KEYS": new_key(),
    }
    with subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "run"],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            workspace.wait_for_socket(seconds=30)
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def test_a_command_a_modal_and_a_button(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'junkai.db'}"
    schema.upgrade(url)
    world = World(Database.open(url))
    world.target("12", card=CardState.NONE)
    with started("--share-delay", "0", "--patience", "20", "--app-token", APP_TOKEN) as workspace:
        for officer, (name, _, _) in OFFICERS.items():
            workspace.add_user(f"U0{officer}", name)
        with running(url, workspace) as process:
            seen = workspace.slash("U0E001", "visit EX-P1-1/12")
            if not seen["view"]:
                seen = workspace.wait("U0E001", seen)
            assert "訪問を記録" in read(seen["view"])
            workspace.fill("U0E001", {"outcome": "不在"})
            seen = workspace.submit("U0E001")
            assert "記録しました" in read(seen["view"])
            seen = workspace.press("U0E001", "undo.submission")
            seen = seen if "取り消しました" in read(seen["view"]) else workspace.wait("U0E001", seen)
            assert "取り消しました" in read(seen["view"])
            seen = workspace.open_home("U0E001")
            assert seen["tries"] == [200]
            seen = seen if seen["home"] else workspace.wait("U0E001", seen)
            assert "EX-P1-1" in read(seen["home"])
            workspace.disconnect("warning")
            workspace.wait_for_socket()
        assert process.returncode == 0
        assert process.stderr is not None
    world.database.dispose()


@dataclass
class Line:
    """Connected as long as the list says so."""

    states: list[bool] = field(default_factory=list)

    def is_connected(self) -> bool:
        return self.states.pop(0) if self.states else False


def test_a_line_that_stays_cut_ends_the_process() -> None:
    with pytest.raises(Refusal, match="stale"):
        watch(Line([True, True]), threading.Event(), look=0.01, stale=0.05)
    stopped = threading.Event()
    stopped.set()
    watch(Line(), stopped, look=0.01, stale=0)
