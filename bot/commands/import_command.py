"""``junkai import``: tables into the database, whole or not at all."""

import csv
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, count
from pathlib import Path
from typing import Any

from bot.commands.console import bar, begun, tell, warn
from bot.errors import Refusal
from bot.importing.faults import Fault
from bot.importing.tables import headers
from bot.lexicon import words
from bot.rendering import Renderer
from bot.usecases.import_table import ImportReport, import_table
from bot.wiring import Junkai, Options
from bot.work import begin
from models import schema
from models.database import Database
from models.sealing import Sealer, new_key

REPORT_COLUMNS = ("file", "line", "column", "value", "fault")

SHOWN = 50
"""So many faults are shown on the screen; the file has more."""


class OnlyTried(Exception):
    """Rolls back a dry run, and carries its report."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def run(options: Options) -> None:
    """Import, and say what happened; with faults, list them all."""
    try:
        with opened(begun(), dry_run=options.dry_run) as goal:
            report = take_in(options, *goal)
    except OnlyTried as tried:
        report = tried.report
    except Refusal as refusal:
        if refusal.code != "import.faulty":
            raise
        tell_faults(options.kind, options.files, refusal.facts)
        raise Refusal("told") from None
    forget_report(options.files[0])
    say(report)


@contextmanager
def opened(bot: Junkai, *, dry_run: bool) -> Iterator[tuple[Junkai, Database, Sealer]]:
    """Where to import to. A dry run makes neither database nor key: where none is yet, it tries in one thrown away."""
    file = bot.settings.sqlite_file
    if not dry_run:
        database = bot.migrated_database()
        yield bot, database, bot.sealer(database, create=True)
    elif file is None or file.exists():
        database = bot.database()
        yield bot, database, bot.sealer(database)
    else:
        with tempfile.TemporaryDirectory() as folder:
            url = f"sqlite:///{folder}/tried.sqlite3"
            schema.upgrade(url)
            database = Database.open(url, patient=True)
            yield bot, database, Sealer([new_key()])
            database.dispose()


def take_in(options: Options, bot: Junkai, database: Database, sealer: Sealer) -> ImportReport:
    """Import the files. Raises OnlyTried at the end of a dry run."""
    actor = bot.actor(database, options.acting_as)
    with bar() as shown, begin(database, bot.clock, f"import {options.kind}", actor) as work:
        report = import_table(work, sealer, options.kind, options.files, options.dry_run, shown.update)
        keep(report)
    return report


def keep(report: ImportReport) -> None:
    """Let the work be committed, unless it was only tried."""
    if report.dry_run:
        raise OnlyTried(report)


def say(report: ImportReport) -> None:
    """What an import did."""
    facts = {name: getattr(report, name) for name in ("rows", "new", "unchanged", "updated", "dry_run")}
    tell("importing.done", label=report.kind, **facts)
    if report.unknown_columns:
        warn("importing.unknown_columns", columns=report.unknown_columns)
    for code, number in report.warnings.items():
        warn(f"importing.{code}", number=number)


def tell_faults(kind: str, paths: Sequence[Path], facts: dict[str, Any]) -> None:
    """The first faults on the screen; those kept in a file beside the first table, if there is such a table."""
    renderer = Renderer()
    order = {path.name: place for place, path in enumerate(paths)}
    faults: list[Fault] = sorted(facts["faults"], key=lambda one: (order.get(one.file, -1), one.line or 0))
    for fault in faults[:SHOWN]:
        sys.stderr.write(place(renderer, kind, fault) + message(renderer, fault) + "\n")
    there = paths[0].is_file()
    report = write_report(renderer, kind, paths[0], faults, facts["number"]) if there else None
    warn("importing.faulty", number=facts["number"], listed=len(faults), there=there, report=report)


def place(renderer: Renderer, kind: str, fault: Fault) -> str:
    """Where a fault is: file, line, column, value."""
    column = headers(kind)[fault.column] if fault.column else None
    return renderer.plain(
        "importing.place", {"file": fault.file, "line": fault.line, "column": column, "value": fault.value}
    ) + (" " if fault.file else "")


def message(renderer: Renderer, fault: Fault) -> str:
    """What is wrong, and how to mend it."""
    facts = dict(fault.facts)
    if fault.code == "visit_differs":
        facts["stored"] = words("outcome").get(facts["stored"], facts["stored"])
    return renderer.plain(f"importing.{fault.code}", facts)


def write_report(renderer: Renderer, kind: str, table: Path, faults: list[Fault], number: int) -> str | None:
    """The faults kept, of a number in all, as CSV next to the input; its name, or None where it cannot be written."""
    report = report_of(table)
    try:
        with report.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(REPORT_COLUMNS)
            for fault in faults:
                column = headers(kind)[fault.column] if fault.column else ""
                cells = [fault.file, fault.line or "", column, fault.value or "", message(renderer, fault)]
                writer.writerow([harmless(str(cell)) for cell in cells])
            if number > len(faults):
                unlisted = renderer.plain("importing.unlisted", {"number": number - len(faults)})
                writer.writerow([*[""] * (len(REPORT_COLUMNS) - 1), unlisted])
    except OSError:
        return None
    return str(report)


def forget_report(table: Path) -> None:
    """Remove the list of faults that an earlier attempt left: they are mended. A file that is none stays."""
    with suppress(OSError):
        report_of(table).unlink(missing_ok=True)


def report_of(table: Path) -> Path:
    """Where the faults of a table are listed: beside it, and never over a file that is no such list."""
    names = chain([f"{table.stem}.faults.csv"], (f"{table.stem}.faults-{each}.csv" for each in count(2)))
    return next(path for path in map(table.with_name, names) if is_report(path) or not os.path.lexists(path))


def is_report(path: Path) -> bool:
    """Whether a file is a list of faults as it is written here."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.readline().strip() == ",".join(REPORT_COLUMNS)
    except (OSError, UnicodeDecodeError):
        return False


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
