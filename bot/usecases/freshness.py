"""How fresh figures are: a beat that is behind may only have entered nothing yet."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.usecases.issue_form import FormOrder, find_unit
from models.bulk import among
from models.known import known
from models.registry import Visit
from models.rules.japan import JAPAN
from models.units import beats_below, units_on


def last_entries(session: Session, beats: Collection[int], known_at: datetime | None = None) -> dict[int, date]:
    """The day (Japan) on which a visit to a target of each beat was last recorded, as known at a moment."""
    query = (
        select(Visit.home_beat_id, func.max(Visit.recorded_at))
        .where(among(session, Visit.home_beat_id, beats), known(Visit, known_at))
        .group_by(Visit.home_beat_id)
    )
    return {beat: at.astimezone(JAPAN).date() for beat, at in session.execute(query)}


def last_entry(session: Session, order: FormOrder) -> date | None:
    """The same of all beats that a form is about."""
    units = units_on(session, order.as_of, order.known_at)
    beats = beats_below(units, find_unit(session, units, order).id)
    return max(last_entries(session, [beat.id for beat in beats], order.known_at).values(), default=None)
