"""Trigger ids: what a person just did entitles the bot to open one view, within three seconds."""

import secrets
from dataclasses import dataclass

from bot.playground.api import ApiError
from bot.playground.minting import Clock

LIFETIME = 3.0
"""Seconds."""


@dataclass
class Trigger:
    """Who did something, and when; ``in_modal`` when it was done in an open modal."""

    user: str
    since: float
    in_modal: bool
    used: bool = False


class Triggers:
    """All trigger ids ever given."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, Trigger] = {}

    def new(self, user: str, *, in_modal: bool = False) -> str:
        """An id for something that the user does now."""
        name = f"{len(self._given) + 1}.{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._given[name] = Trigger(user, self._clock.now(), in_modal)
        return name

    def check(self, name: str) -> Trigger:
        """The trigger of an id that may still be exchanged; ApiError otherwise."""
        trigger = self._given.get(name)
        if trigger is None:
            raise ApiError("invalid_trigger_id")
        if trigger.used:
            raise ApiError("exchanged_trigger_id")
        if self._clock.now() - trigger.since > LIFETIME:
            raise ApiError("expired_trigger_id")
        return trigger
