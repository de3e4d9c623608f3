"""Call targets as they are called in the beat to which they belong on a day: a move gives them another name (C12)."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from bot.work import Work
from models.histories import load_histories
from models.organisation import Unit
from models.registry import Target, TargetNumber
from models.rules.whereabouts import beat_on


class Called(NamedTuple):
    """A target's name on a day."""

    beat_id: int
    beat_code: str
    number: str


def call_targets(work: Work, wanted: Collection[tuple[int, date]]) -> dict[tuple[int, date], Called]:
    """The names of some targets at the end of some days (C16); of a voided one, that under which it entered."""
    targets = {target for target, _ in wanted}
    if not targets:
        return {}
    query = (
        select(TargetNumber.target_id, Target.beat_id, TargetNumber.beat_id, Unit.code, TargetNumber.number)
        .join(Unit, Unit.id == TargetNumber.beat_id)
        .join(Target, Target.id == TargetNumber.target_id)
        .where(TargetNumber.target_id.in_(targets))
    )
    names, entered = {}, {}
    for target, home, beat, code, number in work.session.execute(query):
        names[target, beat] = Called(beat, code, number)
        entered[target] = home
    histories = load_histories(work.session, targets)
    return {
        (target, day): names[target, beat_on(histories[target], day) if target in histories else entered[target]]
        for target, day in wanted
    }
