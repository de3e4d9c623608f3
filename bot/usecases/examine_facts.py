"""Look through all stored facts for contradictions, as ``junkai doctor`` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.histories import CHUNK, load_histories
from models.known import known
from models.organisation import Unit
from models.registry import Target, TargetNumber, Visit
from models.rules.contradictions import contradictions


@dataclass(frozen=True, slots=True)
class Contradicting:
    """A target whose facts contradict each other: its beat and number, what is wrong, on which day."""

    beat_code: str
    number: str
    code: str
    on: date


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


def unseen_interviews(session: Session) -> Iterator[UnseenInterview]:
    """最終面接日 that fall into the first year of visits without a visit of that day: the form does not count them."""
    query = (
        select(Target.id, Target.last_interview_on)
        .where(Target.last_interview_on.is_not(None), known(Target, None))
        .order_by(Target.id)
    )
    claimed = {target: day for target, day in session.execute(query) if day is not None}
    histories = load_histories(session, claimed.keys())
    starts = _first_visits(session)
    for target, day in claimed.items():
        history = histories[target]
        start = starts.get(history.entry.beat)
        seen = any(visit.interview and visit.on == day for visit in history.visits)
        if start is not None and day.year == start.year and not seen:
            yield UnseenInterview(*name_of(session, target), day)


def _first_visits(session: Session) -> dict[int, date]:
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
