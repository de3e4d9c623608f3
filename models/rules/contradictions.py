"""What the facts of one target cannot be at once (counting.md §2, end), in whatever order they were recorded.

The same function judges a visit typed in chat, a file taken in, a void, and a whole database (``junkai doctor``).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.rules.codes import LEAVINGS, CardState, ChangeKind
from models.rules.facts import Change, Entry, History, Visit
from models.rules.postings import carded_later
from models.rules.whereabouts import beat_on


class Clash(StrEnum):
    """Why a fact cannot stand beside the others."""

    BEFORE_ENTERING = "before_entering"
    AFTER_LEAVING = "after_leaving"
    LEFT_TWICE = "left_twice"
    SECOND_CARD = "second_card"
    CARD_NEEDS_INTERVIEW = "card_needs_interview"
    TWO_CATEGORY_CHANGES = "two_category_changes"
    TWO_BEAT_CHANGES = "two_beat_changes"
    SAME_CATEGORY = "same_category"
    SAME_BEAT = "same_beat"
    ALREADY_EXCLUDED = "already_excluded"
    NOT_EXCLUDED = "not_excluded"
    SURVIVOR_NOT_THERE = "survivor_not_there"
    SURVIVOR_ELSEWHERE = "survivor_elsewhere"


class Contradiction(NamedTuple):
    """One fact that cannot stand: why, on which day, against what other day (None: none), and the fact itself."""

    code: Clash
    on: date
    other: date | None
    fact: Entry | Visit | Change


def contradictions(history: History) -> list[Contradiction]:
    """Everything in a target's facts that contradicts itself, by day; empty for facts that can be counted.

    The twins in ``history.duplicates`` are judged as far as this target must be there to stay (C9), not in themselves.
    """
    if not history.changes and not history.duplicates and _plain(history):
        return []
    found = [
        *_outside_registry(history),
        *_cards(history),
        *_moves(history, ChangeKind.CATEGORY),
        *_moves(history, ChangeKind.BEAT),
        *_exclusions(history),
        *_merges(history),
    ]
    return sorted(found, key=lambda each: (each.on, each.code))


def _plain(history: History) -> bool:
    """The common case: visits without cards, none before entering."""
    entered = history.entry.on or date.min
    return all(not visit.new_card and visit.on >= entered for visit in history.visits)


def _outside_registry(history: History) -> Iterator[Contradiction]:
    """Facts before entering or after leaving; leaving twice."""
    facts: tuple[Visit | Change, ...] = (*history.visits, *history.changes)
    entered = history.entry.on
    if entered is not None:
        early = (fact for fact in facts if fact.on < entered)
        yield from (Contradiction(Clash.BEFORE_ENTERING, fact.on, entered, fact) for fact in early)
    yield from _after_leaving(history, facts)


def _after_leaving(history: History, facts: Sequence[Visit | Change]) -> Iterator[Contradiction]:
    leavings = sorted((change for change in history.changes if change.kind in LEAVINGS), key=lambda change: change.on)
    if not leavings:
        return
    left = leavings[0].on
    yield from (Contradiction(Clash.LEFT_TWICE, again.on, left, again) for again in leavings[1:])
    late = (fact for fact in facts if fact.on > left and not _leaves(fact))
    yield from (Contradiction(Clash.AFTER_LEAVING, fact.on, left, fact) for fact in late)
    carded = history.entry.carded_on
    if carded is not None and carded_later(history.entry) and carded > left:
        yield Contradiction(Clash.AFTER_LEAVING, carded, left, history.entry)


def _leaves(fact: Visit | Change) -> bool:
    return isinstance(fact, Change) and fact.kind in LEAVINGS


def _cards(history: History) -> Iterator[Contradiction]:
    """新規 without 面接, and every card after the first (C5–C7)."""
    for visit in history.visits:
        if visit.new_card and not visit.interview:
            yield Contradiction(Clash.CARD_NEEDS_INTERVIEW, visit.on, None, visit)
    made = sorted(_cards_made(history), key=lambda card: card[:2])
    for on, _, fact in made[1:]:
        yield Contradiction(Clash.SECOND_CARD, on, made[0][0], fact)


def _cards_made(history: History) -> Iterator[tuple[date, int, Entry | Visit | Change]]:
    """Each making of a card with its day and its rank within the day (C16)."""
    entry = history.entry
    if entry.card is CardState.FULL:
        later = carded_later(entry)
        yield (entry.carded_on if later else entry.on) or date.min, 2 if later else 0, entry
    for visit in history.visits:
        if visit.new_card:
            yield visit.on, 1, visit
    for change in history.changes:
        if change.kind is ChangeKind.CARD_WITHOUT_INTERVIEW:
            yield change.on, 2, change


def _moves(history: History, kind: ChangeKind) -> Iterator[Contradiction]:
    """Two changes of category or of beat on one day, or one to the present value (C11, C12)."""
    twice, same = (
        (Clash.TWO_CATEGORY_CHANGES, Clash.SAME_CATEGORY)
        if kind is ChangeKind.CATEGORY
        else (Clash.TWO_BEAT_CHANGES, Clash.SAME_BEAT)
    )
    present: str | int | None = history.entry.category if kind is ChangeKind.CATEGORY else history.entry.beat
    last: date | None = None
    for change in sorted((one for one in history.changes if one.kind is kind), key=lambda one: one.on):
        value = change.category if kind is ChangeKind.CATEGORY else change.beat
        if change.on == last:
            yield Contradiction(twice, change.on, last, change)
        elif value == present:
            yield Contradiction(same, change.on, last, change)
        present, last = value, change.on


def _exclusions(history: History) -> Iterator[Contradiction]:
    """Excluding what is excluded, releasing what is not; what happens within one day may take any order (C16)."""
    net: Counter[date] = Counter()
    facts: dict[tuple[date, ChangeKind], Change] = {}
    for change in history.changes:
        if change.kind in (ChangeKind.EXCLUDED, ChangeKind.RELEASED):
            net[change.on] += 1 if change.kind is ChangeKind.EXCLUDED else -1
            facts[change.on, change.kind] = change
    state, since = 0, None
    for day, step in sorted(net.items()):
        state += step
        if state > 1:
            yield Contradiction(Clash.ALREADY_EXCLUDED, day, since, facts[day, ChangeKind.EXCLUDED])
        elif state < 0:
            yield Contradiction(Clash.NOT_EXCLUDED, day, since, facts[day, ChangeKind.RELEASED])
        state, since = min(max(state, 0), 1), day


def _merges(history: History) -> Iterator[Contradiction]:
    """The survivor of a 重複 must be there that day, in the twin's beat, and not itself leave as a 重複 (C9)."""
    for twin in history.duplicates:
        for change in _duplicates(twin.changes, history.target):
            if not _stays(history, change.on):
                yield Contradiction(Clash.SURVIVOR_NOT_THERE, change.on, None, change)
            elif beat_on(twin, change.on) != beat_on(history, change.on):
                yield Contradiction(Clash.SURVIVOR_ELSEWHERE, change.on, None, change)


def _duplicates(changes: Iterable[Change], survivor: int | None) -> Iterator[Change]:
    return (one for one in changes if one.kind is ChangeKind.DUPLICATE and one.survivor == survivor)


def _stays(history: History, day: date) -> bool:
    """In the registry on a day; leaving later that day will do, but not as a 重複: that could go in a circle."""
    if history.entry.on is not None and day < history.entry.on:
        return False
    return all(
        day < change.on or (day == change.on and change.kind is not ChangeKind.DUPLICATE)
        for change in history.changes
        if change.kind in LEAVINGS
    )
