"""Take tables into the database: whole or not at all, and nothing twice (files.md)."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy.exc import IntegrityError

from bot.errors import Refusal
from bot.importing.fact_rows import is_move
from bot.importing.faults import Fault, Faults
from bot.importing.records import records
from bot.importing.tables import Row, Table, UnreadableFile, open_table
from bot.usecases.taking_in.facts import EventTaker, VisitTaker
from bot.usecases.taking_in.figures import PlanTaker, RegisterTaker
from bot.usecases.taking_in.judging import judge
from bot.usecases.taking_in.officers import AssignmentTaker, OfficerTaker
from bot.usecases.taking_in.organisation import OrganisationTaker
from bot.usecases.taking_in.running import Import, Taker
from bot.usecases.taking_in.targets import TargetTaker
from bot.work import Work
from models.database import DatabaseFault
from models.locks import lock_imports
from models.sealing import Sealer

CHUNK = 2_000
"""Rows that are looked up and stored at once."""

KINDS = ("organisation", "officers", "assignments", "targets", "events", "visits", "plans", "register")
"""The kinds of table, in the order in which they must be imported."""

TAKERS: dict[str, Callable[[Import], Taker]] = {
    "organisation": OrganisationTaker,
    "officers": OfficerTaker,
    "assignments": AssignmentTaker,
    "targets": TargetTaker,
    "events": EventTaker,
    "visits": VisitTaker,
    "plans": PlanTaker,
    "register": RegisterTaker,
}

STAMPED_LAST = frozenset({"targets"})
"""The kinds that hold nothing up, neither forms nor beats, until all rows are there."""

Progress = Callable[[int], object]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or would do: rows by ``new``, ``unchanged``, ``updated``; warnings with their numbers."""

    kind: str
    rows: int
    new: int
    unchanged: int
    updated: int
    unknown_columns: tuple[str, ...]
    warnings: dict[str, int]
    dry_run: bool


def import_table(
    work: Work,
    sealer: Sealer,
    kind: str,
    paths: Sequence[Path],
    dry_run: bool = False,  # noqa: FBT001, FBT002 (the command's own option)
    progress: Progress | None = None,
) -> ImportReport:
    """Import the files of one kind as one whole. The caller's work commits it, unless it is a dry run.

    ``progress`` hears of every chunk how many rows it had. Raises Refusal ``import.faulty`` with all ``faults``, as
    ``Fault`` objects, of which ``number`` says how many there were; then nothing may be committed. Raises DatabaseFault
    ``busy`` when somebody was quicker to give a number or to enter a place: the next attempt will find it there.
    """
    running = Import(work, sealer, several=len(paths) > 1)
    tables = opened(kind, paths)
    lock_imports(work.session)
    if kind not in STAMPED_LAST:
        work.stamp()  # the ledger's lock comes before the beats', so that two works never wait for each other
    try:
        rows = take(running, kind, tables, progress or (lambda _: None))
    except IntegrityError as error:
        raise DatabaseFault("busy") from error
    if kind in ("events", "visits"):
        work.session.flush()
        judge(running, read(running, kind, tables, Faults()))  # what cannot be read was blamed the first time
    if running.faults:
        refuse(running.faults.kept, running.faults.number)
    for path in paths:
        work.note("import.file", kind=kind, name=path.name, sha256=sha256(path), **running.counts)
    return ImportReport(
        kind=kind,
        rows=rows,
        new=running.counts["new"],
        unchanged=running.counts["unchanged"],
        updated=running.counts["updated"],
        unknown_columns=tuple(dict.fromkeys(column for table in tables for column in table.unknown)),
        warnings=dict(running.warnings),
        dry_run=dry_run,
    )


def opened(kind: str, paths: Sequence[Path]) -> list[Table]:
    """All files, looked at before any of them is read."""
    tables, faults = [], []
    for number, path in enumerate(paths):
        try:
            tables.append(open_table(path, kind, number))
        except UnreadableFile as unreadable:
            faults.append(unreadable.fault)
    if faults:
        refuse(faults, len(faults))
    return tables


def refuse(faults: Sequence[Fault], number: int) -> None:
    """All that is wrong, at once."""
    raise Refusal("import.faulty", faults=list(faults), number=number)


def read(
    running: Import,
    kind: str,
    tables: Iterable[Table],
    faults: Faults,
    wanted: Callable[[Row], bool] = lambda _: True,
) -> Iterator[Any]:
    """All readable records of the wanted rows of all files; the others become faults."""
    for table in tables:
        try:
            yield from records(kind, filter(wanted, table.rows()), faults, running.work.today)
        except UnreadableFile as unreadable:
            if unreadable.fault not in faults.kept:  # a file that is read twice breaks off twice
                faults.add(unreadable.fault)


def take(running: Import, kind: str, tables: Sequence[Table], progress: Progress) -> int:
    """Take all rows in; how many there were that could be read."""
    taker = TAKERS[kind](running)
    number, rest = 0, read(running, kind, tables, running.faults)
    if isinstance(taker, EventTaker):
        # Moves first, so that rows anywhere in the files may name the new beat.
        moves = list(read(running, kind, tables, running.faults, is_move))
        taker.take_moves(moves)
        number, rest = len(moves), read(running, kind, tables, running.faults, lambda row: not is_move(row))
    for chunk in chunked(rest):
        taker.take(chunk)
        number += len(chunk)
        progress(len(chunk))
    if not running.faults:
        taker.finish()
    return number


def chunked(rows: Iterator[Any]) -> Iterator[list[Any]]:
    """Lists of at most ``CHUNK`` rows."""
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def sha256(path: Path) -> str:
    """The digest of a file, for the audit."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
