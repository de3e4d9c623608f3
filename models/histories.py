"""The histories of targets, read from the tables for the rules to fold."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from models.bulk import among
from models.known import known
from models.registry import Target, TargetChange, Visit
from models.rules.codes import ChangeKind, Outcome
from models.rules.facts import Change, Entry, History
from models.rules.facts import Visit as VisitFact
from models.rules.postings import MIDNIGHT

CHUNK = 10_000
"""How many ids go into one query: far below the parameter limits of both databases."""


def load_histories(
    session: Session, target_ids: Collection[int], known_at: datetime | None = None
) -> dict[int, History]:
    """The whole histories of some targets, with those of the twins that left naming them (C9).

    A target whose entering is voided, or not yet known, is left out.
    """
    return attach_twins(session, _alone(session, target_ids, known_at), known_at)


def histories_of(
    session: Session, visits: ColumnElement[bool], changes: ColumnElement[bool], known_at: datetime | None
) -> dict[int, History]:
    """The histories made of the visits and changes that fulfil the conditions, twins included."""
    return attach_twins(session, _made_of(session, visits, changes, known_at, ()), known_at)


def _alone(session: Session, target_ids: Collection[int], known_at: datetime | None) -> dict[int, History]:
    """Whole histories, without those of twins."""
    loaded: dict[int, History] = {}
    for chunk in chunks(sorted(target_ids)):
        loaded |= _made_of(
            session,
            among(session, Visit.target_id, chunk),
            among(session, TargetChange.target_id, chunk),
            known_at,
            chunk,
        )
    return loaded


def _made_of(
    session: Session,
    visits: ColumnElement[bool],
    changes: ColumnElement[bool],
    known_at: datetime | None,
    besides: Collection[int],
) -> dict[int, History]:
    visited, changed = visits_by_target(session, visits, known_at), changes_by_target(session, changes, known_at)
    return {
        target: History(target, entry, tuple(visited.get(target, ())), tuple(changed.get(target, ())))
        for chunk in chunks(sorted(visited.keys() | changed.keys() | set(besides)))
        for target, entry in entries(session, among(session, Target.id, chunk), known_at).items()
    }


def load_history(session: Session, target_id: int, known_at: datetime | None = None) -> History | None:
    """One target's whole history; None if its entering is voided or not known."""
    return load_histories(session, [target_id], known_at).get(target_id)


def chunks(ids: list[int]) -> Iterator[list[int]]:
    """Lists of at most ``CHUNK`` ids."""
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


def attach_twins(session: Session, loaded: dict[int, History], known_at: datetime | None) -> dict[int, History]:
    """Histories with those of the targets that left as 重複 of them, and of these in turn."""
    alone, frontier = dict(loaded), set(loaded)
    survivors: dict[int, int] = {}
    while frontier:
        found = twins_of(session, frontier, known_at)
        survivors |= found
        frontier = found.keys() - alone.keys()
        alone |= _alone(session, frontier, known_at)
    twins: dict[int, list[int]] = defaultdict(list)
    for twin, survivor in sorted(survivors.items()):
        twins[survivor].append(twin)
    return {target: _with_twins(target, alone, twins, ()) for target in loaded} if twins else loaded


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


def twins_of(session: Session, survivors: Collection[int], known_at: datetime | None) -> dict[int, int]:
    """The targets that left as 重複 of some targets: twin to survivor."""
    found: dict[int, int] = {}
    for chunk in chunks(sorted(survivors)):
        query = select(TargetChange.target_id, TargetChange.survivor_id).where(
            among(session, TargetChange.survivor_id, chunk), known(TargetChange, known_at)
        )
        found |= {twin: survivor for twin, survivor in session.execute(query) if survivor is not None}
    return found


def entries(session: Session, where: ColumnElement[bool], known_at: datetime | None) -> dict[int, Entry]:
    """The known enterings that fulfil a condition, by target."""
    query = select(
        Target.id,
        Target.entered_on,
        Target.beat_id,
        Target.kind,
        Target.category,
        Target.card,
        Target.carded_on,
    ).where(where, known(Target, known_at))
    return {
        target: Entry(entered_on, beat, kind, category, card, carded_on)
        for target, entered_on, beat, kind, category, card, carded_on in session.execute(query)
    }


def visits_by_target(
    session: Session, where: ColumnElement[bool], known_at: datetime | None
) -> dict[int, list[VisitFact]]:
    """The known visits that fulfil a condition, by target."""
    query = select(
        Visit.target_id,
        Visit.visited_on,
        Visit.visited_time,
        Visit.outcome,
        Visit.new_card,
        Visit.cr_cards,
        Visit.patrol_cards,
    ).where(where, known(Visit, known_at))
    found: dict[int, list[VisitFact]] = defaultdict(list)
    for target, day, time, outcome, new_card, cr_cards, patrol_cards in session.execute(query):
        interview = outcome is Outcome.INTERVIEW
        found[target].append(VisitFact(day, time or MIDNIGHT, interview, new_card, cr_cards, patrol_cards))
    return found


def changes_by_target(
    session: Session, where: ColumnElement[bool], known_at: datetime | None
) -> dict[int, list[Change]]:
    """The known changes that fulfil a condition, by target."""
    query = select(
        TargetChange.target_id,
        TargetChange.happened_on,
        TargetChange.kind,
        TargetChange.category,
        TargetChange.to_beat_id,
        TargetChange.survivor_id,
        TargetChange.sheets,
    ).where(where, known(TargetChange, known_at))
    found: dict[int, list[Change]] = defaultdict(list)
    for target, day, kind, category, beat, survivor, sheets in session.execute(query):
        found[target].append(Change(day, kind, category, beat, survivor, sheets or 0))
    return found


def moved_into(session: Session, beats: Collection[int], known_at: datetime | None) -> set[int]:
    """The targets that ever moved into one of some beats, wherever they entered (C12)."""
    query = select(TargetChange.target_id).where(
        TargetChange.kind == ChangeKind.BEAT, TargetChange.to_beat_id.in_(beats), known(TargetChange, known_at)
    )
    return set(session.scalars(query))
