"""The dullest counter there is, to compare the counting rules with.

No posting, no increment, no order of events: each line is a set of targets (or a sum over what happened), looked up
anew for every month by its definition in the readings C1–C17.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from models.rules.codes import CardState, Category, ChangeKind, Row, Split, TargetKind
from models.rules.facts import BeatSheets, Change, History

Cells = dict[tuple[Row, Split], list[int]]
Counted = Callable[[History, date], bool]
GONE = ("moved_out", "died", "closed", "duplicate", "mistaken")


def in_registry(target: History, day: date) -> bool:
    entered = target.entry.on is None or target.entry.on <= day
    return entered and not any(change.kind in GONE and change.on <= day for change in target.changes)


def category(target: History, day: date) -> Category:
    changes = [change for change in target.changes if change.category and change.on <= day]
    return (
        max(changes, key=lambda change: change.on).category or target.entry.category
        if changes
        else target.entry.category
    )


def beat(target: History, day: date) -> int:
    moves = [change for change in target.changes if change.beat is not None and change.on <= day]
    return max(moves, key=lambda change: change.on).beat or 0 if moves else target.entry.beat


def excluded(target: History, day: date) -> bool:
    def times(kind: ChangeKind) -> int:
        return sum(change.kind is kind and change.on <= day for change in target.changes)

    return times(ChangeKind.EXCLUDED) > times(ChangeKind.RELEASED)


def carded(target: History, day: date) -> bool:
    entry = target.entry
    from_paper = entry.card is CardState.FULL and max(entry.carded_on or date.min, entry.on or date.min) <= day
    made = any(visit.new_card and visit.on <= day for visit in target.visits)
    posted = any(one.kind is ChangeKind.CARD_WITHOUT_INTERVIEW and one.on <= day for one in target.changes)
    return from_paper or made or posted


def merges(target: History, year: int) -> list[date]:
    """The days on which a twin's interview of the year came over."""
    days = []
    for twin in target.duplicates:
        left = next(change.on for change in twin.changes if change.kind is ChangeKind.DUPLICATE)
        if left.year == year and interviewed(twin, left):
            days.append(left)
    return days


def interviewed(target: History, day: date) -> bool:
    own = any(visit.interview and visit.on.year == day.year and visit.on <= day for visit in target.visits)
    return own or any(merged <= day for merged in merges(target, day.year))


def due(target: History, day: date) -> bool:
    return in_registry(target, day) and not excluded(target, day)


STOCKS: dict[Row, Counted] = {
    Row.TARGETS: due,
    Row.NOT_INTERVIEWED: lambda target, day: due(target, day) and not interviewed(target, day),
    Row.PROVISIONAL: lambda target, day: (
        in_registry(target, day) and target.entry.card is CardState.PROVISIONAL and not carded(target, day)
    ),
    Row.DIRECTORY_HOUSEHOLDS: lambda target, day: (
        in_registry(target, day) and target.entry.kind is TargetKind.HOUSEHOLD and carded(target, day)
    ),
}


def first_interviews(target: History, year: int) -> list[date]:
    days = [visit.on for visit in target.visits if visit.interview and visit.on.year == year]
    if not days or any(merged < min(days) for merged in merges(target, year)):
        return []
    return [min(days)]


def new_cards(target: History, year: int) -> list[date]:
    return [visit.on for visit in target.visits if visit.new_card and visit.on.year == year]


FLOWS: dict[Row, Callable[[History, int], list[date]]] = {
    Row.FIRST_INTERVIEWS: first_interviews,
    Row.NEWLY_REGISTERED: new_cards,
    Row.MOVED_OUT: lambda target, year: [
        change.on for change in target.changes if change.kind in GONE[:3] and change.on.year == year
    ],
    Row.PROVISIONAL_CREATED: lambda target, year: (
        [target.entry.on]
        if target.entry.card is CardState.PROVISIONAL and target.entry.on and target.entry.on.year == year
        else []
    ),
    Row.PROVISIONAL_RESOLVED: lambda target, year: (
        new_cards(target, year) if target.entry.card is CardState.PROVISIONAL else []
    ),
}


def month_ends(year: int) -> list[date]:
    firsts = [date(year, month, 1) for month in range(2, 13)] + [date(year + 1, 1, 1)]
    return [first - timedelta(days=1) for first in firsts]


def count(
    targets: Sequence[History], sheets: Mapping[int, Sequence[BeatSheets]], where: int, year: int, as_of: date
) -> Cells:
    """Twelve months of every counted row of one beat; 0 after ``as_of``."""
    cells: Cells = {}
    for row, kept in STOCKS.items():
        for split in (Split.PRIORITY, Split.GENERAL):
            cells[row, split] = [
                sum(
                    kept(target, day) and beat(target, day) == where and category(target, day) == split.value
                    for target in targets
                )
                for day in (min(end, as_of) for end in month_ends(year))
            ]
    both = zip(
        *(cells.pop((Row.DIRECTORY_HOUSEHOLDS, split)) for split in (Split.PRIORITY, Split.GENERAL)), strict=True
    )
    cells[Row.DIRECTORY_HOUSEHOLDS, Split.NONE] = [sum(pair) for pair in both]
    for row, days_of in FLOWS.items():
        for split in (Split.PRIORITY, Split.GENERAL):
            cells[row, split] = [0] * 12
            for target in targets:
                for day in days_of(target, year):
                    if day <= as_of and beat(target, day) == where and category(target, day) == split.value:
                        cells[row, split][day.month - 1] += 1
    for row in (Row.CR_CARDS, Row.PATROL_CARDS):
        cells[row, Split.NONE] = sheets_used(targets, sheets, row, where, year, as_of)
    return cells


def sheets_used(
    targets: Sequence[History],
    sheets: Mapping[int, Sequence[BeatSheets]],
    row: Row,
    where: int,
    year: int,
    as_of: date,
) -> list[int]:
    months = [0] * 12
    used = [(one.on, where, one.sheets) for one in sheets.get(where, ()) if one.kind.value == row.value]
    for target in targets:
        used += [(one.on, beat(target, one.on), getattr(one, row.value)) for one in target.visits]
        used += [(one.on, beat(target, one.on), one.sheets) for one in of_kind(target, row)]
    for day, there, number in used:
        if day.year == year and day <= as_of and there == where:
            months[day.month - 1] += number
    return months


def of_kind(target: History, row: Row) -> list[Change]:
    return [change for change in target.changes if change.kind.value == row.value]
