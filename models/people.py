"""Who an officer is on a day: name, rank, unit, roles, and the beats served."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.organisation import Assignment, Officer, OfficerRole, OfficerVersion
from models.rules.codes import Duty, Role


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
    officer = session.scalar(select(Officer).where(Officer.slack_user_id == slack_user_id))
    return person(session, officer, today) if officer else None


def person_by_staff_no(session: Session, staff_no: str, today: date) -> Person | None:
    """The officer with a staff number, or None."""
    officer = session.scalar(select(Officer).where(Officer.staff_no == staff_no))
    return person(session, officer, today) if officer else None


def person(session: Session, officer: Officer, today: date) -> Person | None:
    """An officer as of a day; None before the first version."""
    version = session.scalar(
        select(OfficerVersion)
        .where(OfficerVersion.officer_id == officer.id, OfficerVersion.since <= today)
        .order_by(OfficerVersion.since.desc(), OfficerVersion.recorded_at.desc(), OfficerVersion.id.desc())
        .limit(1)
    )
    if version is None:
        return None
    roles = session.scalars(select(OfficerRole.role).where(OfficerRole.version_id == version.id))
    assignments = session.scalars(select(Assignment).where(Assignment.officer_id == officer.id))
    return Person(
        officer_id=officer.id,
        staff_no=officer.staff_no,
        slack_user_id=officer.slack_user_id,
        name=version.name,
        rank=version.rank,
        unit_id=version.unit_id,
        roles=frozenset(roles),
        services=tuple(
            Service(one.beat_id, one.duty, one.starts_on, one.ends_on) for one in latest_assignments(assignments)
        ),
    )


def latest_assignments(assignments: Iterable[Assignment]) -> list[Assignment]:
    """Of each beat, officer, duty and start, the assignment recorded last; in order of their start."""
    latest: dict[tuple[int, int, Duty, date], Assignment] = {}
    for one in sorted(assignments, key=lambda one: (one.recorded_at, one.id)):
        latest[one.beat_id, one.officer_id, one.duty, one.starts_on] = one
    return sorted(latest.values(), key=lambda one: (one.starts_on, one.id))


def officers_with(session: Session, role: Role, unit_ids: Collection[int], today: date) -> list[Person]:
    """Who has a role over one of some units on a day, in the order of their staff numbers."""
    candidates = (
        select(OfficerVersion.officer_id)
        .join(OfficerRole, OfficerRole.version_id == OfficerVersion.id)
        .where(OfficerRole.role == role, OfficerVersion.unit_id.in_(unit_ids), OfficerVersion.since <= today)
    )
    officers = session.scalars(select(Officer).where(Officer.id.in_(candidates)).order_by(Officer.staff_no))
    found = [person(session, officer, today) for officer in officers.all()]
    return [one for one in found if one is not None and role in one.roles and one.unit_id in unit_ids]
