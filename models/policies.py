"""The policy that holds for a unit on a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.conduct import Policy
from models.rules.policy import StationPolicy, policy_from


def policy_on(session: Session, unit_chain: Collection[int], day: date) -> StationPolicy:
    """The policy of the station among a unit and its superiors on a day; the defaults where none was set."""
    stored = session.scalar(
        select(Policy)
        .where(Policy.unit_id.in_(unit_chain), Policy.since <= day)
        .order_by(Policy.since.desc(), Policy.recorded_at.desc(), Policy.id.desc())
        .limit(1)
    )
    return policy_from(stored.values) if stored else StationPolicy()
