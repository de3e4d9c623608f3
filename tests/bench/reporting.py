"""The memory of the bot while it issues 200 forms that were asked for in chat, each drawn anew."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path

import psutil
from sqlalchemy import func, select

from bot.delivery.letters import Patience, slack_rates
from bot.playground.client import started
from bot.playground.line import PATH, command_body, send, sign
from bot.service import service
from bot.serving import serve
from bot.wiring import junkai
from models.database import Database
from models.organisation import Assignment, Officer
from models.outbox import OutboxMessage, OutboxState
from models.sealing import new_key
from tests.bench.lesser import SECRET
from tests.bench.loading import load
from tests.bench.prefecture import TODAY, Prefecture
from tests.bench.table import Line
from tests.helpers import databases
from tests.helpers.delivery import TOKEN

BEATS, SPEED = 8, 100
MOST = 300
"""MB that the bot may need (``performance.md``)."""


def reporting(kind: databases.Kind, folder: Path, reports: int) -> Iterator[Line]:
    """The most that it ever held, and what it held at the end against after a quarter of them."""
    with databases.fresh(kind, folder) as url, started("--share-delay", "0") as slack:
        load(url, Prefecture(BEATS))
        database = Database.open(url, patient=True)
        officers = everybody(database)
        for officer in officers:
            slack.add_user(officer, "架空 太郎")
        held = []
        with serving(url, slack.api_url, folder) as (process, address):
            for number in range(reports // len(officers)):
                ask(database, address, officers, number)
                held.append(memory(process, "VmRSS"))
            peak = memory(process, "VmHWM")
        database.dispose()
    yield Line(f"memory of the bot over {reports} reports, {kind}: peak", f"{peak} MB", f"{MOST} MB", peak / MOST, 1)
    then, now = held[len(held) // 4], held[-1]
    what = f"memory of the bot after {reports} reports against {reports // 4}, {kind}"
    yield Line(what, f"{now} MB", f"{then} MB", now / then, 1.05)


def everybody(database: Database) -> list[str]:
    """The Slack ids of who is in charge of a beat."""
    with database.reading() as session:
        query = select(Officer.slack_user_id).join(Assignment, Assignment.officer_id == Officer.id)
        return [user for user in session.scalars(query.order_by(Officer.id)) if user]


def ask(database: Database, address: str, officers: list[str], number: int) -> None:
    """Let all ask for their forms as of one more day back, and wait until these were brought."""
    for officer in officers:
        body = command_body(f"{address}/nowhere", officer, "D0BENCH", f"report {TODAY - timedelta(days=number)}")
        headers = {"Content-Type": "application/x-www-form-urlencoded", **sign(SECRET, body)}
        status, _, _ = send(address + PATH, body, headers)
        if status != 200:
            raise RuntimeError(status)
    while brought(database) < (number + 1) * len(officers):
        time.sleep(0.02)


def brought(database: Database) -> int:
    """How many were."""
    with database.reading() as session:
        query = select(func.count()).select_from(OutboxMessage).where(OutboxMessage.state == OutboxState.SENT)
        return session.scalars(query).one()


def memory(process: int, what: str) -> int:
    """What the one that answers for a process holds (VmRSS), or ever held at most (VmHWM), in MB."""
    (worker,) = psutil.Process(process).children()
    lines = Path(f"/proc/{worker.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(what)) // 1024


@contextmanager
def serving(url: str, api_url: str, folder: Path) -> Iterator[tuple[int, str]]:
    """The bot as it serves, only that it thinks Slack takes more a minute; its process and its address."""
    context = multiprocessing.get_context("spawn")
    ready, place = context.Event(), folder / "address"
    process = context.Process(target=run, args=(url, api_url, ready, place), daemon=True)
    process.start()
    try:
        ready.wait()
        yield process.pid or 0, place.read_text(encoding="ascii")
    finally:
        process.terminate()
        process.join()


def run(url: str, api_url: str, ready: Event, place: Path) -> None:
    """What runs in the process."""
    os.environ |= {
        "JUNKAI_DATABASE_URL": url,
        "JUNKAI_ENCRYPTION_KEYS": new_key(),
        "JUNKAI_NOW": f"{TODAY}T20:00",
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_BASE_URL": api_url,
    }
    patience = Patience(rates=slack_rates(speed=SPEED), share_polls=(timedelta(seconds=0.02),) * 100)

    def announce(address: str) -> None:
        place.write_text(address, encoding="ascii")
        ready.set()

    serve(lambda: service(junkai(), patience), "127.0.0.1", 0, announce)
