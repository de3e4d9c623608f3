"""What the facts of one target cannot be at once (counting.md §2, end), in whatever order they were recorded.

The same function judges a visit typed in chat, a file taken in, a void, and a whole database (``junkai doctor``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from models.rules.codes import LEAVINGS, CardState, ChangeKind
from models.rules.facts import Change, Entry, History, Visit
from models.rules.postings import EXCLUSIONS, carded_later
from models.rules.whereabouts import beat_on


class Clash(StrEnum):
    """Why a fact cannot stand beside the others; the last three are what some of them are to the earlier fact."""

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
    LATER_FACT = "later_fact"
    SAME_AGAIN_LATER = "same_again_later"
    NEEDED_AS_SURVIVOR = "needed_as_survivor"


SEEN_FROM_THE_OTHER = {
    Clash.AFTER_LEAVING: Clash.LATER_FACT,
    **dict.fromkeys(
        (Clash.SAME_CATEGORY, Clash.SAME_BEAT, Clash.ALREADY_EXCLUDED, Clash.NOT_EXCLUDED), Clash.SAME_AGAIN_LATER
    ),
    **dict.fromkeys((Clash.SURVIVOR_NOT_THERE, Clash.SURVIVOR_ELSEWHERE), Clash.NEEDED_AS_SURVIVOR),
}
"""What a clash is to the other fact; the rest are the same from both sides."""


class Side(NamedTuple):
    """A fact of a contradiction: whose it is, the day that matters (``date.min``: from the beginning), the fact."""

    target: int | None
    on: date
    fact: Entry | Visit | Change

    @property
    def what(self) -> str:
        """``visit``, ``entered``, ``carded`` (an entry's カード作成日), or a kind of change."""
        if isinstance(self.fact, Change):
            return self.fact.kind
        if isinstance(self.fact, Visit):
            return "visit"
        return "entered" if self.on == (self.fact.on or date.min) else "carded"


class Contradiction(NamedTuple):
    """A fact that cannot stand: why, the fact, and the facts beside which it cannot, first the one to name."""

    code: Clash
    side: Side
    others: tuple[Side, ...] = ()

    @property
    def on(self) -> date:
        """The day of the fact."""
        return self.side.on

    def told_to(self, new: Side) -> "Contradiction":
        """The same, as told to whoever brings a fact: it is what clashes, whichever of them happened later."""
        if new == self.side or new not in self.others:
            return self
        code = SEEN_FROM_THE_OTHER.get(self.code, self.code)
        if code is Clash.NEEDED_AS_SURVIVOR and new.target == self.side.target:
            code = Clash.LATER_FACT  # a move of the twin itself
        return Contradiction(code, new, (self.side,))


def contradictions(history: History) -> list[Contradiction]:
    """Everything in a target's facts that contradicts itself, by day; empty for facts that can be counted.

    Whichever fact comes last: each contradiction that it brings has it as its ``side`` or among the ``others``. The
    twins in ``history.duplicates`` are judged as far as this target must be there to stay (C9), not in themselves.
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


def _sides(history: History, facts: Iterable[Visit | Change]) -> tuple[Side, ...]:
    return tuple(Side(history.target, fact.on, fact) for fact in facts)


def _entering(history: History) -> Side:
    return Side(history.target, history.entry.on or date.min, history.entry)


def _outside_registry(history: History) -> Iterator[Contradiction]:
    """Facts before entering or after leaving; leaving twice."""
    facts = _sides(history, (*history.visits, *history.changes))
    entered = _entering(history)
    yield from (Contradiction(Clash.BEFORE_ENTERING, fact, (entered,)) for fact in facts if fact.on < entered.on)
    yield from _after_leaving(history, facts)


def _after_leaving(history: History, facts: Sequence[Side]) -> Iterator[Contradiction]:
    leavings = sorted((fact for fact in facts if fact.what in LEAVINGS), key=lambda fact: fact.on)
    if not leavings:
        return
    left = leavings[0]
    yield from (Contradiction(Clash.LEFT_TWICE, again, (left,)) for again in leavings[1:])
    late = (fact for fact in facts if fact.on > left.on and fact.what not in LEAVINGS)
    yield from (Contradiction(Clash.AFTER_LEAVING, fact, (left,)) for fact in late)
    carded = history.entry.carded_on
    if carded is not None and carded_later(history.entry) and carded > left.on:
        yield Contradiction(Clash.AFTER_LEAVING, Side(history.target, carded, history.entry), (left,))


def _cards(history: History) -> Iterator[Contradiction]:
    """新規 without 面接, and every card after the first (C5–C7)."""
    for visit in _sides(history, (visit for visit in history.visits if visit.new_card and not visit.interview)):
        yield Contradiction(Clash.CARD_NEEDS_INTERVIEW, visit)
    made = [Side(history.target, on, fact) for on, _, fact in sorted(_cards_made(history), key=lambda card: card[:2])]
    yield from (Contradiction(Clash.SECOND_CARD, again, (made[0],)) for again in made[1:])


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
    last = _entering(history)
    for change in sorted((one for one in history.changes if one.kind is kind), key=lambda one: one.on):
        value = change.category if kind is ChangeKind.CATEGORY else change.beat
        (side,) = _sides(history, (change,))
        if last.what == kind and change.on == last.on:
            yield Contradiction(twice, side, (last,))
        elif value == present:
            yield Contradiction(same, side, (last,))
        present, last = value, side


def _exclusions(history: History) -> Iterator[Contradiction]:
    """Excluding what is excluded, releasing what is not; what happens within one day may take any order (C16)."""
    days: dict[date, list[Change]] = defaultdict(list)
    for change in history.changes:
        if change.kind in EXCLUSIONS:
            days[change.on].append(change)
    excluded, since = False, list[Change]()
    for _, changes in sorted(days.items()):
        step = sum(EXCLUSIONS[change.kind] for change in changes)
        if step == 0:
            since += changes
            continue
        code, kind = (
            (Clash.ALREADY_EXCLUDED, ChangeKind.EXCLUDED) if step > 0 else (Clash.NOT_EXCLUDED, ChangeKind.RELEASED)
        )
        changes.sort(key=lambda one: one.kind is not kind)  # first the one that tells
        if abs(step) > 1 or excluded == (step > 0):
            side, *same_day = _sides(history, changes)
            yield Contradiction(code, side, _sides(history, since) if excluded == (step > 0) else tuple(same_day))
        excluded, since = step > 0, changes


def _merges(history: History) -> Iterator[Contradiction]:
    """The survivor of a 重複 must be there that day, in the twin's beat, and not itself leave as a 重複 (C9)."""
    for twin in history.duplicates:
        for left in _sides(twin, _duplicates(twin.changes, history.target)):
            if away := tuple(_away(history, left.on)):
                yield Contradiction(Clash.SURVIVOR_NOT_THERE, left, away)
            elif beat_on(twin, left.on) != beat_on(history, left.on):
                yield Contradiction(Clash.SURVIVOR_ELSEWHERE, left, (*_moved(history, left.on), *_moved(twin, left.on)))


def _duplicates(changes: Iterable[Change], survivor: int | None) -> Iterator[Change]:
    return (one for one in changes if one.kind is ChangeKind.DUPLICATE and one.survivor == survivor)


def _away(history: History, day: date) -> Iterator[Side]:
    """Why a target is not in the registry on a day.

    Leaving later that day will do, but not as a 重複: that could go in a circle.
    """
    if day < (entered := _entering(history)).on:
        yield entered
    for left in _sides(history, (change for change in history.changes if change.kind in LEAVINGS)):
        if left.on < day or (left.on == day and left.what == ChangeKind.DUPLICATE):
            yield left


def _moved(history: History, day: date) -> tuple[Side, ...]:
    """The moves to other beats until a day, the last one first."""
    moves = (change for change in history.changes if change.kind is ChangeKind.BEAT and change.on <= day)
    return _sides(history, sorted(moves, key=lambda move: move.on, reverse=True))
