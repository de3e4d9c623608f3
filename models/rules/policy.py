"""A station's policy: how often, and when at the door (第4-2, 第4-3). Times are Japan's wall clock."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import time
from typing import Any


@dataclass(frozen=True, slots=True)
class StationPolicy:
    """What holds where the 署長 has set nothing else.

    ``priority_months`` and ``general_months``: at least one interview in so many months. Visits from ``polite_from``
    until before ``polite_until`` need no word; at night, from ``night_from`` on, they need the 地域課長's approval.
    """

    priority_months: int = 12
    general_months: int = 36
    polite_from: time = time(8)
    polite_until: time = time(19)
    night_from: time = time(20)

    def impolite(self, at: time | None) -> bool:
        """Whether a time of day is outside the hours in which nobody is disturbed.

        >>> StationPolicy().impolite(time(7, 59)), StationPolicy().impolite(time(8)), StationPolicy().impolite(time(19))
        (True, False, True)
        """
        return at is not None and not self.polite_from <= at < self.polite_until


def policy_from(values: Mapping[str, Any]) -> StationPolicy:
    """A policy from what is stored: whole numbers, and times as ``HH:MM``; what is left out has its default.

    >>> policy_from({"general_months": 24, "polite_until": "18:30"}).polite_until
    datetime.time(18, 30)
    """
    given: dict[str, Any] = {
        name: time.fromisoformat(value) if isinstance(value, str) else value for name, value in values.items()
    }
    return replace(StationPolicy(), **given)


def stored_policy(policy: StationPolicy) -> dict[str, int | str]:
    """A policy as it is stored.

    >>> policy_from(stored_policy(StationPolicy(night_from=time(21)))) == StationPolicy(night_from=time(21))
    True
    """
    return {
        "priority_months": policy.priority_months,
        "general_months": policy.general_months,
        "polite_from": f"{policy.polite_from:%H:%M}",
        "polite_until": f"{policy.polite_until:%H:%M}",
        "night_from": f"{policy.night_from:%H:%M}",
    }
