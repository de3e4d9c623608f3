"""Change a station's policy from a day on, today or later: before that day nothing changes (第4-2, 第4-3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.errors import Refusal
from bot.usecases.show_settings import find_station, state_of
from bot.work import Work
from models.conduct import Policy
from models.policies import policy_changes, policy_on
from models.rules.policy import KINDS, StationPolicy, policy_faults, stored_policy
from models.units import lock_beats


@dataclass(frozen=True, slots=True)
class SettingsOrder:
    """``values`` as they were filled in, beside which stood those of ``shown_on`` in the state ``base``."""

    code: str
    since: date
    values: Mapping[str, Any]
    shown_on: date
    base: int


@dataclass(frozen=True, slots=True)
class ChangedSetting:
    """One value, before and after."""

    name: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class ChangedSettings:
    """What was stored."""

    code: str
    since: date
    changes: tuple[ChangedSetting, ...]


def change_settings(work: Work, order: SettingsOrder) -> ChangedSettings:
    """Store what differs from what was shown. Refuses a day gone by, what cannot hold, and a state gone by."""
    stamp = work.stamp()
    station = find_station(work, order.code)
    if order.since < work.today:
        raise Refusal("policy.past").at("since")
    lock_beats(work.session, [station.id])
    if state_of(policy_changes(work.session, [station.id])) != order.base:
        raise Refusal("policy.meanwhile")
    before = policy_on(work.session, [station.id], order.shown_on)
    changes = tuple(
        ChangedSetting(name, getattr(before, name), value)
        for name, value in order.values.items()
        if name in KINDS and value != getattr(before, name)
    )
    if not changes:
        raise Refusal("policy.nothing")
    values = {one.name: one.after for one in changes}
    stored = {name: value for name, value in stored_policy(StationPolicy(**values)).items() if name in values}
    stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
    work.session.add(Policy(unit_id=station.id, since=order.since, values=stored, **stamped))
    work.note("settings.changed", unit=station.id, since=order.since.isoformat(), names=sorted(values))
    work.session.flush()
    _refuse_faults(work, station.id, order.since)
    return ChangedSettings(station.code, order.since, changes)


def _refuse_faults(work: Work, station: int, since: date) -> None:
    """Refuse what cannot hold from the day on, or from a later day on which something else changes."""
    later = {one.since for one in policy_changes(work.session, [station]) if one.since > since}
    for day in sorted({since, *later}):
        for fault in policy_faults(policy_on(work.session, [station], day)):
            raise Refusal(
                "policy.value",
                name=fault.name,
                why=fault.code,
                other=fault.other,
                least=fault.least,
                most=fault.most,
                later=day if day > since else None,
            ).at(fault.name)
