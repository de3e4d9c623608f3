"""Reading the cells of one row: every fault is kept, none ends it."""

from collections.abc import Callable
from typing import Any, TypeVar

from bot.importing.cells import Spoilt
from bot.importing.faults import NEVER_SHOWN, Fault, Faults, Faulty, harmless
from bot.importing.tables import Row, personal

T = TypeVar("T")


class Reading:
    """Reads the cells of one row, keeping every fault."""

    def __init__(self, kind: str, row: Row, faults: Faults) -> None:
        self.kind, self.row, self.faults = kind, row, faults
        self.faulty: set[str | None] = set()

    @property
    def ok(self) -> bool:
        """Whether all that was read so far was readable and right."""
        return not self.faulty

    def good(self, *columns: str) -> bool:
        """Whether nothing is wrong with some columns, so that more can be said of them."""
        return self.faulty.isdisjoint(columns)

    def __call__(self, column: str, parse: Callable[[str], T]) -> T:
        """The value of a cell; after a fault something unusable, which ``good`` warns of."""
        text = self.row.cells[column]
        try:
            return parse(content(text))
        except Faulty as fault:
            self.blame(column, fault.code, **fault.facts)
            return None  # type: ignore[return-value]

    def blame(self, column: str | None, code: str, **facts: Any) -> None:
        """Write down a fault of this row; personal content is not repeated."""
        shown = None
        if column and column not in personal(self.kind) and code not in NEVER_SHOWN:
            shown = harmless(self.row.cells[column][:80])
        self.faults.add(Fault(self.row.file, self.row.line, column, shown, code, facts))
        self.faulty.add(column)


def content(cell: str) -> str:
    """What a cell holds. Raises Faulty for one whose content is not there to be read."""
    if isinstance(cell, Spoilt):
        raise Faulty(cell.code)
    return cell
