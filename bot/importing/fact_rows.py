"""Rows of visits and events, checked."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot import lexicon
from bot.importing import values
from bot.importing.faults import Faulty
from bot.importing.reading import Reading
from bot.importing.tables import Row
from bot.importing.target_rows import check_criteria
from models.rules.codes import SHEET_CHANGES, Category, ChangeKind, Outcome

AHEAD = frozenset({ChangeKind.BEAT, ChangeKind.CATEGORY, ChangeKind.EXCLUDED, ChangeKind.RELEASED})
"""Changes that may be known before they happen."""


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


def read_visit(read: Reading, today: date) -> VisitRow:
    """A row of visits."""

    def past(text: str) -> tuple[date, time]:
        on, at = values.moment(text)
        return values.not_after(on, today), at

    when = read("visited_at", past)
    on, at = when if read.good("visited_at") else (today, time())
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
    if read.good("card", "outcome") and found.new_card and found.outcome is not Outcome.INTERVIEW:
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
    known = read.good("event")
    sheets = not known or kind in SHEET_CHANGES
    number = read("number", lambda text: None if sheets and not text else values.number(text))
    ahead = not known or kind in AHEAD
    on = read("date", lambda text: values.day(text) if ahead else values.not_after(values.day(text), today))
    value = EVENT_VALUES.get(kind, no_value)(read) if known else {}
    return EventRow(read.row, read("beat_code", values.code), number, on, kind, **value)


def is_move(row: Row) -> bool:
    """Whether a row of events is a 受持区変更."""
    return lexicon.code("change", row.cells["event"]) == ChangeKind.BEAT


def no_value(read: Reading) -> dict[str, Any]:
    """Most events need nothing more."""
    if read.row.cells["value"]:
        read.blame("value", "value_unexpected")
    return {}


def category_value(read: Reading) -> dict[str, Any]:
    """重点 or 一般, and criteria after it."""
    word, _, rest = values.half_width(read.row.cells["value"]).partition(" ")
    category = read("value", lambda _: values.choice(Category, "category", word))
    if not read.good("value"):
        return {}
    criteria = read("value", lambda _: values.criteria(rest))
    if read.good("value"):
        check_criteria(read, "value", category, criteria)
    return {"category": category, "criteria": criteria}


def beat_value(read: Reading) -> dict[str, Any]:
    """The code of the new beat."""
    return {"to_beat": read("value", values.code)}


def survivor_value(read: Reading) -> dict[str, Any]:
    """The number of the target that stays."""
    found = read("value", values.number)
    if read.good("value") and found == values.half_width(read.row.cells["number"]):
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
