"""Everybody's place on a day, read at once: who is in charge of which beat, who is over which unit, who is away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.notices import Absence
from models.organisation import Assignment, Officer, OfficerRole, OfficerVersion
from models.people import latest_assignments
from models.rules.codes import Duty, Role


@dataclass(frozen=True, slots=True)
class Charge:
    """Who is in charge of a beat, and since which day."""

    officer_id: int
    since: date


@dataclass(frozen=True, slots=True)
class Roster:
    """``in_charge`` by beat, vacant ones left out; ``holders`` of a role over a unit, by staff number.

    ``away`` are those absent on the day, each with who acts for them, if anybody does. ``homes`` are everybody's units.
    """

    in_charge: Mapping[int, Charge]
    holders: Mapping[tuple[int, Role], tuple[int, ...]]
    away: Mapping[int, int | None]
    homes: Mapping[int, int]

    def hearer(self, officer_id: int) -> int | None:
        """Who hears what concerns an officer: themselves, or who acts for them; None while it must wait."""
        if officer_id not in self.away:
            return officer_id
        acting = self.away[officer_id]
        return None if acting is None or acting in self.away else acting


def roster_on(session: Session, day: date) -> Roster:
    """The roster of a day, in three queries however large the prefecture is."""
    in_force = _in_force(session, day)
    homes = {officer: unit for officer, (_, unit) in in_force.items()}
    return Roster(dict(_charges(session, day)), _holders(session, in_force), _away(session, day), homes)


def _charges(session: Session, day: date) -> Iterator[tuple[int, Charge]]:
    """Of two in charge of one beat, the one who started later comes last."""
    query = select(Assignment).where(Assignment.duty == Duty.IN_CHARGE, Assignment.starts_on <= day)
    for one in latest_assignments(session.scalars(query)):
        if one.ends_on is None or one.ends_on >= day:
            yield one.beat_id, Charge(one.officer_id, one.starts_on)


def _in_force(session: Session, day: date) -> dict[int, tuple[int, int]]:
    """Of every officer the version of a day and its unit, by staff number."""
    versions = (
        select(OfficerVersion.officer_id, OfficerVersion.id, OfficerVersion.unit_id)
        .join(Officer, Officer.id == OfficerVersion.officer_id)
        .where(OfficerVersion.since <= day)
        .order_by(Officer.staff_no, OfficerVersion.since, OfficerVersion.recorded_at, OfficerVersion.id)
    )
    return {officer: (version, unit) for officer, version, unit in session.execute(versions)}


def _holders(session: Session, in_force: Mapping[int, tuple[int, int]]) -> dict[tuple[int, Role], tuple[int, ...]]:
    roles: dict[int, list[Role]] = {}
    for version, role in session.execute(select(OfficerRole.version_id, OfficerRole.role)):
        roles.setdefault(version, []).append(role)
    found: dict[tuple[int, Role], tuple[int, ...]] = {}
    for officer, (version, unit) in in_force.items():
        for role in roles.get(version, ()):
            found[unit, role] = (*found.get((unit, role), ()), officer)
    return found


def _away(session: Session, day: date) -> dict[int, int | None]:
    query = select(Absence).where(Absence.starts_on <= day).order_by(Absence.recorded_at, Absence.id)
    return {one.officer_id: one.acting_id for one in latest_absences(session.scalars(query)) if one.ends_on >= day}


def latest_absences(absences: Iterable[Absence]) -> list[Absence]:
    """Of each officer and start the one recorded last, unless it was withdrawn; ``absences`` as recorded."""
    latest = {(one.officer_id, one.starts_on): one for one in absences}
    return sorted((one for one in latest.values() if not one.withdrawn), key=lambda one: (one.starts_on, one.id))
