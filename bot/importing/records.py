"""One checked record a row, for each kind of table; what cannot be read goes to the faults."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, time
from typing import Any, TypeVar

from bot import lexicon
from bot.importing import values
from bot.importing.faults import Fault, Faults, Faulty, harmless
from bot.importing.tables import Row, personal
from models.rules.codes import (
    HOUSEHOLD_CRITERIA,
    SHEET_CHANGES,
    CardState,
    Category,
    ChangeKind,
    Duty,
    Outcome,
    PostKind,
    Role,
    TargetKind,
)

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class UnitRow:
    """署, 所属 and 受持区 of one row of organisation."""

    row: Row
    station: tuple[str, str]
    post: tuple[str, str]
    post_kind: PostKind
    beat: tuple[str, str]
    since: date | None


@dataclass(frozen=True, slots=True)
class OfficerRow:
    """One officer."""

    row: Row
    staff_no: str
    name: str
    rank: str
    slack_user_id: str | None
    unit_code: str
    roles: frozenset[Role]
    since: date | None


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """One assignment."""

    row: Row
    beat_code: str
    staff_no: str
    duty: Duty
    starts_on: date
    ends_on: date | None


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


@dataclass(frozen=True, slots=True)
class VisitRow:
    """One visit."""

    row: Row
    beat_code: str
    number: str
    on: date
    at: time
    outcome: Outcome
    staff_no: str
    new_card: bool
    cr_cards: int
    patrol_cards: int


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event; ``number`` None for sheets without a target."""

    row: Row
    beat_code: str
    number: str | None
    on: date
    kind: ChangeKind
    category: Category | None = None
    criteria: int | None = None
    to_beat: str | None = None
    survivor: str | None = None
    sheets: int | None = None


@dataclass(frozen=True, slots=True)
class PlanRow:
    """Twelve months of one category."""

    row: Row
    beat_code: str
    year: int
    category: Category
    months: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """C of a beat as of a day."""

    row: Row
    beat_code: str
    as_of: date
    households: int


class Reading:
    """Reads the cells of one row, keeping every fault; ``ok`` once all were readable."""

    def __init__(self, kind: str, row: Row, faults: Faults) -> None:
        self.kind, self.row, self.faults = kind, row, faults
        self.ok = True

    def __call__(self, column: str, parse: Callable[[str], T]) -> T:
        """The value of a cell; after a fault something unusable, which ``ok`` warns of."""
        text = self.row.cells[column]
        try:
            return parse(text)
        except Faulty as fault:
            self.blame(column, fault.code, **fault.facts)
            return None  # type: ignore[return-value]

    def blame(self, column: str | None, code: str, **facts: Any) -> None:
        """Write down a fault of this row; personal content is not repeated."""
        shown = self.row.cells[column][:80] if column and column not in personal(self.kind) else None
        self.faults.add(Fault(self.row.file, self.row.line, column, shown and harmless(shown), code, facts))
        self.ok = False


def records(kind: str, rows: Iterable[Row], faults: Faults, today: date) -> Iterator[Any]:
    """The readable rows of a table as records of its kind; the others become faults."""
    read = READERS[kind]
    for row in rows:
        if row.overfull:
            faults.add(Fault(row.file, row.line, None, None, "overfull"))
            continue
        reading = Reading(kind, row, faults)
        record = read(reading, today)
        if reading.ok:
            yield record


def read_unit(read: Reading, _today: date) -> UnitRow:
    """A row of organisation."""
    return UnitRow(
        read.row,
        (read("station_code", values.code), read("station_name", values.name)),
        (read("post_code", values.code), read("post_name", values.name)),
        read("post_kind", lambda text: values.choice(PostKind, "post_kind", text)),
        (read("beat_code", values.code), read("beat_name", values.name)),
        read("since", values.optional_day),
    )


def read_officer(read: Reading, _today: date) -> OfficerRow:
    """A row of officers."""
    return OfficerRow(
        read.row,
        read("staff_no", values.code),
        read("name", values.name),
        read("rank", lambda text: values.name(text, 20)),
        read("slack_user_id", lambda text: values.code(text) if text else None),
        read("unit_code", values.code),
        read("roles", roles),
        read("since", values.optional_day),
    )


def roles(text: str) -> frozenset[Role]:
    """Roles separated by ``;``; may be none."""
    parts = [part for part in re.split(r"[;\u3001,\s]+", values.half_width(text)) if part]
    return frozenset(values.choice(Role, "role", part) for part in parts)


def read_assignment(read: Reading, _today: date) -> AssignmentRow:
    """A row of assignments."""
    found = AssignmentRow(
        read.row,
        read("beat_code", values.code),
        read("staff_no", values.code),
        read("duty", lambda text: values.choice(Duty, "duty", text)),
        read("starts_on", values.day),
        read("ends_on", values.optional_day),
    )
    if read.ok and found.ends_on and found.ends_on < found.starts_on:
        read.blame("ends_on", "ends_before_start")
    return found


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
    if read.ok:
        check_target(read, found)
    return found


