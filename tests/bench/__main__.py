"""``make bench``: measure, print the table, and write it to docs/bench.md (QUICK=1: fewer rounds, nothing written)."""

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

import psutil

from bot.collector import spare_the_collector
from bot.forms import render_all
from bot.station.fill import fill_station
from bot.station.invent import Station, invent_station
from bot.usecases.issue_form import FormOrder, issue_form
from models.database import Database
from models.rules.codes import UnitKind
from models.sealing import Sealer, new_key
from tests.bench.http_load import over_http
from tests.bench.importing import load_stage, memory
from tests.bench.month_start import HEARERS, month_start
from tests.bench.pickers import searching
from tests.bench.prefecture import WHOLE
from tests.bench.reporting import reporting
from tests.bench.scale import at_scale, growth, made_up
from tests.bench.table import HEAD, Line, line, pairs
from tests.bench.visiting import BEAT, TODAY, writing
from tests.helpers import databases

ROOT = Path(__file__).parents[2]
QUICK = bool(os.environ.get("QUICK"))
ROUNDS = 40 if QUICK else 400


def main() -> None:
    """All measurements, in one run; each is printed as soon as it is there."""
    lines: list[Line] = []
    begun = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        for one in measured(Path(name)):
            sys.stdout.write(f"{one}\n")
            sys.stdout.flush()
            lines.append(one)
    minutes = (time.monotonic() - begun) / 60
    sys.stdout.write(f"{minutes:.1f} min\n")
    if not QUICK:
        (ROOT / "docs" / "bench.md").write_text(
            HEADING.format(machine=machine(), minutes=minutes) + as_table(lines), encoding="utf-8"
        )


def measured(folder: Path) -> Iterator[Line]:
    """One after another, the longest last."""
    spare_the_collector()  # as what serves does
    yield starting()
    for kind in databases.KINDS:
        yield from over_http(kind, folder, 200 if QUICK else 2_000)
        yield from searching(kind, folder, 10 if QUICK else 100)
    for kind in databases.KINDS:
        with databases.fresh(kind, folder) as url:
            yield from on_database(kind, Database.open(url, patient=True), folder)
    yield from reporting("sqlite", folder, 40 if QUICK else 200)
    for kind in databases.KINDS:
        yield from load_stage(kind, folder, 20_000 if QUICK else 200_000)
    with made_up("sqlite", folder, 15 if QUICK else 60) as station:
        yield from at_scale(station, folder)
    with made_up("postgresql", folder, 15 if QUICK else 300) as part:
        of_part = yield from at_scale(part, folder)
        if not QUICK:
            with made_up("postgresql", folder, WHOLE) as whole:
                of_whole = yield from at_scale(whole, folder)
                yield from growth(part, whole, (of_part, of_whole))
    yield from memory("postgresql", folder, 10_000 if QUICK else 1_400_000)
    yield from month_start("postgresql", folder, 200 if QUICK else HEARERS)


def on_database(kind: str, database: Database, folder: Path) -> Iterator[Line]:
    """What is measured on each database, over the made-up station of the demo."""
    numbers = fill(database, folder)
    yield writing(kind, database, numbers, ROUNDS)
    yield from drawing(kind, database)
    database.dispose()


def fill(database: Database, folder: Path) -> list[str]:
    """The made-up station; gives the numbers that are in the beat all the time."""
    station = invent_station(TODAY)
    fill_station(database, Sealer([new_key()]), station, folder)
    return lasting(station)


def lasting(station: Station) -> list[str]:
    """The targets of the beat to which nothing but visits happened."""
    changed = {row["number"] for row in station.tables["events"] if row["beat_code"] == BEAT}
    rows = [row for row in station.tables["targets"] if row["beat_code"] == BEAT and not row["entered_on"]]
    return [row["number"] for row in rows if row["number"] not in changed]


def drawing(kind: str, database: Database) -> Iterator[Line]:
    """The three files of a form in CPU time, against the 100 ms that they may take; and memory over 200 forms."""
    days = [TODAY - timedelta(days=number) for number in range(20 if QUICK else 200)]
    spent, held = [], []
    for day in days:
        with database.reading() as session:
            form = issue_form(session, FormOrder(UnitKind.BEAT, BEAT, 2026, day))
        before = time.process_time()
        render_all(form)
        spent.append(time.process_time() - before)
        held.append(psutil.Process().memory_info().rss / 2**20)
    yield line(f"PDF, PNG and XLSX of a form, CPU, {kind}", median(spent[1:]), 0.1, 1)
    then, now = held[len(held) // 4], held[-1]
    what = f"memory of this process after {len(days)} forms against {len(days) // 4}, {kind} (peak {max(held):.0f} MB)"
    yield Line(what, f"{now:.0f} MB", f"{then:.0f} MB", now / then, 1.05)


def starting() -> Line:
    """``junkai --help`` against importing argparse."""

    def run(*words: str) -> Callable[[], None]:
        def once() -> None:
            subprocess.run([sys.executable, *words], check=True, capture_output=True)

        return once

    rounds = 5 if QUICK else 20
    ours, limit = pairs(run("-m", "bot.cli", "--help"), run("-c", "import argparse"), rounds)
    return line("junkai --help: median", median(ours), median(limit), 5)


def as_table(lines: list[Line]) -> str:
    return "\n".join([*HEAD, *map(str, lines), ""])


def machine() -> str:
    return f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


HEADING = """# Measurements

Written by `make bench`, in {minutes:.1f} minutes; ratios against a limit of the same run, which matter more than the
milliseconds ({machine}).
Made-up data: the demo's station, a generated station of 60 beats, prefectures of 300 and 1,500 beats (three years).
One form is measured against SQL that counts the very same numbers of one beat, all forms against duckdb, which does so
for all on all cores; every form is compared with what they counted (`tests/bench/counted.py`). All forms on PostgreSQL
are shared by a process a core, whose beginning is in the time. A visit in process is measured against the same
look-ups and the same two rows by the driver alone (`tests/bench/visiting.py`). Rows are stored with all
constraints, foreign keys and indexes in force; the limit knows none while it stores. A month's beginning is measured
against what Slack's limits alone need, with one form drawn of ten (`tests/bench/month_start.py`).
Bolt and one commit alone are not junkai: they tell what any bot on Bolt would get (`tests/bench/lesser.py`). What the
goals leave, and where they are missed, is told in [an ADR](adr/what-the-speed-goals-leave.md).

"""


if __name__ == "__main__":
    main()
