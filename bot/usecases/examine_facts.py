"""Look through all stored facts for contradictions, as ``junkai doctor`` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, Subquery, func, null, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.histories import CHUNK, load_histories
from models.known import Fact, known
from models.organisation import Assignment, Unit, UnitVersion
from models.people import latest_assignments
from models.registry import BeatSheets, RegisterFigure, Target, TargetChange, TargetNumber, Visit
from models.rules.contradictions import contradictions
from models.rules.facts import EARLIEST
from models.units import first_days


@dataclass(frozen=True, slots=True)
class Contradicting:
    """A target whose facts contradict each other: its beat and number, what is wrong, on which day."""

    beat_code: str
    number: str
    code: str
    on: date


@dataclass(frozen=True, slots=True)
class EarlyFact:
    """A fact of a beat on a day on which there was none yet: no roll-up of that day holds it.

    ``name`` is that of the target, or the beat's code; ``on`` None: an opening row; ``since``: the beat's first day.
    """

    what: str
    name: str
    on: date | None
    beat_code: str
    since: date


@dataclass(frozen=True, slots=True)
class UnseenInterview:
    """A target registered with a 最終面接日 in its first running year, of which no visit is stored."""

    beat_code: str
    number: str
    last_interview_on: date


def contradicting_facts(session: Session) -> Iterator[Contradicting]:
    """Every contradiction among the facts that stand; none is ever stored, but a damaged database may hold some."""
    last = 0
    while ids := session.scalars(select(Target.id).where(Target.id > last).order_by(Target.id).limit(CHUNK)).all():
        last = ids[-1]
        for target, history in sorted(load_histories(session, ids).items()):
            for found in contradictions(history):
                yield Contradicting(*name_of(session, target), found.code, found.on)


def early_facts(session: Session) -> Iterator[EarlyFact]:
    """Every fact that stands though its beat was not there yet (C12): none is taken in, but it may be from before."""
    for target, on, code, since in session.execute(_early(Target, Target.beat_id, Target.entered_on, Target.id)):
        yield EarlyFact("target", "/".join(name_of(session, target)), on, code, since)
    moves = _early(TargetChange, TargetChange.to_beat_id, TargetChange.happened_on, TargetChange.target_id)
    for target, on, code, since in session.execute(moves):
        yield EarlyFact("move", "/".join(name_of(session, target)), on, code, since)
    for _, on, code, since in session.execute(_early(BeatSheets, BeatSheets.beat_id, BeatSheets.used_on, null())):
        yield EarlyFact("sheets", code, on, code, since)
    figures = _early(RegisterFigure, RegisterFigure.beat_id, RegisterFigure.as_of, null())
    for _, on, code, since in session.execute(figures):
        yield EarlyFact("register", code, on, code, since)
    began = _first_days()
    early = select(Assignment).join(began, began.c.beat == Assignment.beat_id)
    for one in latest_assignments(session.scalars(early.where(Assignment.starts_on < began.c.since))):
        code, since = session.get_one(Unit, one.beat_id).code, first_days(session, [one.beat_id])[one.beat_id]
        yield EarlyFact("assignment", code, one.starts_on, code, since)


def _early(fact: Fact, beat: InstrumentedAttribute[Any], on: InstrumentedAttribute[Any], target: Any) -> Select[Any]:
    """The facts of a kind that stand before their beat's first day: target, day, the beat's code, its first day."""
    began = _first_days()
    return (
        select(target, on, Unit.code, began.c.since)
        .select_from(fact)
        .join(began, began.c.beat == beat)
        .join(Unit, Unit.id == beat)
        .where(func.coalesce(on, EARLIEST) < began.c.since, known(fact, None))
        .order_by(fact.id)
    )


def _first_days() -> Subquery:
    """The day from which each unit exists, as ``models.units.first_days`` tells it."""
    first = func.min(UnitVersion.since).label("since")
    return select(UnitVersion.unit_id.label("beat"), first).group_by(UnitVersion.unit_id).subquery()


def unseen_interviews(session: Session) -> Iterator[UnseenInterview]:
    """最終面接日 that fall into the first year of visits without a visit of that day: the form does not count them."""
    query = (
        select(Target.id, Target.last_interview_on)
        .where(Target.last_interview_on.is_not(None), known(Target, None))
        .order_by(Target.id)
    )
    claimed = {target: day for target, day in session.execute(query) if day is not None}
    histories = load_histories(session, claimed.keys())
    starts = first_visits(session)
    for target, day in claimed.items():
        history = histories[target]
        start = starts.get(history.entry.beat)
        seen = any(visit.interview and visit.on == day for visit in history.visits)
        if start is not None and day.year == start.year and not seen:
            yield UnseenInterview(*name_of(session, target), day)


def first_visits(session: Session) -> dict[int, date]:
    """The day of the first visit to any target that entered in a beat, by beat."""
    query = select(Visit.home_beat_id, func.min(Visit.visited_on)).where(known(Visit, None))
    return dict(session.execute(query.group_by(Visit.home_beat_id)).all())


def name_of(session: Session, target: int) -> tuple[str, str]:
    """Beat code and number under which a target entered."""
    query = (
        select(Unit.code, TargetNumber.number)
        .join(Unit, Unit.id == TargetNumber.beat_id)
        .join(Target, (Target.id == TargetNumber.target_id) & (Target.beat_id == TargetNumber.beat_id))
        .where(TargetNumber.target_id == target)
    )
    code, number = session.execute(query).one()
    return code, number
