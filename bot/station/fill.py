"""Stores the made-up station: its tables by the import, the rest by the models, the last days by the officers."""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.station.invent import Station, Tables
from bot.station.keeping import keep_asides
from bot.station.lately import live
from bot.usecases.import_table import KINDS, import_table
from bot.work import begin
from models.database import Database
from models.rules.japan import JAPAN
from models.sealing import Sealer

EVENING = time(18)
"""When the tables were imported; what no table holds was entered right after."""

THEN = timedelta(minutes=30)
"""How long after the tables it was entered."""


def fill_station(database: Database, sealer: Sealer, station: Station, folder: Path) -> None:
    """Write the tables as files into a folder, and store everything as it would have come about."""
    evening = datetime.combine(station.span.taken_in, EVENING, JAPAN)
    write_tables(station.tables, folder)
    for kind in KINDS:
        with begin(database, lambda: evening, f"import {kind}") as work:
            import_table(work, sealer, kind, [folder / f"{kind}.csv"])
    with begin(database, lambda: evening + THEN, "import asides", keys=sealer) as work:
        keep_asides(work, station.asides)
    live(database, sealer, station)


def write_tables(tables: Tables, folder: Path) -> None:
    """Each table as CSV, as Excel writes it: UTF-8 with BOM."""
    for kind, rows in tables.items():
        with (folder / f"{kind}.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
