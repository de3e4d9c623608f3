"""Look through all stored facts for contradictions, as ``junkai doctor`` does."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.histories import CHUNK, load_histories
from models.known import known
from models.organisation import Unit
from models.registry import Target, TargetNumber
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
    starts: dict[int, date] = {}
    for history in histories.values():
        days = [visit.on for visit in history.visits]
        beat = history.entry.beat
        if days:
            starts[beat] = min(starts.get(beat, date.max), *days)
    for target, day in claimed.items():
        history = histories[target]
        start = starts.get(history.entry.beat)
        seen = any(visit.interview and visit.on == day for visit in history.visits)
        if start is not None and day.year == start.year and not seen:
            yield UnseenInterview(*name_of(session, target), day)


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
