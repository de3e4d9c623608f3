"""An officer gets another unit, rank or roles from a day on, today or later; it takes effect by itself (第5-7)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import misplaced
from bot.usecases.assign_officer import end_before, withdraw
from bot.usecases.find_officer import officer_held, refuse_elsewhere, refuse_own, unit_over
from bot.work import Work
from models.bulk import among
from models.organisation import Assignment, OfficerRole, OfficerVersion
from models.people import latest_assignments
from models.rules.codes import Role, UnitKind
from models.rules.order import natural
from models.units import UnitNow, lock_beats, units_on

NAME_CHARACTERS, RANK_CHARACTERS = 100, 20


@dataclass(frozen=True, slots=True)
class StandingOrder:
    """What an officer is to be: ``roles`` hold over the unit."""

    name: str
    rank: str
    unit_code: str
    roles: frozenset[Role]
    since: date


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """``release``: the duties that the officer has then end the day before, and those to begin later are withdrawn.

    But those in beats of another post to which the officer goes stay: they are what the officer goes there for.
    ``version`` is that of the officer as shown (``FoundOfficer.version``); None where nothing was shown.
    """

    officer_id: int
    standing: StandingOrder
    release: bool = False
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Transferred:
    """What was stored; how many duties end by it (``released``), and how many will not begin (``withdrawn``).

    ``kept``: the codes of the beats that the officer served before and goes on serving.
    """

    staff_no: str
    unit_code: str
    roles: tuple[Role, ...]
    since: date
    released: int = 0
    withdrawn: int = 0
    kept: tuple[str, ...] = ()


def transfer_officer(work: Work, order: TransferOrder) -> Transferred:
    """Store it. Refuses a day gone by, officers and units that the actor is not over, and roles that do not fit.

    Refused also when something else was decided about the officer since it was shown.
    """
    work.stamp()  # the ledger's lock comes before the beats'
    wanted = order.standing
    if wanted.since < work.today:
        raise Refusal("staff.past").at("since")
    officer = officer_held(work, order.officer_id)
    refuse_own(work, officer.officer_id)
    if order.version not in (None, officer.version):
        raise Refusal("staff.changed").at("since")
    refuse_elsewhere(work, officer, wanted.since)
    unit = fitting_unit(work, wanted)
    held = officer.on(wanted.since)
    same = (held.name, held.rank, held.unit_id, held.roles) == (wanted.name, wanted.rank, unit.id, wanted.roles)
    staying = _beats_of(work, unit, wanted.since) if held.unit_id != unit.id else frozenset()
    released, withdrawn = _release(work, order, staying) if order.release else (0, 0)
    if same and not released and not withdrawn:
        raise Refusal("staff.nothing").at("since")
    if not same:
        record_standing(work, officer.officer_id, wanted, unit)
    kept = _kept(work, order)
    return Transferred(
        officer.staff_no, unit.code, tuple(sorted(wanted.roles)), wanted.since, released, withdrawn, kept
    )


def fitting_unit(work: Work, order: StandingOrder) -> UnitNow:
    """The unit of an order. Refuses one that the actor is not over, roles that do not fit it, and missing words."""
    if not 0 < len(order.name) <= NAME_CHARACTERS:
        raise Refusal("staff.name", most=NAME_CHARACTERS).at("name")
    if not 0 < len(order.rank) <= RANK_CHARACTERS:
        raise Refusal("staff.rank", most=RANK_CHARACTERS).at("rank")
    kinds = (UnitKind.POST, UnitKind.STATION, UnitKind.PREFECTURE)
    try:
        unit = unit_over(work, order.unit_code, max(order.since, work.today), *kinds)
    except Refusal as refusal:
        raise refusal.at("unit") from None
    if elsewhere := misplaced(order.roles, unit.kind):
        raise Refusal("staff.role_elsewhere", roles=elsewhere, kind=unit.kind).at("roles")
    return unit


def record_standing(work: Work, officer_id: int, order: StandingOrder, unit: UnitNow) -> None:
    """Store what an officer is from a day on."""
    stamp = work.stamp()
    version = OfficerVersion(
        officer_id=officer_id,
        since=order.since,
        name=order.name,
        rank=order.rank,
        unit_id=unit.id,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(version)
    work.session.flush()
    work.session.add_all(OfficerRole(version_id=version.id, role=role) for role in sorted(order.roles))
    work.note(
        "staff.standing",
        officer=officer_id,
        unit=unit.id,
        roles=sorted(order.roles),
        since=order.since.isoformat(),
    )
    work.session.flush()


def _beats_of(work: Work, unit: UnitNow, day: date) -> frozenset[int]:
    """The beats of a post on a day; of a station none, for nobody goes to a station for one beat."""
    if unit.kind is not UnitKind.POST:
        return frozenset()
    return frozenset(one.id for one in units_on(work.session, day).values() if one.parent_id == unit.id)


def _release(work: Work, order: TransferOrder, staying: frozenset[int]) -> tuple[int, int]:
    """End the duties that began before the day and would go on, withdraw those to begin later; how many of each.

    Those to begin later in beats that are ``staying`` stay.
    """
    day = order.standing.since
    held = _duties(work, order.officer_id, day)
    lock_beats(work.session, {one.beat_id for one in held})
    held = _duties(work, order.officer_id, day)  # one may have ended while its beat was another's
    begun = [one for one in held if one.starts_on < day]
    ahead = [one for one in held if one.starts_on >= day and one.beat_id not in staying]
    for one in begun:
        end_before(work, one, day)
    for one in ahead:
        withdraw(work, one)
    return len(begun), len(ahead)


def _kept(work: Work, order: TransferOrder) -> tuple[str, ...]:
    day = order.standing.since
    beats = {one.beat_id for one in _duties(work, order.officer_id, day) if one.starts_on < day}
    units = units_on(work.session, day, ids=beats)
    return tuple(sorted((unit.code for unit in units.values()), key=natural))


def _duties(work: Work, officer_id: int, day: date) -> list[Assignment]:
    """The duties of an officer that would go on, or begin, on a day or after it."""
    query = select(Assignment).where(among(work.session, Assignment.officer_id, [officer_id]))
    found = latest_assignments(work.session.scalars(query.execution_options(populate_existing=True)))
    return [one for one in found if one.ends_on is None or one.ends_on >= day]
