"""Who is in charge of which beat, who helps there, from when to when: vacant beats first (第3-2)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.explain_cell import paged
from bot.usecases.find_officer import standing, unit_over, units_over
from bot.work import Work
from models.bulk import among
from models.organisation import Assignment
from models.people import Service, latest_assignments
from models.rules.codes import Duty, UnitKind
from models.rules.order import natural
from models.units import UnitNow, superiors


@dataclass(frozen=True, slots=True)
class Serving(Service):
    """An assignment that is not over; the officer by staff number and name."""

    assignment_id: int
    staff_no: str
    name: str


@dataclass(frozen=True, slots=True)
class StaffedBeat:
    """A beat with whoever serves it today or is to; ``vacant``: nobody is in charge today."""

    code: str
    name: str
    post: str
    serving: tuple[Serving, ...]
    vacant: bool


@dataclass(frozen=True, slots=True)
class StaffList:
    """A page of the beats below a unit (``within``, empty: all that the actor is over); vacant ones first."""

    within: str
    beats: tuple[StaffedBeat, ...]
    total: int
    vacant: int
    page: int
    pages: int


def list_staff(work: Work, within: str = "", page: int = 1) -> StaffList:
    """The beats of a unit, or all, by post. Refuses those who may change no assignments there."""
    units = units_over(work, work.today)
    if not units:
        raise Refusal("staff.not_yours")
    top = unit_over(work, within, work.today) if within else None
    beats = [
        one
        for one in units.values()
        if one.kind is UnitKind.BEAT and (top is None or top.id in superiors(units, one.id))
    ]
    staffed = _staffed(work, beats, units)
    staffed.sort(key=lambda one: (not one.vacant, natural(one.code)))
    page, pages, shown = paged(staffed, page)
    vacant = sum(one.vacant for one in staffed)
    return StaffList(top.code if top else "", tuple(shown), len(staffed), vacant, page, pages)


def staffed_beat(work: Work, code: str) -> StaffedBeat:
    """One beat. Refuses those who may not change its assignments."""
    beat = unit_over(work, code, work.today, UnitKind.BEAT)
    return _staffed(work, [beat], units_over(work, work.today))[0]


def _staffed(work: Work, beats: Collection[UnitNow], units: Mapping[int, UnitNow]) -> list[StaffedBeat]:
    serving = serving_from(work, [one.id for one in beats], work.today)
    return [
        StaffedBeat(
            one.code,
            one.name,
            units[one.parent_id].name if one.parent_id is not None and one.parent_id in units else "",
            tuple(serving.get(one.id, ())),
            not any(each.duty is Duty.IN_CHARGE and each.covers(work.today) for each in serving.get(one.id, ())),
        )
        for one in beats
    ]


def serving_from(work: Work, beats: Collection[int], day: date) -> dict[int, list[Serving]]:
    """The assignments of some beats that hold on a day or after it, those in charge first."""
    found = [
        one
        for one in latest_assignments(
            work.session.scalars(select(Assignment).where(among(work.session, Assignment.beat_id, sorted(beats))))
        )
        if one.ends_on is None or one.ends_on >= day
    ]
    officers = standing(work.session, {one.officer_id for one in found}, work.today)
    called = {one.officer_id: one for one in officers}
    serving: dict[int, list[Serving]] = {}
    for one in sorted(found, key=lambda one: (one.duty is not Duty.IN_CHARGE, one.starts_on)):
        officer = called[one.officer_id]
        each = Serving(one.beat_id, one.duty, one.starts_on, one.ends_on, one.id, officer.staff_no, officer.now.name)
        serving.setdefault(one.beat_id, []).append(each)
    return serving
