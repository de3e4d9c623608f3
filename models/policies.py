"""The policy that holds for a unit on a day."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.conduct import Policy
from models.rules.policy import StationPolicy, policy_from


def policy_on(session: Session, unit_chain: Collection[int], day: date) -> StationPolicy:
    """The policy of the station among a unit and its superiors on a day; the defaults where none was set."""
    values = [one.values for one in policy_changes(session, unit_chain) if one.since <= day]
    return policy_from({name: value for row in values for name, value in row.items()})


def policy_changes(session: Session, unit_chain: Collection[int]) -> list[Policy]:
    """Everything that was ever set for the station among some units, in the order in which it comes to hold."""
    query = select(Policy).where(Policy.unit_id.in_(unit_chain))
    return list(session.scalars(query.order_by(Policy.since, Policy.recorded_at, Policy.id)))