def check_target(read: Reading, found: TargetRow) -> None:
    """What the columns of a target may not be together (別表, files.md)."""
    if found.carded_on and found.card is not CardState.FULL:
        read.blame("carded_on", "carded_on_without_card")
    check_criteria(read, "criteria", found.category, found.criteria)
    foreign = ~HOUSEHOLD_CRITERIA if found.kind is TargetKind.HOUSEHOLD else HOUSEHOLD_CRITERIA
    if found.criteria & foreign:
        read.blame("criteria", "criteria_of_other_kind")


def check_criteria(read: Reading, column: str, category: Category, criteria: int) -> None:
    """別表 criteria make a target 重点; a 一般対象 has none."""
    if criteria and category is Category.GENERAL:
        read.blame(column, "criteria_of_general")


def read_visit(read: Reading, today: date) -> VisitRow:
    """A row of visits."""

    def past(text: str) -> tuple[date, time]:
        on, at = values.moment(text)
        return values.not_after(on, today), at

    when = read("visited_at", past)
    on, at = when if read.ok else (today, time())
    found = VisitRow(
        read.row,
        read("beat_code", values.code),
        read("number", values.number),
        on,
        at,
        read("outcome", lambda text: values.choice(Outcome, "outcome", text)),
        read("staff_no", values.code),
        read("card", new_card),
        read("cr_cards", values.optional_whole),
        read("patrol_cards", values.optional_whole),
    )
    if read.ok and found.new_card and found.outcome is not Outcome.INTERVIEW:
        read.blame("card", "card_needs_interview")
    return found


def new_card(text: str) -> bool:
    """新規 or nothing."""
    if text and lexicon.code("new_card", text) is None:
        raise Faulty("choice", words=list(lexicon.words("new_card").values()))
    return bool(text)


def read_event(read: Reading, today: date) -> EventRow:
    """A row of events; future days only for what may lie ahead (§2)."""
    kind = read("event", lambda text: values.choice(ChangeKind, "change", text))
    sheets = kind in SHEET_CHANGES
    number = read("number", lambda text: None if sheets and not text else values.number(text))
    on = read("date", lambda text: values.day(text) if kind in AHEAD else values.not_after(values.day(text), today))
    value = EVENT_VALUES.get(kind, no_value)
    return EventRow(read.row, read("beat_code", values.code), number, on, kind, **(value(read) if read.ok else {}))


def is_move(row: Row) -> bool:
    """Whether a row of events is a 受持区変更."""
    return lexicon.code("change", row.cells["event"]) == ChangeKind.BEAT


AHEAD = frozenset({ChangeKind.BEAT, ChangeKind.CATEGORY, ChangeKind.EXCLUDED, ChangeKind.RELEASED})
"""Changes that may be known before they happen."""


def no_value(read: Reading) -> dict[str, Any]:
    """Most events need nothing more."""
    if read.row.cells["value"]:
        read.blame("value", "value_unexpected")
    return {}


def category_value(read: Reading) -> dict[str, Any]:
    """重点 or 一般, and criteria after it."""
    word, _, rest = values.half_width(read.row.cells["value"]).partition(" ")
    category = read("value", lambda _: values.choice(Category, "category", word))
    criteria = read("value", lambda _: values.criteria(rest))
    if read.ok:
        check_criteria(read, "value", category, criteria)
    return {"category": category, "criteria": criteria}


def beat_value(read: Reading) -> dict[str, Any]:
    """The code of the new beat."""
    return {"to_beat": read("value", values.code)}


def survivor_value(read: Reading) -> dict[str, Any]:
    """The number of the target that stays."""
    found = read("value", values.number)
    if read.ok and found == values.half_width(read.row.cells["number"]):
        read.blame("value", "survivor_itself")
    return {"survivor": found}


def sheets_value(read: Reading) -> dict[str, Any]:
    """How many sheets."""
    return {"sheets": read("value", lambda text: values.whole(text, 1))}


EVENT_VALUES: dict[ChangeKind, Callable[[Reading], dict[str, Any]]] = {
    ChangeKind.CATEGORY: category_value,
    ChangeKind.BEAT: beat_value,
    ChangeKind.DUPLICATE: survivor_value,
    ChangeKind.CR_CARDS: sheets_value,
    ChangeKind.PATROL_CARDS: sheets_value,
}


def read_plan(read: Reading, _today: date) -> PlanRow:
    """A row of plans."""
    year = read("year", lambda text: values.whole(text, 1900))
    if read.ok and year > 9998:
        read.blame("year", "whole", least=1900, most=9998)
    return PlanRow(
        read.row,
        read("beat_code", values.code),
        year,
        read("category", lambda text: values.choice(Category, "category", text)),
        tuple(read(f"m{month}", values.whole) for month in range(1, 13)),
    )


def read_register(read: Reading, today: date) -> RegisterRow:
    """A row of register."""
    return RegisterRow(
        read.row,
        read("beat_code", values.code),
        read("as_of", lambda text: values.not_after(values.day(text), today)),
        read("households", values.whole),
    )


READERS: dict[str, Callable[[Reading, date], Any]] = {
    "organisation": read_unit,
    "officers": read_officer,
    "assignments": read_assignment,
    "targets": read_target,
    "visits": read_visit,
    "events": read_event,
    "plans": read_plan,
    "register": read_register,
}
"""How a row of each kind is read."""
