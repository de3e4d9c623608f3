"""Rows of targets, checked."""

from dataclasses import dataclass
from datetime import date

from bot.importing import values
from bot.importing.reading import Reading
from bot.importing.tables import Row
from models.rules.codes import HOUSEHOLD_CRITERIA, CardState, Category, TargetKind


@dataclass(frozen=True, slots=True)
class TargetRow:
    """One target: its entering, and the personal data that is sealed."""

    row: Row
    beat_code: str
    number: str
    kind: TargetKind
    category: Category
    criteria: int
    card: CardState
    entered_on: date | None
    carded_on: date | None
    last_interview_on: date | None
    name: str
    name_kana: str
    address: str
    building: str
    unit: str


def read_target(read: Reading, today: date) -> TargetRow:
    """A row of targets."""

    def past(text: str) -> date | None:
        return values.not_after(values.day(text), today) if text else None

    found = TargetRow(
        read.row,
        read("beat_code", values.code),
        read("number", values.number),
        read("kind", lambda text: values.choice(TargetKind, "kind", text)),
        read("category", lambda text: values.choice(Category, "category", text)),
        read("criteria", values.criteria),
        read("card", lambda text: values.choice(CardState, "card", text) if text else CardState.NONE),
        read("entered_on", past),
        read("carded_on", past),
        read("last_interview_on", past),
        read("name", values.optional_name),
        read("name_kana", values.optional_name),
        read("address", lambda text: values.name(text, 200)),
        read("building", values.optional_name),
        read("unit", lambda text: values.optional_name(text, 40)),
    )
    check_target(read, found)
    return found


def check_target(read: Reading, found: TargetRow) -> None:
    """What the columns of a target may not be together (別表, files.md)."""
    if read.good("carded_on", "card") and found.carded_on and found.card is not CardState.FULL:
        read.blame("carded_on", "carded_on_without_card")
    if read.good("category", "criteria"):
        check_criteria(read, "criteria", found.category, found.criteria)
    if read.good("kind", "criteria") and is_foreign(found.kind, found.criteria):
        read.blame("criteria", "criteria_of_other_kind")


def is_foreign(kind: TargetKind, criteria: int) -> bool:
    """Whether there are criteria of another kind of target among some (別表)."""
    return bool(criteria & (~HOUSEHOLD_CRITERIA if kind is TargetKind.HOUSEHOLD else HOUSEHOLD_CRITERIA))


def check_criteria(read: Reading, column: str, category: Category, criteria: int) -> None:
    """別表 criteria make a target 重点; a 一般対象 has none."""
    if criteria and category is Category.GENERAL:
        read.blame(column, "criteria_of_general")
