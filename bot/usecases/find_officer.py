"""Find the units and officers whose assignments and roles the actor may change (第5-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.roles import Right, may
from bot.work import Work
from models.bulk import among
from models.organisation import Officer, OfficerRole, OfficerVersion
from models.rules.codes import Role, UnitKind
from models.units import UnitNow, superiors, units_on


@dataclass(frozen=True, slots=True)
class Standing:
    """What an officer is from a day on."""

    since: date
    name: str
    rank: str
    unit_id: int
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class FoundOfficer:
    """An officer as of today (or, for one who is yet to come, as of the first day), and what is to come.

    ``version`` is the number of what was decided last about the officer.
    """

    officer_id: int
    staff_no: str
    slack_user_id: str | None
    now: Standing
    ahead: tuple[Standing, ...]
    version: int

    def on(self, day: date) -> Standing:
        """What the officer is on a day, today or later."""
        return max((one for one in (self.now, *self.ahead) if one.since <= day), key=by_day, default=self.now)

    def during(self, first: date, last: date) -> list[Standing]:
        """All that the officer is in turn between two days, today or later."""
        return [self.on(first), *(one for one in self.ahead if first < one.since <= last)]


def by_day(standing: Standing) -> date:
    """The day from which it holds."""
    return standing.since


def units_over(work: Work, on: date) -> dict[int, UnitNow]:
    """The units of a day over which the actor may change assignments and roles."""
    if work.actor is None:
        return {}
    units = units_on(work.session, on)
    return {
        unit.id: unit
        for unit in units.values()
        if may(work.actor, Right.STAFF, list(superiors(units, unit.id)), work.today)
    }


def unit_over(work: Work, code: str, on: date, *kinds: UnitKind) -> UnitNow:
    """The unit with a code, of some kind. Refuses alike what there is not and what the actor is not over."""
    for unit in units_over(work, on).values():
        if unit.code in (code, code.upper()) and (not kinds or unit.kind in kinds):
            return unit
    raise Refusal("staff.not_yours")


def officers_over(work: Work) -> list[FoundOfficer]:
    """The officers who are, or are to come, in a unit that the actor is over; in the order of their staff numbers."""
    over = units_over(work, work.today)
    within = among(work.session, OfficerVersion.unit_id, sorted(over))
    officers = set(work.session.scalars(select(OfficerVersion.officer_id).where(within)))
    found = standing(work.session, officers, work.today)
    return [one for one in found if any(each.unit_id in over for each in (one.now, *one.ahead))]


def officer_over(work: Work, officer_id: int) -> FoundOfficer:
    """One of these. Refuses alike whom there is not and whom the actor is not over."""
    over = units_over(work, work.today)
    for one in standing(work.session, [officer_id], work.today):
        if any(each.unit_id in over for each in (one.now, *one.ahead)):
            return one
    raise Refusal("staff.not_yours")


def officer_held(work: Work, officer_id: int) -> FoundOfficer:
    """The same, locked until the work ends: of two who decide about an officer at once the second sees the first.

    The ledger's lock comes before it, those of beats after it.
    """
    held = select(Officer.id).where(Officer.id == officer_id).with_for_update(key_share=True)
    work.session.execute(held)
    return officer_over(work, officer_id)


def refuse_elsewhere(work: Work, officer: FoundOfficer, day: date) -> None:
    """Refuse an officer who on that day, today or later, is in no unit of the actor's, or not yet anywhere."""
    if day < officer.now.since or officer.on(day).unit_id not in units_over(work, day):
        raise Refusal("staff.elsewhere", on=day)


def refuse_own(work: Work, officer_id: int) -> None:
    """Refuse what somebody would do to themselves: nobody gives themselves a beat, a role or a Slack user (第5-7)."""
    if work.actor is not None and work.actor.officer_id == officer_id:
        raise Refusal("staff.own")


def standing(session: Session, officer_ids: Collection[int], today: date) -> list[FoundOfficer]:
    """Some officers in the versions of a day and those to come, in the order of their staff numbers."""
    query = (
        select(OfficerVersion)
        .where(among(session, OfficerVersion.officer_id, sorted(officer_ids)))
        .order_by(OfficerVersion.since, OfficerVersion.recorded_at, OfficerVersion.id)
    )
    latest = {(one.officer_id, one.since): one for one in session.scalars(query)}
    roles = _roles(session, [one.id for one in latest.values()])
    versions: dict[int, list[Standing]] = {}
    newest: dict[int, int] = {}
    for (officer, since), one in latest.items():
        newest[officer] = max(one.id, newest.get(officer, 0))
        held = Standing(since, one.name, one.rank, one.unit_id, frozenset(roles.get(one.id, ())))
        versions.setdefault(officer, []).append(held)
    officers = session.scalars(select(Officer).where(among(session, Officer.id, sorted(versions))))
    found = [_found(one, sorted(versions[one.id], key=by_day), today, newest[one.id]) for one in officers]
    return sorted(found, key=lambda one: one.staff_no)


def _found(officer: Officer, versions: list[Standing], today: date, newest: int) -> FoundOfficer:
    begun = [one for one in versions if one.since <= today]
    now = begun[-1] if begun else versions[0]
    ahead = tuple(one for one in versions if one.since > max(today, now.since))
    return FoundOfficer(officer.id, officer.staff_no, officer.slack_user_id, now, ahead, newest)


def _roles(session: Session, versions: Collection[int]) -> dict[int, set[Role]]:
    query = select(OfficerRole.version_id, OfficerRole.role).where(
        among(session, OfficerRole.version_id, sorted(versions))
    )
    found: dict[int, set[Role]] = {}
    for version, role in session.execute(query):
        found.setdefault(version, set()).add(role)
    return found
