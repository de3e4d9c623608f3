"""Rows of plans and of the resident register, checked."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.importing import values
from bot.importing.reading import Reading
from bot.importing.tables import Row
from models.rules.codes import Category
from models.rules.japan import JAPAN


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Twelve months of one category; ``approved_at`` None: approved as it is imported."""

    row: Row
    beat_code: str
    year: int
    category: Category
    months: tuple[int, ...]
    approved_at: datetime | None


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """C of a beat as of a day."""

    row: Row
    beat_code: str
    as_of: date
    households: int


def read_plan(read: Reading, _today: date) -> PlanRow:
    """A row of plans."""
    return PlanRow(
        read.row,
        read("beat_code", values.code),
        read("year", lambda text: values.whole(text, 1900, 9998)),
        read("category", lambda text: values.choice(Category, "category", text)),
        tuple(read(f"m{month}", values.whole) for month in range(1, 13)),
        read("approved_at", lambda text: datetime.combine(*values.moment(text), JAPAN) if text else None),
    )


def read_register(read: Reading, today: date) -> RegisterRow:
    """A row of register."""
    return RegisterRow(
        read.row,
        read("beat_code", values.code),
        read("as_of", lambda text: values.not_after(values.day(text), today)),
        read("households", values.whole),
    )
