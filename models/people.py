"""Who an officer is on a day: name, rank, unit, roles, and the beats served."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.organisation import Assignment, Officer, OfficerRole, OfficerVersion
from models.prepared import run
from models.rules.codes import Duty, Role


class Assigned(NamedTuple):
    """An assignment without its object: a row of ``ASSIGNED``."""

    id: int
    beat_id: int
    officer_id: int
    duty: Duty
    starts_on: date
    ends_on: date | None
    withdrawn: bool
    recorded_at: datetime


ASSIGNED: tuple[Any, ...] = tuple(getattr(Assignment, name) for name in Assigned._fields)

Serving = TypeVar("Serving", Assignment, Assigned)


@dataclass(frozen=True, slots=True)
class Service:
    """One assignment: which beat, how, from when to when (both days included; None: until further notice)."""

    beat_id: int
    duty: Duty
    starts_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Whether the duty holds on a day."""
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True, slots=True)
class Person:
    """An officer as of a day in Japan; the services of all days, so that a visit of last week can be judged."""

    officer_id: int
    staff_no: str
    slack_user_id: str | None
    name: str
    rank: str
    unit_id: int
    roles: frozenset[Role]
    services: tuple[Service, ...]

    def beats_on(self, day: date) -> frozenset[int]:
        """The beats that this officer serves on a day, in charge or helping."""
        return frozenset(service.beat_id for service in self.services if service.covers(day))


def person_by_slack_id(session: Session, slack_user_id: str, today: date) -> Person | None:
    """The officer behind a Slack user, or None for a stranger."""
    return _person(session, Officer.slack_user_id, slack_user_id, today)


def person_by_staff_no(session: Session, staff_no: str, today: date) -> Person | None:
    """The officer with a staff number, or None."""
    return _person(session, Officer.staff_no, staff_no, today)


def person(session: Session, officer_id: int, today: date) -> Person | None:
    """An officer as of a day; None before the first version."""
    return _person(session, Officer.id, officer_id, today)


def _person(session: Session, key: InstrumentedAttribute[Any], who: str | int, today: date) -> Person | None:
    versions = run(session, _versions(key), who=who, today=today)
    if not versions:
        return None
    in_force, officer_id, staff_no, slack_user_id, name, rank, unit_id, _ = versions[-1]
    roles = frozenset(role for version, *_, role in versions if version == in_force and role is not None)
    services = _services(session, officer_id)
    return Person(officer_id, staff_no, slack_user_id, name, rank, unit_id, roles, services)


def _services(session: Session, officer_id: int) -> tuple[Service, ...]:
    rows = run(session, _assignments(), who=officer_id)
    latest = {(beat, duty, starts_on): (ends_on, withdrawn) for beat, duty, starts_on, ends_on, withdrawn in rows}
    standing = [Service(*one, ends_on) for one, (ends_on, withdrawn) in latest.items() if not withdrawn]
    return tuple(sorted(standing, key=lambda one: one.starts_on))


@cache
def _versions(key: InstrumentedAttribute[Any]) -> Select[*tuple[Any, ...]]:
    """The versions of an officer up to a day, each as often as it has roles; the one in force comes last."""
    return (
        select(
            OfficerVersion.id,
            OfficerVersion.officer_id,
            Officer.staff_no,
            Officer.slack_user_id,
            OfficerVersion.name,
            OfficerVersion.rank,
            OfficerVersion.unit_id,
            OfficerRole.role,
        )
        .join(Officer, Officer.id == OfficerVersion.officer_id)
        .outerjoin(OfficerRole, OfficerRole.version_id == OfficerVersion.id)
        .where(key == bindparam("who"), OfficerVersion.since <= bindparam("today"))
        .order_by(OfficerVersion.since, OfficerVersion.recorded_at, OfficerVersion.id)
    )


@cache
def _assignments() -> Select[*tuple[Any, ...]]:
    """The assignments of an officer; of one that was recorded anew, the latest comes last."""
    return (
        select(Assignment.beat_id, Assignment.duty, Assignment.starts_on, Assignment.ends_on, Assignment.withdrawn)
        .where(Assignment.officer_id == bindparam("who"))
        .order_by(Assignment.recorded_at, Assignment.id)
    )


def latest_assignments(assignments: Iterable[Serving]) -> list[Serving]:
    """Of each beat, officer, duty and start, the assignment recorded last; in order of their start.

    What was withdrawn is left out.
    """
    latest: dict[tuple[int, int, Duty, date], Serving] = {}
    for one in sorted(assignments, key=lambda one: (one.recorded_at, one.id)):
        latest[one.beat_id, one.officer_id, one.duty, one.starts_on] = one
    return sorted((one for one in latest.values() if not one.withdrawn), key=lambda one: (one.starts_on, one.id))


def officers_with(session: Session, role: Role, unit_ids: Collection[int], today: date) -> list[Person]:
    """Who has a role over one of some units on a day, in the order of their staff numbers."""
    candidates = (
        select(OfficerVersion.officer_id)
        .join(OfficerRole, OfficerRole.version_id == OfficerVersion.id)
        .where(OfficerRole.role == role, OfficerVersion.unit_id.in_(unit_ids), OfficerVersion.since <= today)
    )
    officers = session.scalars(select(Officer.id).where(Officer.id.in_(candidates)).order_by(Officer.staff_no))
    found = [person(session, officer, today) for officer in officers.all()]
    return [one for one in found if one is not None and role in one.roles and one.unit_id in unit_ids]
