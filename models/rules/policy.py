"""A station's policy: how often, when at the door (第4-2, 第4-3), when it hears what. Times are Japan's wall clock."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import time
from enum import StrEnum
from typing import Any


class HolidayShift(StrEnum):
    """What becomes of a message's day that is a holiday or at a weekend."""

    NONE = "none"
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class StationPolicy:
    """What holds where the 署長 has set nothing else.

    ``priority_months`` and ``general_months``: at least one interview in so many months. Visits from ``polite_from``
    until before ``polite_until`` need no word; at night, from ``night_from`` until before ``night_until`` of the next
    morning, they need the 地域課長's approval. Each message has its day of the month and its time; ``shortfall_days``
    is how many days before the month's last the first word of a shortfall comes. ``plan_day`` and
    ``plan_chief_day`` are of January: then the officer and the 所長 hear that no plan is approved. Nobody is told
    anything from ``quiet_from`` until before ``quiet_until`` of the next morning.

    ``nudge_percent``: below this share of the month's plan one is reminded. ``provisional_days``: a 仮カード is old
    after so many. ``register_months``: C is. ``first_visit_days`` without a visit of a new assignment are told to the
    officer, ``first_visit_chief_days`` to the 所長. ``looks_a_day``: more looks at personal data are told to the
    管理責任者.
    """

    priority_months: int = 12
    general_months: int = 36
    polite_from: time = time(8)
    polite_until: time = time(19)
    night_from: time = time(20)
    night_until: time = time(7)
    month_start_day: int = 1
    month_start_time: time = time(8, 30)
    nudge_day: int = 16
    nudge_time: time = time(8, 30)
    shortfall_days: int = 5
    shortfall_time: time = time(8, 30)
    digest_day: int = 2
    digest_time: time = time(9)
    plan_day: int = 10
    plan_chief_day: int = 20
    holidays: HolidayShift = HolidayShift.NONE
    quiet_from: time = time(21)
    quiet_until: time = time(7)
    nudge_percent: int = 50
    provisional_days: int = 90
    register_months: int = 12
    first_visit_days: int = 14
    first_visit_chief_days: int = 30
    looks_a_day: int = 50

    def impolite(self, at: time | None) -> bool:
        """Whether a time of day is outside the hours in which nobody is disturbed.

        >>> StationPolicy().impolite(time(7, 59)), StationPolicy().impolite(time(8)), StationPolicy().impolite(time(19))
        (True, False, True)
        """
        return at is not None and not self.polite_from <= at < self.polite_until


LIMITS: Mapping[str, tuple[int, int]] = {
    "priority_months": (1, 60),
    "general_months": (1, 120),
    "month_start_day": (1, 10),
    "nudge_day": (10, 25),
    "shortfall_days": (1, 10),
    "digest_day": (1, 10),
    "plan_day": (1, 31),
    "plan_chief_day": (1, 31),
    "nudge_percent": (1, 100),
    "provisional_days": (1, 999),
    "register_months": (1, 60),
    "first_visit_days": (1, 90),
    "first_visit_chief_days": (1, 180),
    "looks_a_day": (1, 999),
}
"""The least and the most that a number may be."""

ORDER = (
    ("priority_months", "general_months", "or_equal"),
    ("polite_from", "polite_until", "before"),
    ("polite_until", "night_from", "or_equal"),
    ("night_until", "polite_from", "or_equal"),
    ("quiet_until", "quiet_from", "before"),
    ("first_visit_days", "first_visit_chief_days", "or_equal"),
    ("plan_day", "plan_chief_day", "or_equal"),
)
"""What comes before what: of each pair the first may not be greater, or not even equal."""

SAID_AT = ("month_start_time", "nudge_time", "shortfall_time", "digest_time")


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """What is wrong with a value: ``code`` is ``limits``, ``order`` or ``quiet``; ``other`` is what it must fit."""

    name: str
    code: str
    other: str | None = None
    least: int | None = None
    most: int | None = None


def policy_faults(policy: StationPolicy) -> Iterator[PolicyFault]:
    """Whatever in a policy cannot hold.

    >>> [(one.name, one.code) for one in policy_faults(StationPolicy(general_months=6, nudge_time=time(21)))]
    [('general_months', 'order'), ('nudge_time', 'quiet')]
    >>> [(one.name, one.most) for one in policy_faults(StationPolicy(month_start_day=11))]
    [('month_start_day', 10)]
    """
    for name, (least, most) in LIMITS.items():
        if not least <= getattr(policy, name) <= most:
            yield PolicyFault(name, "limits", least=least, most=most)
    for first, second, how in ORDER:
        one, other = getattr(policy, first), getattr(policy, second)
        if one > other or (how == "before" and one == other):
            yield PolicyFault(second, "order", first)
    for name in SAID_AT:
        if not policy.quiet_until <= getattr(policy, name) < policy.quiet_from:
            yield PolicyFault(name, "quiet")


def policy_from(values: Mapping[str, Any]) -> StationPolicy:
    """A policy from what is stored: whole numbers, codes, and times as ``HH:MM``; what is left out has its default.

    >>> policy_from({"general_months": 24, "polite_until": "18:30"}).polite_until
    datetime.time(18, 30)
    """
    return replace(StationPolicy(), **{name: _read(name, value) for name, value in values.items()})


def stored_policy(policy: StationPolicy) -> dict[str, int | str]:
    """A policy as it is stored.

    >>> policy_from(stored_policy(StationPolicy(night_from=time(21)))) == StationPolicy(night_from=time(21))
    True
    """
    return {name: f"{value:%H:%M}" if isinstance(value, time) else value for name, value in asdict(policy).items()}


def _read(name: str, value: Any) -> Any:
    kind = KINDS[name]
    return time.fromisoformat(value) if kind is time else kind(value)


KINDS: Mapping[str, type] = {one.name: type(one.default) for one in fields(StationPolicy)}
"""Of what kind each value is: ``int``, ``time`` or ``HolidayShift``."""
