"""Who acts in the matrix of roles, and when."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from bot.work import Work
from models.organisation import BEGINNING, Assignment, Officer, OfficerRole, OfficerVersion
from models.rules.codes import Duty, Role
from tests.helpers.world import World

TODAY: Final = date(2026, 3, 2)
"""Of the world."""

YESTERDAY: Final = date(2026, 3, 1)
TOMORROW: Final = date(2026, 3, 3)

DATES: Final = {"past": (date(2026, 2, 1), YESTERDAY), "now": (TODAY, TODAY), "future": (TOMORROW, None)}
"""The days of a duty or a role: over since yesterday, this one day, not before tomorrow."""

ROLES: Final[Mapping[str, tuple[str, Role | None, Duty | None]]] = {
    "charge": ("EX-P1", Role.BEAT_OFFICER, Duty.IN_CHARGE),
    "helper": ("EX-P1", Role.BEAT_OFFICER, Duty.HELPER),
    "chief": ("EX-P1", Role.POST_CHIEF, None),
    "super": ("EX-P1", Role.SUPERVISOR, None),
    "superS": ("EX", Role.SUPERVISOR, None),
    "section": ("EX", Role.SECTION_CHIEF, None),
    "station": ("EX", Role.STATION_CHIEF, None),
    "prefect": ("HQ", Role.PREFECTURE_MANAGER, None),
    "admin": ("EX", Role.ADMINISTRATOR, None),
    "adminHQ": ("HQ", Role.ADMINISTRATOR, None),
    "nobody": ("EX-P1", None, None),
}
"""Unit, role and duty of everybody, in the order of the columns. Whoever serves a beat serves EX-P1-1."""

BEATS: Final = ("EX-P1-1", "EX-P1-2", "EX-P2-1", "FR-P1-1")
"""The beat served, another of its post, of its station, and of another station."""


def user(role: str, when: str = "now") -> str:
    """The Slack user of one of the cast."""
    return f"U0{role}{when}".upper()


def enter_cast(work: Work, world: World) -> dict[str, int]:
    """Everybody of ``ROLES`` three times: with the role behind them, today, and ahead of them; their ids."""
    return {user(role, when): _enter(work, world, role, when) for role in ROLES for when in DATES}


def _enter(work: Work, world: World, role: str, when: str) -> int:
    code, held, duty = ROLES[role]
    unit, (starts_on, ends_on) = world.units[code], DATES[when]
    slack = user(role, when)
    officer = enter_officer(work, unit, slack.removeprefix("U0"), slack)
    enter_version(work, officer, unit, starts_on, held)
    if ends_on:
        enter_version(work, officer, unit, ends_on + timedelta(days=1), None)
    if duty:
        assign(work, world.units[BEATS[0]], officer, duty, starts_on, ends_on)
    return officer


def enter_officer(work: Work, unit: int, number: str, slack: str | None) -> int:
    """An officer who has always been in a unit, without a role; the id."""
    officer = Officer(staff_no=number, slack_user_id=slack)
    work.session.add(officer)
    work.session.flush()
    enter_version(work, officer.id, unit, BEGINNING, None)
    return officer.id


def enter_version(work: Work, officer: int, unit: int, since: date, role: Role | None) -> int:
    """What an officer is from a day on; its id."""
    stamp = work.stamp()
    version = OfficerVersion(
        officer_id=officer,
        since=since,
        name="架空 太郎",
        rank="巡査",
        unit_id=unit,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(version)
    work.session.flush()
    if role:
        work.session.add(OfficerRole(version_id=version.id, role=role))
    return version.id


def assign(work: Work, beat: int, officer: int, duty: Duty, starts_on: date, ends_on: date | None) -> int:
    """An assignment; its id."""
    stamp = work.stamp()
    one = Assignment(
        beat_id=beat,
        officer_id=officer,
        duty=duty,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(one)
    work.session.flush()
    return one.id
