"""Say who is away from when to when, and who hears their notices meanwhile; and take it back."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import STANDING_IN, may_stand_in
from bot.usecases.find_officer import FoundOfficer, standing
from bot.usecases.list_absences import known_actor, officers_to_excuse, standing_absences
from bot.work import Work
from models.notices import Absence
from models.organisation import Officer, OfficerVersion
from models.rules.codes import Role
from models.units import house_of, units_on

LONGEST = timedelta(days=366)
"""Who is away for longer has handed the beat over."""


@dataclass(frozen=True, slots=True)
class AbsenceOrder:
    """Both days belong to it. ``officer_id`` None: the actor's own. Without ``acting_id`` the notices wait."""

    officer_id: int | None
    starts_on: date
    ends_on: date
    acting_id: int | None = None


@dataclass(frozen=True, slots=True)
class PlannedAbsence:
    """What was stored, by staff numbers; ``left`` are those for whom the officer was to act meanwhile.

    ``until``: the last day of the absence that it replaced, if there was one that started on the same day.
    """

    staff_no: str
    starts_on: date
    ends_on: date
    acting: str | None
    left: tuple[str, ...] = ()
    until: date | None = None

    @property
    def back_on(self) -> date:
        """The day on which what waited is said."""
        return self.ends_on + timedelta(days=1)


def plan_absence(work: Work, order: AbsenceOrder) -> PlannedAbsence:
    """Store it; one that starts on the same day is replaced.

    Refuses an officer of whom the actor may not, days gone by or in the wrong order, what overlaps, and whoever cannot
    act: of another station, away too, or without a role that reads figures on some of the days.
    """
    check(order, work.today)
    stamp = work.stamp()
    officer = _excused(work, order.officer_id)
    _hold(work, [officer.officer_id, *([order.acting_id] if order.acting_id else [])])
    acting = None if order.acting_id is None else _acting(work, officer, order)
    until: date | None = None
    for one in standing_absences(work, [officer.officer_id]):
        if one.starts_on == order.starts_on:
            until = one.ends_on
        elif _overlap(one, order):
            raise Refusal("absence.overlaps", starts_on=one.starts_on, ends_on=one.ends_on).at("starts_on")
    work.session.add(
        Absence(
            officer_id=officer.officer_id,
            starts_on=order.starts_on,
            ends_on=order.ends_on,
            acting_id=acting.officer_id if acting else None,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
    )
    stands_in = acting.staff_no if acting else None
    left = _left(work, officer.officer_id, order)
    planned = PlannedAbsence(officer.staff_no, order.starts_on, order.ends_on, stands_in, left, until)
    _note(work, "absence.planned", planned)
    return planned


def withdraw_absence(work: Work, absence_id: int) -> PlannedAbsence:
    """Take back an absence that is not over: the officer hears the notices again. Refuses one that is not there."""
    stamp = work.stamp()
    officers = {one.officer_id: one.staff_no for one in officers_to_excuse(work)}
    found = work.session.get(Absence, absence_id)
    if found is None or found.officer_id not in officers:
        raise Refusal("absence.gone")
    _hold(work, [found.officer_id])
    there = {one.id for one in standing_absences(work, [found.officer_id]) if one.ends_on >= work.today}
    if found.id not in there:
        raise Refusal("absence.gone")
    work.session.add(
        Absence(
            officer_id=found.officer_id,
            starts_on=found.starts_on,
            ends_on=found.ends_on,
            acting_id=found.acting_id,
            withdrawn=True,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
    )
    withdrawn = PlannedAbsence(officers[found.officer_id], found.starts_on, found.ends_on, None)
    _note(work, "absence.withdrawn", withdrawn)
    return withdrawn


def colleagues(work: Work, of: FoundOfficer) -> list[FoundOfficer]:
    """Who is in the same station as an officer, or in the 本部 as well."""
    units = units_on(work.session, work.today)
    home = house_of(units, of.now.unit_id)
    near = {unit for unit in units if house_of(units, unit) == home}
    query = select(OfficerVersion.officer_id).where(OfficerVersion.unit_id.in_(near))
    found = standing(work.session, set(work.session.scalars(query)), work.today)
    return [one for one in found if one.now.unit_id in near and one.officer_id != of.officer_id]


def stand_ins(work: Work, of: FoundOfficer) -> list[FoundOfficer]:
    """Those of the colleagues who may hear an officer's notices, by the roles that they hold today."""
    return [one for one in colleagues(work, of) if may_stand_in(one.now.roles)]


def check(order: AbsenceOrder, today: date) -> None:
    """Refuse days that cannot be."""
    if order.ends_on < order.starts_on:
        raise Refusal("absence.ends_before").at("ends_on")
    if order.ends_on < today:
        raise Refusal("absence.past").at("ends_on")
    if order.ends_on - order.starts_on > LONGEST:
        raise Refusal("absence.long").at("ends_on")


def _excused(work: Work, officer_id: int | None) -> FoundOfficer:
    wanted = known_actor(work).officer_id if officer_id is None else officer_id
    for one in officers_to_excuse(work):
        if one.officer_id == wanted:
            return one
    raise Refusal("absence.not_yours").at("who")


def _acting(work: Work, officer: FoundOfficer, order: AbsenceOrder) -> FoundOfficer:
    for one in colleagues(work, officer):
        if one.officer_id == order.acting_id:
            if any(_overlap(away, order) for away in standing_absences(work, [one.officer_id])):
                raise Refusal("absence.acting_away", staff_no=one.staff_no).at("acting")
            if not all(may_stand_in(each.roles) for each in one.during(order.starts_on, order.ends_on)):
                roles = [role for role in Role if role in STANDING_IN]
                raise Refusal("absence.no_reader", staff_no=one.staff_no, roles=roles).at("acting")
            return one
    raise Refusal("absence.no_colleague").at("acting")


def _left(work: Work, officer: int, order: AbsenceOrder) -> tuple[str, ...]:
    """Whose notices wait now, as the one who was to act for them is away as well."""
    relying = set(work.session.scalars(select(Absence.officer_id).where(Absence.acting_id == officer)))
    away = standing_absences(work, relying)
    found = {one.officer_id for one in away if one.acting_id == officer and _overlap(one, order)}
    return tuple(sorted(one.staff_no for one in standing(work.session, found, work.today)))


def _overlap(one: Absence, order: AbsenceOrder) -> bool:
    return one.starts_on <= order.ends_on and order.starts_on <= one.ends_on


def _hold(work: Work, officers: list[int]) -> None:
    """Of two who decide about an officer's absence at once, the second sees the first; always in the same order."""
    held = select(Officer.id).where(Officer.id.in_(officers)).order_by(Officer.id).with_for_update(key_share=True)
    work.session.execute(held).all()


def _note(work: Work, what: str, one: PlannedAbsence) -> None:
    work.note(
        what,
        officer=one.staff_no,
        starts_on=one.starts_on.isoformat(),
        ends_on=one.ends_on.isoformat(),
        acting=one.acting,
    )
