"""The policy of a station as it holds, who set what since when, and what was ever changed (第4-2, 第4-3)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from bot.errors import Refusal
from bot.roles import Right, may
from bot.usecases.explain_cell import paged
from bot.work import Work
from models.audit import Audit
from models.conduct import Policy
from models.policies import policy_changes
from models.rules.codes import UnitKind
from models.rules.order import natural
from models.rules.policy import KINDS, policy_from
from models.units import UnitNow, superiors, units_on


@dataclass(frozen=True, slots=True)
class Setting:
    """One value; ``since`` and ``by`` (a staff number) are None for a default that nobody changed."""

    name: str
    value: Any
    since: date | None
    by: str | None


@dataclass(frozen=True, slots=True)
class SettingsChange:
    """What somebody changed to from a day on: names with their values."""

    since: date
    values: tuple[tuple[str, Any], ...]
    by: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds in a station on a day. ``ahead`` are the days on which something changes later.

    ``base`` names the state of everything set so far: a change that was begun on another state is refused.
    """

    code: str
    name: str
    on: date
    settings: tuple[Setting, ...]
    ahead: tuple[date, ...]
    base: int


@dataclass(frozen=True, slots=True)
class SettingsHistory:
    """A page of the changes, the last recorded first."""

    code: str
    changes: tuple[SettingsChange, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Stations:
    """A page of the stations whose policy the actor may change."""

    stations: tuple[UnitNow, ...]
    total: int
    page: int
    pages: int


def list_stations(work: Work, page: int = 1) -> Stations:
    """In the order of their codes."""
    found = settable_stations(work)
    page, pages, shown = paged(found, page)
    return Stations(tuple(shown), len(found), page, pages)


def show_settings(work: Work, code: str, on: date | None = None) -> Settings:
    """What holds on a day, today if none is named. Refuses those who may not change it."""
    station, day = find_station(work, code), on or work.today
    changes = policy_changes(work.session, [station.id])
    held = {name: one for one in changes if one.since <= day for name in one.values}
    policy = policy_from({name: one.values[name] for name, one in held.items()})
    actors = _actors(work, changes)
    settings = tuple(
        Setting(name, getattr(policy, name), one.since if one else None, actors[one.audit_id] if one else None)
        for name in KINDS
        for one in [held.get(name)]
    )
    ahead = sorted({one.since for one in changes if one.since > day})
    return Settings(station.code, station.name, day, settings, tuple(ahead), state_of(changes))


def list_settings_changes(work: Work, code: str, page: int = 1) -> SettingsHistory:
    """Everything ever set in a station. Refuses those who may not change it."""
    station = find_station(work, code)
    changes = sorted(policy_changes(work.session, [station.id]), key=lambda one: (one.recorded_at, one.id))
    page, pages, shown = paged(changes[::-1], page)
    actors = _actors(work, shown)
    lines = tuple(_change(one, actors[one.audit_id]) for one in shown)
    return SettingsHistory(station.code, lines, len(changes), page, pages)


def state_of(changes: Sequence[Policy]) -> int:
    """What tells whether anything was set in between; 0 where nothing ever was."""
    return max((one.id for one in changes), default=0)


def find_station(work: Work, code: str) -> UnitNow:
    """The station with a code. Refuses all alike whose policy the actor may not change, and that there are not."""
    wanted = [one for one in settable_stations(work) if one.code in (code, code.upper())]
    if not wanted:
        raise Refusal("policy.not_yours")
    return wanted[0]


def settable_stations(work: Work) -> list[UnitNow]:
    """The stations whose policy the actor may change today."""
    if work.actor is None:
        return []
    units = units_on(work.session, work.today)
    found = [
        one
        for one in units.values()
        if one.kind is UnitKind.STATION and may(work.actor, Right.SETTINGS, list(superiors(units, one.id)), work.today)
    ]
    return sorted(found, key=lambda one: natural(one.code))


def _change(one: Policy, by: str) -> SettingsChange:
    values = policy_from(one.values)
    named = tuple((name, getattr(values, name)) for name in KINDS if name in one.values)
    return SettingsChange(one.since, named, by, one.recorded_at)


def _actors(work: Work, changes: Sequence[Policy]) -> dict[int, str]:
    query = select(Audit.id, Audit.actor).where(Audit.id.in_({one.audit_id for one in changes}))
    return dict(work.session.execute(query).all())
