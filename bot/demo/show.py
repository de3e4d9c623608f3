"""The parts of ``make demo``: a made-up station imported, the bot served to a Slack look-alike, forms in a folder."""

import csv
import fcntl
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.errors import Refusal
from bot.forms import file_name, render, render_all
from bot.playground.client import WorkspaceClient
from bot.station.fill import fill_station
from bot.station.invent import Station, invent_station
from bot.usecases.issue_form import FormOrder, issue_form
from bot.wiring import Junkai
from models.rules.codes import UnitKind
from models.rules.japan import JAPAN

TOKEN, SECRET = "xoxb-demo", "demo-signing-secret"
PATIENCE = 30
"""Seconds to wait for the server, and for a report to arrive."""


@contextmanager
def fresh_folder(state: Path) -> Iterator[Path]:
    """An empty ``demo`` folder in the state directory: every demo begins anew. Refuses while another uses it."""
    folder = state / "demo"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _take(descriptor, folder)
        for one in folder.iterdir():
            if one.is_dir():
                shutil.rmtree(one)
            else:
                one.unlink()
        yield folder
    finally:
        os.close(descriptor)


def _take(descriptor: int, folder: Path) -> None:
    """Hold a folder for as long as this process lives."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refusal("demo.running", folder=folder.absolute()) from None


def fill(bot: Junkai, folder: Path, now: datetime) -> Station:
    """Invent the station, write its tables as files, and store it as it would have come about."""
    station = invent_station(now.astimezone(JAPAN).date())
    database = bot.migrated_database()
    fill_station(database, bot.sealer(database, create=True), station, folder)
    database.dispose()
    return station


@contextmanager
def served(bot: Junkai, space: WorkspaceClient, clock: Path) -> Iterator[None]:
    """The bot as ``junkai serve`` runs it, in a process of its own, told where the look-alike is and its time."""
    environment = {
        **os.environ,
        "JUNKAI_STATE_DIR": str(bot.settings.state_dir),
        "JUNKAI_DATABASE_URL": bot.settings.database_url,
        "JUNKAI_NOW": f"@{clock.absolute()}",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_BASE_URL": space.api_url,
    }
    command = [sys.executable, "-m", "bot.cli", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:  # noqa: S603
        try:
            line = server.stdout.readline() if server.stdout else ""
            address = re.search(r"http://[\d.:]+", line)
            if address is None:
                raise RuntimeError(line)
            space.connect(address[0], SECRET)
            yield
        finally:
            server.terminate()
            server.wait()  # not left to Popen, which after Ctrl-C hardly waits


def wait_for_files(space: WorkspaceClient, number: int) -> list[dict[str, Any]]:
    """The files that the bot shared, once there are so many."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        files = space.files()
        if sum(bool(file["shares"]) for file in files) >= number:
            return files
        time.sleep(0.1)
    raise TimeoutError


def forms(bot: Junkai, folder: Path, now: datetime) -> list[Path]:
    """The form of one beat, of its 交番 and of the 署, as files."""
    database = bot.database()
    written = []
    today = now.astimezone(JAPAN).date()
    units = ((UnitKind.BEAT, "MIHON-1-1"), (UnitKind.POST, "MIHON-1"), (UnitKind.STATION, "MIHON"))
    with database.reading() as session:
        for scope, code in units:
            form = issue_form(session, FormOrder(scope, code, today.year, today))
            contents = {**render_all(form), "csv": render(form, "csv"), "json": render(form, "json")}
            for kind, content in contents.items():
                path = folder / file_name(form, kind)
                path.write_bytes(content)
                written.append(path)
    database.dispose()
    return written


def as_text(table: Path) -> str:
    """A form's CSV as a text that a terminal shows in columns."""
    with table.open(encoding="utf-8-sig", newline="") as source:
        rows = list(csv.reader(source))
    widths = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    return "\n".join(
        " ".join(pad(cell, widths[index], left=index < 2) for index, cell in enumerate(row)).rstrip() for row in rows
    )


def width(text: str) -> int:
    """How many columns of a terminal a text takes; a Japanese character takes two."""
    return sum(1 if ord(each) < 0x2E80 else 2 for each in text)


def pad(text: str, to: int, *, left: bool) -> str:
    """A text filled up with spaces."""
    space = " " * (to - width(text))
    return text + space if left else space + text
