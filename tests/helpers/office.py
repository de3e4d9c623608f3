"""An administrator with tables to import, for the tests of the import."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.import_table import KINDS, ImportReport, Progress, import_table
from bot.usecases.issue_form import FormOrder, issue_form
from bot.work import Work
from models.base import Base
from models.database import Database
from models.rules.codes import UnitKind
from models.rules.form import Form
from models.rules.japan import JAPAN
from models.sealing import Sealer

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
NOW = datetime(2026, 3, 2, 8, 30, tzinfo=JAPAN)


@dataclass
class Office:
    """An administrator with files, at a database of their own."""

    database: Database
    folder: Path
    sealer: Sealer

    def take(
        self, kind: str, content: str | Path, *, dry_run: bool = False, progress: Progress | None = None
    ) -> ImportReport:
        """Import a file, or a text as a file."""
        path = content if isinstance(content, Path) else self.folder / f"{kind}.csv"
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        with self.database.writing() as session:
            work = Work(session, NOW, "import")
            report = import_table(work, self.sealer, kind, [path], dry_run, progress)
            if dry_run:
                session.rollback()
        return report

    def faults(self, kind: str, content: str | Path) -> list[tuple[int | None, str | None, str]]:
        """Line, column and code of every fault; nothing is stored."""
        before = self.sizes()
        with pytest.raises(Refusal) as caught:
            self.take(kind, content)
        assert caught.value.code == "import.faulty"
        assert self.sizes() == before
        faults: Any = caught.value.facts["faults"]
        return [(fault.line, fault.column, fault.code) for fault in faults]

    def sizes(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.database.reading() as session:
            return {
                table.name: session.scalars(select(func.count()).select_from(table)).one()
                for table in Base.metadata.sorted_tables
            }

    def example(self) -> "Office":
        """The worked example of the specification."""
        for kind in KINDS:
            if (EXAMPLE / f"{kind}.csv").exists():
                self.take(kind, EXAMPLE / f"{kind}.csv")
        return self

    def form(self, beat: str = "EX-P1-1", as_of: date = date(2026, 2, 28)) -> Form:
        """The form of a beat."""
        with self.database.reading() as session:
            return issue_form(session, FormOrder(UnitKind.BEAT, beat, as_of.year, as_of))
