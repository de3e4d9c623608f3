"""The histories of targets, read from the tables for the rules to fold."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime, time
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import CompoundSelect, Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.bulk import among
from models.known import KNOWN_AT, known
from models.prepared import has_arrays, one_of, run
from models.registry import Target, TargetChange, Visit
from models.rules.codes import Category, ChangeKind, Outcome
from models.rules.facts import Change, Entry, History
from models.rules.facts import Visit as VisitFact
from models.rules.postings import MIDNIGHT

Columns = tuple[InstrumentedAttribute[Any], ...]

Rows = list[tuple[Any, ...]]

ENTRY: Columns = (
    Target.id,
    Target.entered_on,
    Target.beat_id,
    Target.kind,
    Target.category,
    Target.card,
    Target.carded_on,
)
VISIT: Columns = (
    Visit.target_id,
    Visit.visited_on,
    Visit.visited_time,
    Visit.outcome,
    Visit.new_card,
    Visit.cr_cards,
    Visit.patrol_cards,
)
CHANGE: Columns = (
    TargetChange.target_id,
    TargetChange.happened_on,
    TargetChange.kind,
    TargetChange.category,
    TargetChange.to_beat_id,
    TargetChange.survivor_id,
    TargetChange.sheets,
)
CHANGED: Columns = (TargetChange.target_id, TargetChange.survivor_id)
"""A change concerns the target that changes, and the one of which it turned out to be a 重複."""

CHUNK = 10_000
"""How many ids go into one query: far below the parameter limits of both databases."""


def load_histories(
    session: Session, target_ids: Collection[int], known_at: datetime | None = None
) -> dict[int, History]:
    """The whole histories of some targets, with those of the twins that left naming them (C9), and of these in turn.

    A target whose entering is voided, or not yet known, is left out.
    """
    alone: dict[int, History] = {}
    survivors: dict[int, int] = {}
    met: set[int] = set()
    wanted = set(target_ids)
    while wanted:
        met |= wanted
        found, twins = _alone(session, wanted, known_at)
        alone, survivors, wanted = alone | found, survivors | twins, twins.keys() - met
    by_survivor: dict[int, list[int]] = defaultdict(list)
    for twin, survivor in sorted(survivors.items()):
        by_survivor[survivor].append(twin)
    return {target: _with_twins(target, alone, by_survivor, ()) for target in target_ids if target in alone}


def _alone(
    session: Session, target_ids: Collection[int], known_at: datetime | None
) -> tuple[dict[int, History], dict[int, int]]:
    """Whole histories without those of twins; and which target left as 重複 of which of them."""
    loaded: dict[int, History] = {}
    twins: dict[int, int] = {}
    for chunk in chunks(sorted(target_ids)):
        entered, visited = entries(session, Target.id, chunk, known_at), visits_by_target(session, chunk, known_at)
        changed = changes_by_target(session, chunk, known_at)
        loaded |= {
            target: History(target, entry, tuple(visited.get(target, ())), tuple(changed.own.get(target, ())))
            for target, entry in entered.items()
        }
        twins |= changed.twins
    return loaded, twins


def chunks(ids: list[int]) -> Iterator[list[int]]:
    """Lists of at most ``CHUNK`` ids."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def _with_twins(
    target: int, alone: Mapping[int, History], twins: Mapping[int, list[int]], above: tuple[int, ...]
) -> History:
    # A circle is never stored, but it is met while one is being refused: ``above`` ends it.
    # A twin whose leaving lies after the day asked for was read without it: it is no twin yet.
    own = [twin for twin in twins.get(target, ()) if twin in alone and twin not in above and _left(alone[twin])]
    if not own:
        return alone[target]
    path = (*above, target)
    return alone[target]._replace(duplicates=tuple(_with_twins(twin, alone, twins, path) for twin in own))


def _left(twin: History) -> bool:
    return any(change.kind is ChangeKind.DUPLICATE for change in twin.changes)


