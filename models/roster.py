"""Everybody's place on a day, read at once: who is in charge of which beat, who is over which unit, who is away."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from models.notices import Absence
from models.organisation import Assignment, Officer, OfficerRole, OfficerVersion
from models.people import ASSIGNED, Assigned, latest_assignments
from models.prepared import run
from models.rules.codes import Duty, Role
from models.units import DAY


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
    for one in latest_assignments(Assigned(*row) for row in run(session, _assignments(), day=day)):
        if one.ends_on is None or one.ends_on >= day:
            yield one.beat_id, Charge(one.officer_id, one.starts_on)


def _in_force(session: Session, day: date) -> dict[int, tuple[int, int]]:
    """Of every officer the version of a day and its unit, by staff number."""
    return {officer: (version, unit) for officer, version, unit in run(session, _versions(), day=day)}


def _holders(session: Session, in_force: Mapping[int, tuple[int, int]]) -> dict[tuple[int, Role], tuple[int, ...]]:
    roles: dict[int, list[Role]] = {}
    for version, role in run(session, _roles()):
        roles.setdefault(version, []).append(role)
    found: dict[tuple[int, Role], tuple[int, ...]] = {}
    for officer, (version, unit) in in_force.items():
        for role in roles.get(version, ()):
            found[unit, role] = (*found.get((unit, role), ()), officer)
    return found


@cache
def _assignments() -> Select[*tuple[Any, ...]]:
    """Who was ever put in charge by a day."""
    return select(*ASSIGNED).where(Assignment.duty == Duty.IN_CHARGE, Assignment.starts_on <= DAY)


@cache
def _versions() -> Select[int, int, int]:
    """Every officer's versions by a day, by staff number; the one in force last."""
    return (
        select(OfficerVersion.officer_id, OfficerVersion.id, OfficerVersion.unit_id)
        .join(Officer, Officer.id == OfficerVersion.officer_id)
        .where(OfficerVersion.since <= DAY)
        .order_by(Officer.staff_no, OfficerVersion.since, OfficerVersion.recorded_at, OfficerVersion.id)
    )


@cache
def _roles() -> Select[int, Role]:
    return select(OfficerRole.version_id, OfficerRole.role)


def _away(session: Session, day: date) -> dict[int, int | None]:
    query = select(Absence).where(Absence.starts_on <= day).order_by(Absence.recorded_at, Absence.id)
    return {one.officer_id: one.acting_id for one in latest_absences(session.scalars(query)) if one.ends_on >= day}


def latest_absences(absences: Iterable[Absence]) -> list[Absence]:
    """Of each officer and start the one recorded last, unless it was withdrawn; ``absences`` as recorded."""
    latest = {(one.officer_id, one.starts_on): one for one in absences}
    return sorted((one for one in latest.values() if not one.withdrawn), key=lambda one: (one.starts_on, one.id))
