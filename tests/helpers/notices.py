"""The tick over a made-up station, and what it put into the outbox."""

from datetime import date
from typing import Any

from sqlalchemy import select

from bot.notices.saying import say_notices
from models.conduct import Policy
from models.holidays import is_day_off
from models.notices import Absence, NoticeDecision
from models.organisation import BEGINNING, Assignment, Officer, OfficerVersion, Unit, UnitVersion
from models.outbox import OutboxMessage, OutboxState
from models.rules.codes import Duty, UnitKind
from models.rules.notices import Notice
from tests.helpers.world import World

Said = list[tuple[str, str, str]]
"""Who heard which notice about which unit."""


def tick(world: World, moment: str | None = None) -> Said:
    """Let the clock tick, at a moment of Japan if one is named; what is newly said."""
    if moment:
        world.at(moment)
    before = len(messages(world))
    number = say_notices(world.database, world.clock, is_day_off)
    new = messages(world)[before:]
    assert len(new) == number
    return [(name(world, one.officer_id), each["kind"], each["code"]) for one in new for each in one.facts["notices"]]


def messages(world: World) -> list[OutboxMessage]:
    """All that was put into the outbox, in order."""
    with world.database.reading() as session:
        found = list(session.scalars(select(OutboxMessage).order_by(OutboxMessage.id)))
        session.expunge_all()
        return found


def name(world: World, officer_id: int) -> str:
    """A staff number."""
    return next(staff_no for staff_no, each in world.officers.items() if each == officer_id)


def settle(world: World, state: OutboxState = OutboxState.SENT, code: str | None = None) -> None:
    """As if all that waits had been brought now, or given up."""
    with world.database.writing() as session:
        for row in session.scalars(select(OutboxMessage).where(OutboxMessage.settled_at.is_(None))):
            row.state, row.settled_at, row.last_error = state, world.now, code
            row.channel, row.ts = f"D{row.officer_id}", f"{row.id}.0"


def decided(world: World) -> list[tuple[Notice, str, bool]]:
    """Kinds and periods that were decided, and whether there was anything to say."""
    with world.database.reading() as session:
        rows = session.scalars(select(NoticeDecision).order_by(NoticeDecision.id)).all()
        return [(row.kind, row.period, row.message_id is not None) for row in rows]


def policy(world: World, since: date, station: str = "EX", **values: Any) -> None:
    """A station sets something, as it is stored."""
    with world.work() as work:
        stamp = work.stamp()
        row = Policy(
            unit_id=world.units[station],
            since=since,
            values=values,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(row)


def away(world: World, who: str, starts_on: date, ends_on: date, acting: str | None = None) -> None:
    """Somebody is absent."""
    with world.work() as work:
        stamp = work.stamp()
        row = Absence(
            officer_id=world.officers[who],
            starts_on=starts_on,
            ends_on=ends_on,
            acting_id=world.officers[acting] if acting else None,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(row)


def muster(world: World, number: int) -> None:
    """So many beats more under EX-P1, from EX-P1-3 on, each with an officer in charge: C3, C4, …"""
    codes = range(3, 3 + number)
    with world.work() as work:
        stamp, session = work.stamp(), work.session
        stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        units = [Unit(kind=UnitKind.BEAT, code=f"EX-P1-{each}") for each in codes]
        officers = [Officer(staff_no=f"C{each}", slack_user_id=f"U0C{each}") for each in codes]
        session.add_all([*units, *officers])
        session.flush()
        parent = world.units["EX-P1"]
        for unit, officer in zip(units, officers, strict=True):
            named = {"since": BEGINNING, "name": unit.code, **stamped}
            session.add(UnitVersion(unit_id=unit.id, parent_id=parent, post_kind=None, **named))
            session.add(OfficerVersion(officer_id=officer.id, rank="巡査長", unit_id=parent, **named))
            served = {"duty": Duty.IN_CHARGE, "starts_on": date(2025, 4, 1), "ends_on": None, **stamped}
            session.add(Assignment(beat_id=unit.id, officer_id=officer.id, **served))
            world.units[unit.code], world.officers[officer.staff_no] = unit.id, officer.id


def takes_over(world: World, beat: str, who: str, starts_on: date, ends_on: date | None = None) -> None:
    """Somebody is in charge of a beat from a day on."""
    with world.work() as work:
        stamp = work.stamp()
        row = Assignment(
            beat_id=world.units[beat],
            officer_id=world.officers[who],
            duty=Duty.IN_CHARGE,
            starts_on=starts_on,
            ends_on=ends_on,
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(row)