def entries(
    session: Session, key: InstrumentedAttribute[int], numbers: Collection[int], known_at: datetime | None
) -> dict[int, Entry]:
    """The known enterings of the targets, or into the beats, with some numbers; by target."""
    rows = _read(session, ENTRY, (key,), numbers, known_at)
    return {
        target: Entry(entered_on, beat, kind, category, card, carded_on)
        for target, entered_on, beat, kind, category, card, carded_on in rows
    }


def visits_by_target(
    session: Session, targets: Collection[int], known_at: datetime | None
) -> dict[int, list[VisitFact]]:
    """The known visits at some targets."""
    found: dict[int, list[VisitFact]] = defaultdict(list)
    rows = _read(session, VISIT, (Visit.target_id,), targets, known_at)
    for target, *columns in rows:
        found[target].append(_visit(*columns))
    return found


def _visit(on: date, at: time | None, outcome: Outcome, *rest: Any) -> VisitFact:
    return VisitFact(on, at or MIDNIGHT, outcome is Outcome.INTERVIEW, *rest)


def _change(on: date, kind: ChangeKind, category: Category, beat: int, survivor: int, sheets: int | None) -> Change:
    return Change(on, kind, category, beat, survivor, sheets or 0)


def recorded_by(session: Session, targets: Collection[int], audit_id: int) -> Iterator[tuple[int, VisitFact | Change]]:
    """The visits and changes of some targets that one audited command recorded, each with its target."""
    for fact, columns, read in ((Visit, VISIT, _visit), (TargetChange, CHANGE, _change)):
        query = select(*columns).where(among(session, fact.target_id, targets), fact.audit_id == audit_id)
        yield from ((target, read(*rest)) for target, *rest in session.execute(query))


class Changes(NamedTuple):
    """The changes of some targets, by target; and the ``twins`` that left naming one of them: twin to survivor."""

    own: dict[int, list[Change]]
    twins: dict[int, int]


def changes_by_target(session: Session, targets: Collection[int], known_at: datetime | None) -> Changes:
    """The known changes of some targets, and those by which others left as their 重複."""
    wanted = set(targets)
    found = Changes(defaultdict(list), {})
    rows = _read(session, CHANGE, CHANGED, targets, known_at)
    for target, *columns in rows:
        change = _change(*columns)
        if target in wanted:
            found.own[target].append(change)
        if change.survivor in wanted:
            found.twins[target] = change.survivor
    return found


def moved_into(session: Session, beats: Collection[int], known_at: datetime | None) -> set[int]:
    """The targets that ever moved into one of some beats, wherever they entered (C12)."""
    query = select(TargetChange.target_id).where(
        TargetChange.kind == ChangeKind.BEAT, TargetChange.to_beat_id.in_(beats), known(TargetChange, known_at)
    )
    return set(session.scalars(query))


def _read(
    session: Session,
    columns: Columns,
    keys: Columns,
    numbers: Collection[int],
    known_at: datetime | None,
) -> Rows:
    """The columns of the known facts of which a key is one of some numbers; at most ``CHUNK`` of them."""
    moment = {} if known_at is None else {"known_at": known_at}
    statement = _statement(columns, keys, has_arrays(session), known_at is not None)
    return run(session, statement, numbers=list(numbers), **moment)


@cache
def _statement(
    columns: Columns,
    keys: Columns,
    arrays: bool,  # noqa: FBT001 (the key of the cache)
    as_known: bool,  # noqa: FBT001
) -> Select[*tuple[Any, ...]] | CompoundSelect[*tuple[Any, ...]]:
    fact: Any = keys[0].class_
    facts = known(fact, KNOWN_AT if as_known else None)
    named = [one_of(key, "numbers", arrays=arrays) for key in keys]
    first, *others = (  # one look-up by its index for each key; a fact that several keys name comes once
        select(*columns).where(key, *(~before for before in named[:position]), facts)
        for position, key in enumerate(named)
    )
    return first.union_all(*others) if others else first
