"""``junkai import``: tables into the database, whole or not at all."""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from bot.commands.console import tell, warn
from bot.errors import Refusal
from bot.importing.faults import Fault
from bot.importing.tables import headers
from bot.lexicon import words
from bot.rendering import Renderer
from bot.usecases.import_table import ImportReport, import_table
from bot.wiring import Options, junkai
from bot.work import begin

SHOWN = 50
"""So many faults are shown on the screen; the file has them all."""


class OnlyTried(Exception):
    """Rolls back a dry run, and carries its report."""

    def __init__(self, report: ImportReport) -> None:
        super().__init__()
        self.report = report


def run(options: Options) -> None:
    """Import, and say what happened; with faults, list them all."""
    bot = junkai()
    database = bot.migrated_database()
    sealer = bot.sealer(database, create=True)
    actor = bot.actor(database, options.acting_as)
    bar = tqdm(unit="", delay=2, disable=not sys.stderr.isatty(), leave=False)
    try:
        with bar, begin(database, bot.clock, f"import {options.kind}", actor) as work:
            report = import_table(work, sealer, options.kind, options.files, options.dry_run, bar.update)
            keep(report)
    except OnlyTried as tried:
        say(tried.report)
    except Refusal as refusal:
        if refusal.code != "import.faulty":
            raise
        tell_faults(options.kind, options.files, refusal.facts)
        raise Refusal("told") from None
    else:
        say(report)


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
    """The faults on the screen, and all of them in a file beside the first table."""
    renderer = Renderer()
    faults: list[Fault] = facts["faults"]
    for fault in faults[:SHOWN]:
        sys.stderr.write(place(renderer, kind, fault) + message(renderer, fault) + "\n")
    warn("importing.faulty", number=facts["number"], report=write_report(renderer, kind, paths[0], faults))


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


def write_report(renderer: Renderer, kind: str, table: Path, faults: list[Fault]) -> str | None:
    """All faults as CSV next to the input; its name, or None where nothing can be written."""
    report = table.with_name(f"{table.stem}.faults.csv")
    try:
        with report.open("w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out)
            writer.writerow(["file", "line", "column", "value", "fault"])
            for fault in faults:
                column = headers(kind)[fault.column] if fault.column else ""
                cells = [fault.file, fault.line or "", column, fault.value or "", message(renderer, fault)]
                writer.writerow([harmless(str(cell)) for cell in cells])
    except OSError:
        return None
    return str(report)


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
