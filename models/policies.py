"""The policy that holds for a unit on a day."""

from collections.abc import Collection
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Integer, Select, bindparam, select
from sqlalchemy.orm import Session

from models.conduct import Policy
from models.organisation import Unit
from models.prepared import run
from models.rules.policy import StationPolicy, policy_from
from models.units import DAY, UnitNow, ever_above, superiors


def policy_on(session: Session, unit_chain: Collection[int], day: date) -> StationPolicy:
    """The policy of the station among a unit and its superiors on a day; the defaults where none was set."""
    rows = run(session, _values(), units=list(unit_chain), day=day)
    return policy_from({name: value for (values,) in rows for name, value in values.items()})


def policy_where(session: Session, unit_id: int, day: date) -> StationPolicy:
    """The same for whatever station a unit is in on that day; both are asked for at once."""
    rows = run(session, _above(), unit_id=unit_id, day=day)
    chain = set(superiors({unit[0]: UnitNow(*unit) for *unit, _ in rows}, unit_id))
    changed = (values for unit, *_, values in rows if unit in chain and values)
    return policy_from({name: value for values in changed for name, value in values.items()})


@cache
def _above() -> Select[*tuple[Any, ...]]:
    """What was set by a day for whoever was ever above a unit; what holds comes last of each version of theirs."""
    by_then = (Policy.unit_id == Unit.id) & (Policy.since <= DAY)
    query = ever_above().add_columns(Policy.values).outerjoin(Policy, by_then)
    return query.order_by(Policy.since, Policy.recorded_at, Policy.id)


@cache
def _values() -> Select[dict[str, Any]]:
    """What was set for some units up to a day; what holds comes last."""
    return (
        select(Policy.values)
        .where(
            Policy.unit_id.in_(bindparam("units", expanding=True, type_=Integer())),
            Policy.since <= DAY,
        )
        .order_by(Policy.since, Policy.recorded_at, Policy.id)
    )


def policy_changes(session: Session, unit_chain: Collection[int]) -> list[Policy]:
    """Everything that was ever set for the station among some units, in the order in which it comes to hold."""
    query = select(Policy).where(Policy.unit_id.in_(unit_chain))
    return list(session.scalars(query.order_by(Policy.since, Policy.recorded_at, Policy.id)))
