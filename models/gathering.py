"""The facts of all targets on the forms of some beats, in three queries.

Targets that are alike to a form come as one history with their number as weight: those to which nothing happened but
entering, and those that were visited alike. All others come one by one.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.histories import load_histories
from models.rules.alike import alike_entry, left_before
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.rules.facts import Change, Entry, History, Visit, as_opening
from models.rules.postings import MIDNIGHT
from models.statements import Asked, Fields, changes_query, cohorts_query, visits_query

_KINDS = {kind.value: kind for kind in ChangeKind}

Stored = Fields
"""What ``models.statements.ENTRY`` gives."""

Seen = tuple[int, bool, bool, int, int]
"""A visit as far as a form can tell: the month (0: before the year), interview, new card, sheets of both kinds."""


class _Changed(NamedTuple):
    """A target to which more happened than visits; ``changes`` by the numbers of their rows."""

    entry: Stored
    visits: list[Visit]
    changes: dict[int, Change]


class _Visited(NamedTuple):
    """A target that was only visited."""

    entry: Stored
    visits: list[Seen]


def gather(session: Session, asked: Asked) -> Iterator[History]:
    """The histories that post on the forms; those that are alike to a form as one, with their number as weight."""
    changed = _changes(session, asked)
    visited = _visits(session, asked, changed)
    survivors = load_histories(session, _survivors(changed, asked.year), asked.known_at)
    for target, one in changed.items():
        if target not in survivors and not left_before(one.changes.values(), asked.year):
            yield History(target, _entry(one.entry), tuple(one.visits), tuple(one.changes.values()))
    yield from survivors.values()
    met = changed.keys() | visited.keys()
    alone = Counter([one.entry for one in changed.values()])
    alone.update(one.entry for one in visited.values())
    alone.update(_stored(one.entry, asked.year) for target, one in survivors.items() if target not in met)
    yield from _uneventful(session, asked, alone)
    yield from _only_visited(asked, [one for target, one in visited.items() if target not in survivors])


def _uneventful(session: Session, asked: Asked, alone: Mapping[Stored, int]) -> Iterator[History]:
    """All that entered alike, less those that come alone or with their visits."""
    for *stored, number in asked.rows(session, cohorts_query(asked.as_known)):
        if number > (others := alone.get(tuple(stored), 0)):
            yield History(None, _alike_entry(tuple(stored), asked.as_of), weight=number - others)


def _only_visited(asked: Asked, visited: list[_Visited]) -> Iterator[History]:
    groups = Counter([(one.entry, tuple(sorted(one.visits))) for one in visited])
    for (stored, visits), number in groups.items():
        seen = tuple(_visit(asked.year, *one) for one in visits)
        yield History(None, _alike_entry(stored, asked.as_of), seen, weight=number)


def _survivors(changed: Mapping[int, _Changed], year: int) -> set[int]:
    """The targets that stay, of those that left as 重複 this year; a twin's interview may count for them (C9)."""
    return {
        change.survivor
        for one in changed.values()
        for change in one.changes.values()
        if change.survivor is not None and change.on.year == year
    }


def _changes(session: Session, asked: Asked) -> dict[int, _Changed]:
    changed: dict[int, _Changed] = {}
    for target, number, day, kind, category, beat, survivor, sheets, *stored in asked.rows(
        session, changes_query(asked.as_known)
    ):
        if day <= asked.as_of:
            if target not in changed:
                changed[target] = _Changed(tuple(stored), [], {})
            changed[target].changes[number] = Change(
                day, _KINDS[kind], category and Category(category), beat, survivor, sheets or 0
            )
    return changed


def _visits(session: Session, asked: Asked, changed: Mapping[int, _Changed]) -> dict[int, _Visited]:
    """Give the visits of changed targets to them; those of all others are returned."""
    visited: dict[int, _Visited] = {}
    new_year = date(asked.year, 1, 1)
    for target, day, interview, new_card, cr_cards, patrol_cards, *stored in asked.rows(
        session, visits_query(asked.as_known)
    ):
        if target in changed:
            changed[target].visits.append(Visit(day, MIDNIGHT, interview, new_card, cr_cards, patrol_cards))
            continue
        if target not in visited:
            visited[target] = _Visited(tuple(stored), [])
        month = day.month if day >= new_year else 0
        visited[target].visits.append((month, interview, new_card, cr_cards, patrol_cards))
    return visited


@lru_cache(maxsize=10_000)
def _entry(stored: Stored) -> Entry:
    on, beat, kind, category, card, carded_on = stored
    return Entry(on, beat, TargetKind(kind), Category(category), CardState(card), carded_on)


def _stored(entry: Entry, year: int) -> Stored:
    on, beat, kind, category, card, carded_on = as_opening(entry, year)
    return (on, beat, kind.value, category.value, card.value, carded_on)


@lru_cache(maxsize=10_000)
def _alike_entry(stored: Stored, as_of: date) -> Entry:
    return alike_entry(_entry(stored), as_of)


@lru_cache(maxsize=10_000)
def _visit(year: int, month: int, interview: bool, new_card: bool, cr_cards: int, patrol_cards: int) -> Visit:  # noqa: FBT001 (a row's fields)
    day = date(year, month, 1) if month else date(year - 1, 12, 31)
    return Visit(day, MIDNIGHT, interview, new_card, cr_cards, patrol_cards)
