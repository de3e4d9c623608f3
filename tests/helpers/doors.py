"""One target, as somebody finds it who goes to its door with all its facts: the lower half of the census.

Written from ``counting.md`` and the directive alone, as ``tests/helpers/census.py`` is; nothing is shared with
``models.rules`` but the codes and the shape of the facts.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from models.rules.codes import CardState, Category, ChangeKind, Row, TargetKind
from models.rules.facts import BeatSheets, Change, History, Plan, RegisterFigure, Visit

Fact = Visit | Change | str

AWAY = (ChangeKind.MOVED_OUT, ChangeKind.DIED, ChangeKind.CLOSED)
"""How a target leaves by itself: 転出数 (C9)."""

GONE = (*AWAY, ChangeKind.DUPLICATE, ChangeKind.MISTAKEN)
"""How a target leaves the registry at all; the last two are corrections (C9)."""

RANK = {
    ChangeKind.CATEGORY: 2,
    ChangeKind.BEAT: 3,
    ChangeKind.EXCLUDED: 4,
    ChangeKind.RELEASED: 4,
    ChangeKind.CARD_WITHOUT_INTERVIEW: 6,
    **dict.fromkeys(GONE, 7),
}
"""Within a day: entering (0, 1), category, beat, exclusion, visits (5), card outside an interview, leaving (C16)."""


class Records(NamedTuple):
    """All that is on record; sheets, C and approved plans by beat."""

    targets: Sequence[History]
    sheets: Mapping[int, Sequence[BeatSheets]]
    figures: Mapping[int, Sequence[RegisterFigure]]
    plans: Mapping[int, Plan]


@dataclass
class State:
    """What a target is at the end of a day."""

    kind: TargetKind
    beat: int
    category: Category
    card: CardState = CardState.NONE
    here: bool = False
    exclusions: int = 0
    interviewed: bool = False

    @property
    def counted(self) -> bool:
        """Whether the target is 対象: in the registry and not excluded by the 署長 (C1)."""
        return self.here and self.exclusions <= 0

    def within(self, row: Row) -> bool:
        """Whether the target is one of a stock's (C1, C2, C6, C8)."""
        match row:
            case Row.TARGETS:
                return self.counted
            case Row.NOT_INTERVIEWED:
                return self.counted and not self.interviewed
            case Row.PROVISIONAL:
                return self.here and self.card is CardState.PROVISIONAL
            case _:
                return self.here and self.card is CardState.FULL and self.kind is TargetKind.HOUSEHOLD


class Happening(NamedTuple):
    """Something that a flow counts, with beat and category at the end of its day (C3, C11, C16)."""

    row: Row
    on: date
    beat: int
    category: Category
    n: int


# --- one target on one day --------------------------------------------------------------------------


def state_on(target: History, day: date, records: Records) -> State:
    """Replay the facts of a target up to the end of a day (C16); ``interviewed`` is for that day's year (C2, C9)."""
    state = State(target.entry.kind, target.entry.beat, target.entry.category)
    for on, _, _, fact in in_order(target):
        if on <= day:
            apply(state, fact, day.year)
    state.interviewed = state.interviewed or through_a_twin(target, day, records)
    return state


def in_order(target: History) -> list[tuple[date, int, int, Fact]]:
    """A target's facts by day; within a day in the order of C16."""
    entry = target.entry
    entered = entry.on or date.min
    facts: list[tuple[date, int, int, Fact]] = [(entered, 0, 0, "entering")]
    if entry.card is CardState.PROVISIONAL:
        facts.append((entered, 1, 0, "provisional"))
    if entry.card is CardState.FULL:
        facts.append((max(entry.carded_on or date.min, entered), 6, 0, "card"))
    facts.extend((one.on, 5, one.time.hour * 60 + one.time.minute, one) for one in target.visits)
    facts.extend((one.on, RANK.get(one.kind, 5), 0, one) for one in target.changes)
    return sorted(facts, key=lambda fact: fact[:3])


def apply(state: State, fact: Fact, year: int) -> None:
    """One fact more."""
    if isinstance(fact, Visit):
        state.interviewed = state.interviewed or (fact.interview and fact.on.year == year)
        state.card = CardState.FULL if fact.new_card else state.card
    elif isinstance(fact, Change):
        apply_change(state, fact)
    elif fact == "entering":
        state.here = True
    else:
        state.card = CardState.PROVISIONAL if fact == "provisional" else CardState.FULL


def apply_change(state: State, change: Change) -> None:
    """Something other than a visit; 除外 and 除外解除 are counted up and down, so that on one day they cancel out."""
    if change.kind in GONE:
        state.here = False
    elif change.kind is ChangeKind.CATEGORY and change.category:
        state.category = change.category
    elif change.kind is ChangeKind.BEAT and change.beat is not None:
        state.beat = change.beat
    elif change.kind is ChangeKind.EXCLUDED:
        state.exclusions += 1
    elif change.kind is ChangeKind.RELEASED:
        state.exclusions -= 1
    elif change.kind is ChangeKind.CARD_WITHOUT_INTERVIEW:
        state.card = CardState.FULL


def through_a_twin(target: History, day: date, records: Records) -> bool:
    """Whether a 重複 of the target, removed by the end of a day, counted as interviewed in the day's year (C9)."""
    return any(
        state_on(twin, change.on, records).interviewed
        for twin in records.targets
        for change in twin.changes
        if change.kind is ChangeKind.DUPLICATE and change.survivor == target.target
        if change.on <= day and change.on.year == day.year
    )


# --- one target in one year -------------------------------------------------------------------------


def happenings(target: History, year: int, records: Records) -> Iterator[Happening]:
    """Everything about a target that the year's flows count."""
    for row, on, n in events(target, year, records):
        if on.year == year:
            state = state_on(target, on, records)
            yield Happening(row, on, state.beat, state.category, n)


def events(target: History, year: int, records: Records) -> Iterator[tuple[Row, date, int]]:
    """What happened to a target, by the row that counts it."""
    first = first_interview(target, year, records)
    if first:
        yield Row.FIRST_INTERVIEWS, first, 1
    if target.entry.card is CardState.PROVISIONAL and target.entry.on:
        yield Row.PROVISIONAL_CREATED, target.entry.on, 1
    for visit in target.visits:
        yield Row.CR_CARDS, visit.on, visit.cr_cards
        yield Row.PATROL_CARDS, visit.on, visit.patrol_cards
        if visit.interview and visit.new_card:
            yield Row.NEWLY_REGISTERED, visit.on, 1
            if target.entry.card is CardState.PROVISIONAL:  # and still: nobody has two cards made
                yield Row.PROVISIONAL_RESOLVED, visit.on, 1
    for change in target.changes:
        if change.kind in AWAY:
            yield Row.MOVED_OUT, change.on, 1
        if change.kind in (ChangeKind.CR_CARDS, ChangeKind.PATROL_CARDS):
            yield Row(change.kind.value), change.on, change.sheets


def first_interview(target: History, year: int, records: Records) -> date | None:
    """The day of the interview that counts as 実施 this year, if there is one (C3).

    A target whose interviewed 重複 was removed on an earlier day is interviewed already (C9); one removed on that very
    day leaves after the visit (C16).
    """
    days = [visit.on for visit in target.visits if visit.interview and visit.on.year == year]
    if not days:
        return None
    eve = min(days) - timedelta(days=1)
    already = eve.year == year and through_a_twin(target, eve, records)
    return None if already else min(days)
