"""Where a target is and what it is on a day: the state that a new fact meets."""

from datetime import date

from models.rules.codes import LEAVINGS, CardState, Category, ChangeKind
from models.rules.facts import Change, History
from models.rules.postings import carded_later


def registered_on(history: History, day: date) -> bool:
    """Whether a target is in the registry on a day; the days of entering and leaving belong to it (C16)."""
    if history.entry.on is not None and day < history.entry.on:
        return False
    return all(day <= change.on for change in history.changes if change.kind in LEAVINGS)


def beat_on(history: History, day: date) -> int:
    """The beat of a target at the end of a day (C12, C16)."""
    moves = [(change.on, change.beat) for change in history.changes if change.beat is not None and change.on <= day]
    return max(moves)[1] if moves else history.entry.beat


def beats_on(history: History, day: date) -> frozenset[int]:
    """The beats under which a target may be named on a day: on the day of a move, the old one too (files.md)."""
    before = beat_on(history, date.fromordinal(max(day.toordinal() - 1, 1)))
    moved = any(change.kind is ChangeKind.BEAT and change.on == day for change in history.changes)
    return frozenset({beat_on(history, day), before} if moved else {beat_on(history, day)})


def category_on(history: History, day: date) -> Category:
    """The category of a target at the end of a day (C11, C16)."""
    changes = [(one.on, one.category) for one in history.changes if one.category is not None and one.on <= day]
    return max(changes)[1] if changes else history.entry.category


def card_on(history: History, day: date) -> CardState:
    """The card of a target at the end of a day (C6, C7)."""
    made = any(visit.new_card and visit.on <= day for visit in history.visits) or any(
        change.kind is ChangeKind.CARD_WITHOUT_INTERVIEW and change.on <= day for change in history.changes
    )
    if made:
        return CardState.FULL
    entry = history.entry
    if carded_later(entry) and entry.carded_on is not None and day < entry.carded_on:
        return CardState.NONE
    return entry.card


def leaving(history: History) -> Change | None:
    """How a target left the registry, whenever that is (C9); None for one that has not."""
    return min((change for change in history.changes if change.kind in LEAVINGS), key=lambda one: one.on, default=None)
