"""The facts of all targets on the forms of some beats, in four queries.

Targets that are alike to a form come as one cohort with their number: those to which nothing happened but entering and
visits. All others come one by one.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.histories import load_histories
from models.prepared import has_arrays
from models.rules.alike import Cohort
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.rules.facts import Change, Entry, History, Visit
from models.rules.postings import MIDNIGHT
from models.statements import Asked, Fields, changes_query, cohorts_query, visited_query, visits_query

_KINDS = {kind.value: kind for kind in ChangeKind}

Stored = Fields
"""What ``models.statements.ENTRY`` gives."""


class _Changed(NamedTuple):
    """A target to which more happened than visits; ``changes`` by the numbers of their rows."""

    entry: Stored
    changes: dict[int, Change]


class Gathered(NamedTuple):
    """``histories`` are folded one by one; ``alike``: in which beat, which cohort, how many targets."""

    histories: list[History]
    alike: list[tuple[int, Cohort, int]]


def gather(session: Session, asked: Asked) -> Gathered:
    """All that posts on the forms of some beats."""
    changed = _changes(session, asked)
    survivors = load_histories(session, _survivors(changed, asked.year), asked.known_at)
    visits = _visits(session, asked, changed.keys() - survivors.keys())
    histories = [
        History(target, _entry(one.entry), tuple(visits.get(target, ())), tuple(one.changes.values()))
        for target, one in changed.items()
        if target not in survivors
    ]
    return Gathered([*histories, *survivors.values()], _alike(session, asked, survivors.keys()))


def _alike(session: Session, asked: Asked, without: Collection[int]) -> list[tuple[int, Cohort, int]]:
    """All that entered alike, those that were visited alike apart."""
    arrays = has_arrays(session)
    cohorts = asked.rows(session, cohorts_query(asked.as_known, arrays), without)
    visited = asked.rows(session, visited_query(asked.as_known, arrays), without)
    unvisited = {(beat, Cohort(*entered)): number for beat, *entered, number in cohorts}
    for beat, *entered, _, number in visited:
        unvisited[beat, Cohort(*entered)] -= number
    return [
        *((beat, Cohort(*entered), number) for beat, *entered, number in visited),
        *((beat, cohort, number) for (beat, cohort), number in unvisited.items() if number),
    ]


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
        if target not in changed:
            changed[target] = _Changed(tuple(stored), {})
        if day <= asked.as_of:
            changed[target].changes[number] = Change(
                day, _KINDS[kind], category and Category(category), beat, survivor, sheets or 0
            )
    return changed


def _visits(session: Session, asked: Asked, targets: Collection[int]) -> Mapping[int, list[Visit]]:
    visits: dict[int, list[Visit]] = defaultdict(list)
    query = visits_query(asked.as_known, has_arrays(session))
    for target, day, interview, new_card, cr_cards, patrol_cards in asked.rows(session, query, targets):
        visits[target].append(Visit(day, MIDNIGHT, bool(interview), new_card, cr_cards, patrol_cards))
    return visits


@lru_cache(maxsize=10_000)
def _entry(stored: Stored) -> Entry:
    on, beat, kind, category, card, carded_on = stored
    return Entry(on, beat, TargetKind(kind), Category(category), CardState(card), carded_on)
