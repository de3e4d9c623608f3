"""Stores the made-up station: its tables by the import, the rest by the models, the last days by the officers."""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path

from bot.station.invent import Station, Tables
from bot.station.keeping import keep_asides
from bot.station.story import Call, Target
from bot.usecases.import_table import KINDS, import_table
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.work import begin
from models.database import Database
from models.people import person_by_staff_no
from models.rules.japan import JAPAN
from models.sealing import Sealer

EVENING = time(18)
"""When the tables were imported; what no table holds was entered right after."""

ENTERED_AFTER = timedelta(minutes=4)
"""How long after a visit the officers record it."""


def fill_station(database: Database, sealer: Sealer, station: Station, folder: Path) -> None:
    """Write the tables as files into a folder, and store everything as it would have come about."""
    evening = datetime.combine(station.span.taken_in, EVENING, JAPAN)
    write_tables(station.tables, folder)
    for kind in KINDS:
        with begin(database, lambda: evening, f"import {kind}") as work:
            import_table(work, sealer, kind, [folder / f"{kind}.csv"])
    with begin(database, lambda: evening + ENTERED_AFTER, "import asides", keys=sealer) as work:
        keep_asides(work, station.asides)
    for target, call in station.fresh:
        record(database, sealer, target, call)


def write_tables(tables: Tables, folder: Path) -> None:
    """Each table as CSV, as Excel writes it: UTF-8 with BOM."""
    for kind in KINDS:
        with (folder / f"{kind}.csv").open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.DictWriter(out, list(tables[kind][0]))
            writer.writeheader()
            writer.writerows(tables[kind])


def record(database: Database, sealer: Sealer, target: Target, call: Call) -> None:
    """A visit of the last days, recorded by whoever made it, a few minutes later."""
    now = call.at.replace(tzinfo=JAPAN) + ENTERED_AFTER
    with database.reading() as session:
        actor = person_by_staff_no(session, call.officer, now.date())
    order = VisitOrder(
        number=str(target.number),
        outcome=call.outcome,
        on=call.at.date(),
        at=call.at.time(),
        beat_code=target.beat_on(call.at.date()),
        new_card=call.carded,
        cr_cards=call.cr_cards,
        patrol_cards=call.patrol_cards,
    )
    with begin(database, lambda: now, "visit", actor, sealer) as work:
        record_visit(work, order)
