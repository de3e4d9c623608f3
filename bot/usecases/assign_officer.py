"""Give a beat to an officer, in charge or helping, within dates; and say when that ends (第3-2, 第5-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.find_officer import officer_held, refuse_elsewhere, refuse_own, unit_over, units_over
from bot.usecases.find_target import refuse_before
from bot.work import Work
from models.organisation import Assignment, Officer
from models.people import latest_assignments
from models.rules.codes import Duty, UnitKind
from models.units import UnitNow, first_days, lock_beats, unit_by_code


@dataclass(frozen=True, slots=True)
class AssignmentOrder:
    """Both days belong to the duty; no end: until further notice.

    ``succeed``: whoever else is in charge then stops the day before.
    """

    beat_code: str
    officer_id: int
    duty: Duty
    starts_on: date
    ends_on: date | None = None
    succeed: bool = False


@dataclass(frozen=True, slots=True)
class AssignedOfficer:
    """What was stored; ``ended`` are the staff numbers of those whose duty ends by it."""

    beat_code: str
    staff_no: str
    duty: Duty
    starts_on: date
    ends_on: date | None
    ended: tuple[str, ...] = ()


def assign_officer(work: Work, order: AssignmentOrder) -> AssignedOfficer:
    """Store it. Refuses a beat or officer that the actor is not over, and what overlaps with what stands."""
    work.stamp()  # the ledger's lock comes before the beats'
    if order.ends_on is not None and order.ends_on < order.starts_on:
        raise Refusal("staff.ends_before").at("ends_on")
    beat = unit_over(work, order.beat_code, max(order.starts_on, work.today, *_first_day(work, order)), UnitKind.BEAT)
    refuse_before(work, beat.id, order.starts_on, "starts_on")
    officer = officer_held(work, order.officer_id)
    refuse_own(work, officer.officer_id)
    lock_beats(work.session, [beat.id])
    refuse_elsewhere(work, officer, max(order.starts_on, work.today))
    standing = assignments_of(work, beat.id)
    wanted = Assignment(
        beat_id=beat.id,
        officer_id=officer.officer_id,
        duty=order.duty,
        starts_on=order.starts_on,
        ends_on=order.ends_on,
    )
    if any(one.officer_id == officer.officer_id and overlap(one, wanted) for one in standing):
        raise Refusal("staff.already_there").at("starts_on")
    ended = _succeeded(work, order, [one for one in standing if one.duty is Duty.IN_CHARGE and overlap(one, wanted)])
    _record(work, wanted, "staff.assigned")
    return AssignedOfficer(beat.code, officer.staff_no, order.duty, order.starts_on, order.ends_on, ended)


def end_assignment(work: Work, assignment_id: int, ends_on: date | None) -> AssignedOfficer:
    """Let a duty end after a day, or go on until further notice. Refuses what would then overlap with others.

    Refused also when it was recorded anew since it was shown: whoever decides is to know what stands.
    """
    work.stamp()
    beat, one = standing_assignment(work, assignment_id)
    lock_beats(work.session, [beat.id])
    beat, one = standing_assignment(work, assignment_id)  # it may have ended while the beat was another's
    refuse_own(work, one.officer_id)
    if one.id != assignment_id:
        raise Refusal("staff.changed").at("ends_on")
    if ends_on is not None and ends_on < one.starts_on:
        raise Refusal("staff.ends_before").at("ends_on")
    if ends_on == one.ends_on:
        raise Refusal("staff.same_end").at("ends_on")
    wanted = until(one, ends_on)
    for other in assignments_of(work, beat.id):
        same = other.officer_id == one.officer_id
        rivals = other.duty is one.duty is Duty.IN_CHARGE
        if other.id != one.id and overlap(other, wanted) and (same or rivals):
            raise Refusal("staff.overlaps", on=other.starts_on).at("ends_on")
    _record(work, wanted, "staff.ended")
    return AssignedOfficer(beat.code, number_of(work, one.officer_id), one.duty, one.starts_on, ends_on)


def standing_assignment(work: Work, assignment_id: int) -> tuple[UnitNow, Assignment]:
    """An assignment as it was recorded last, with its beat. Refuses alike one that there is not, or is not theirs."""
    found = work.session.get(Assignment, assignment_id)
    beat = units_over(work, work.today).get(found.beat_id) if found else None
    if found is None or beat is None:
        raise Refusal("staff.not_yours")
    for one in assignments_of(work, found.beat_id):
        if (one.officer_id, one.duty, one.starts_on) == (found.officer_id, found.duty, found.starts_on):
            return beat, one
    raise Refusal("staff.changed")  # it was withdrawn


def assignments_of(work: Work, beat: int) -> list[Assignment]:
    """Every assignment of a beat as it was recorded last, in the order of their start."""
    query = select(Assignment).where(Assignment.beat_id == beat)
    return latest_assignments(work.session.scalars(query.execution_options(populate_existing=True)))


def overlap(one: Assignment, other: Assignment) -> bool:
    """Whether two assignments have a day in common."""
    first, second = sorted((one, other), key=lambda each: each.starts_on)
    return first.ends_on is None or first.ends_on >= second.starts_on


def until(one: Assignment, ends_on: date | None) -> Assignment:
    """The same duty with another end, to be recorded."""
    return Assignment(
        beat_id=one.beat_id, officer_id=one.officer_id, duty=one.duty, starts_on=one.starts_on, ends_on=ends_on
    )


def end_before(work: Work, one: Assignment, day: date) -> None:
    """Let a duty that began earlier end on the day before."""
    _record(work, until(one, day - timedelta(days=1)), "staff.ended")


def withdraw(work: Work, one: Assignment) -> None:
    """Take back a duty that has not begun."""
    never = until(one, one.ends_on)
    never.withdrawn = True
    _record(work, never, "staff.withdrawn")


def number_of(work: Work, officer_id: int) -> str:
    """An officer's staff number."""
    return work.session.get_one(Officer, officer_id).staff_no


def _first_day(work: Work, order: AssignmentOrder) -> Collection[date]:
    """The day from which the beat exists, if there is such a beat at all."""
    unit = unit_by_code(work.session, order.beat_code)
    return first_days(work.session, [unit.id]).values() if unit else ()


def _succeeded(work: Work, order: AssignmentOrder, others: list[Assignment]) -> tuple[str, ...]:
    """End the duty of those in charge, where the order says so. Refuses where it does not, or they begin later."""
    if order.duty is not Duty.IN_CHARGE or not others:
        return ()
    if not order.succeed or any(one.starts_on >= order.starts_on for one in others):
        raise Refusal("staff.in_charge", on=max(one.starts_on for one in others)).at("starts_on")
    for one in others:
        end_before(work, one, order.starts_on)
    return tuple(sorted(number_of(work, one.officer_id) for one in others))


def _record(work: Work, one: Assignment, what: str) -> None:
    stamp = work.stamp()
    one.recorded_at, one.audit_id = stamp.recorded_at, stamp.audit_id
    work.session.add(one)
    work.note(what, beat=one.beat_id, officer=one.officer_id)
    work.session.flush()
