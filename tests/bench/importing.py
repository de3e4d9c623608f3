"""Taking in the targets of a whole prefecture: how fast the last stage stores them, and what memory it all needs."""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from bot.importing.tables import headers
from bot.work import Work
from models.bulk import Staged
from models.database import Database
from models.places import Dwelling
from models.registry import Target
from models.rules.codes import CardState, Category, TargetKind
from models.sealing import new_key
from tests.bench.table import Line
from tests.helpers import databases
from tests.helpers.world import World

CHUNK = 2_000
A_BEAT = 930
"""Targets of one beat, about."""

INDEXES = ("id", "beat_id, kind, category, card, entered_on, carded_on", "dwelling_id", "audit_id")
"""What the table of targets has as well."""

NOTHING_SAID = dict.fromkeys(("entered_on", "carded_on", "last_interview_on"))


def load_stage(kind: databases.Kind, folder: Path, rows: int) -> Iterator[Line]:
    """Rows a second into the table of targets, by the import's own way, against a bare table indexed afterwards."""
    with databases.fresh(kind, folder) as url:
        world = World(Database.open(url, patient=True))
        with world.database.writing() as session:
            targets = made_up(session, world.units["EX-P1-1"], rows)
            ours = staged(session, targets)
        with world.database.writing() as session:
            limit = bare(session.connection(), targets)
        world.database.dispose()
    rate, most = rows / ours, rows / limit
    what = f"storing {rows:,} imported targets, {kind}: rows a second"
    yield Line(what, f"{rate:,.0f}/s", f"{most:,.0f}/s", rate / most, 0.5, least=True)


def made_up(session: Session, beat: int, rows: int) -> list[dict[str, Any]]:
    """As many homes of one beat, all in one dwelling."""
    dwelling = Dwelling(digest=bytes(16))
    session.add(dwelling)
    session.flush()
    codes = {"kind": TargetKind.HOUSEHOLD, "category": Category.GENERAL, "criteria": 0, "card": CardState.FULL}
    place = {"beat_id": beat, "dwelling_id": dwelling.id}
    return [{"id": number, **place, **codes, **NOTHING_SAID} for number in range(1, rows + 1)]


def staged(session: Session, targets: list[dict[str, Any]]) -> float:
    """Seconds that the import's way takes."""
    before = time.perf_counter()
    waiting = Staged(session, Target)
    for chunk in (targets[start : start + CHUNK] for start in range(0, len(targets), CHUNK)):
        waiting.add(chunk)
    stamp = Work(session, datetime.now(UTC), "bench").stamp()
    waiting.release(recorded_at=stamp.recorded_at, audit_id=stamp.audit_id)
    return time.perf_counter() - before


def bare(connection: Connection, targets: list[dict[str, Any]]) -> float:
    """Seconds that the driver takes for a table without a constraint, and the database for its indexes."""
    connection.execute(text("CREATE TABLE bare AS SELECT * FROM targets WHERE 1 = 0"))
    rows = [(*each.values(), "2026-01-01T00:00:00.000000Z", 1) for each in targets]
    driver: Any = connection.connection.driver_connection
    before = time.perf_counter()
    if connection.dialect.name == "postgresql":
        with driver.cursor() as cursor, cursor.copy("COPY bare FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
    else:
        driver.executemany(f"INSERT INTO bare VALUES ({', '.join('?' * len(rows[0]))})", rows)
    for number, columns in enumerate(INDEXES):
        connection.execute(text(f"CREATE INDEX bare_{number} ON bare ({columns})"))
    return time.perf_counter() - before


def memory(kind: databases.Kind, folder: Path, rows: int) -> Iterator[Line]:
    """The peak of ``junkai import`` over a file of so many made-up targets."""
    organisation, targets = files(folder, rows)
    with databases.fresh(kind, folder) as url:
        settings = os.environ | {"JUNKAI_DATABASE_URL": url, "JUNKAI_ENCRYPTION_KEYS": new_key()}
        imported("organisation", organisation, settings)
        before = time.perf_counter()
        peak = imported("targets", targets, settings)
        seconds = time.perf_counter() - before
    what = f"importing {rows:,} targets, {kind}: peak memory ({rows / seconds:,.0f} rows a second)"
    yield Line(what, f"{peak:.0f} MB", "500 MB", peak / 500, 1)


PEAK = """
import atexit, re, sys
from pathlib import Path
from bot.cli import main
def tell():
    print(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
atexit.register(tell)
sys.exit(main())
"""
"""The command, which says at its end what memory it had at most: what its parent had before it began does not count."""


def imported(kind: str, file: Path, settings: dict[str, str]) -> float:
    """Import a file in a process of its own; its peak in MB (Linux)."""
    words = [sys.executable, "-c", PEAK, "import", kind, str(file)]
    said = subprocess.run(words, env=settings, stdout=subprocess.PIPE, text=True, check=True).stdout
    return int(said.split()[-1]) / 1024


def files(folder: Path, rows: int) -> tuple[Path, Path]:
    """The tables of an organisation and of its targets, a third of them in blocks of flats; all made up."""
    organisation, targets = folder / "organisation.csv", folder / "targets.csv"
    with organisation.open("w", newline="") as units, targets.open("w", newline="") as homes:
        above, below = csv.DictWriter(units, headers("organisation")), csv.DictWriter(homes, headers("targets"))
        above.writeheader()
        below.writeheader()
        for number in range(rows):
            beat, home = divmod(number, A_BEAT)
            if home == 0:
                above.writerow(a_beat(beat))
            below.writerow(a_home(f"S{beat // 60}-P{beat // 5}-{beat % 5 + 1}", beat, home))
    return organisation, targets


def a_beat(beat: int) -> dict[str, object]:
    """A row of the organisation; five beats to a post, sixty to a station."""
    station, post = f"S{beat // 60}", f"S{beat // 60}-P{beat // 5}"
    return {
        "station_code": station,
        "station_name": f"例示{beat // 60}署",
        "post_code": post,
        "post_name": f"例示{beat // 5}交番",
        "post_kind": "交番",
        "beat_code": f"{post}-{beat % 5 + 1}",
        "beat_name": f"第{beat}",
    }


def a_home(code: str, beat: int, home: int) -> dict[str, object]:
    """A row of the targets."""
    flat = home % 3 == 0
    return {
        "beat_code": code,
        "number": home + 1,
        "kind": "世帯",
        "category": "一般",
        "name": f"架空 太郎{home}",
        "name_kana": "カクウ タロウ",
        "address": f"例示市見本町{beat}丁目{home // (60 if flat else 1)}番",
        "building": f"例示ハイツ{home // 60}" if flat else "",
        "unit": 100 + home if flat else "",
        "card": "本",
    }
