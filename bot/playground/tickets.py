"""What a bot is given for a short time: triggers that open one view, addresses for later answers."""

import secrets
from dataclasses import dataclass

from bot.playground.api import ApiError
from bot.playground.minting import Clock

URL_LIFETIME = 1800.0
"""Seconds."""
MOST_USES = 5
"""Of one address."""


@dataclass
class Trigger:
    """Who did something, and when; ``in_modal`` when it was done in an open modal."""

    user: str
    since: float
    in_modal: bool
    used: bool = False


class Triggers:
    """All trigger ids ever given, each good for ``lifetime`` seconds."""

    def __init__(self, clock: Clock, lifetime: float) -> None:
        self._clock, self._lifetime = clock, lifetime
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
        if self._clock.now() - trigger.since > self._lifetime:
            raise ApiError("expired_trigger_id")
        return trigger


@dataclass
class ResponseUrl:
    """An address; ``original`` is the ts of what it may replace: what was pressed, or what the command first said."""

    user: str
    channel: str
    since: float
    original: str
    uses: int = 0


class ResponseUrls:
    """All addresses ever given, by their ticket: the last part of the address."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._given: dict[str, ResponseUrl] = {}

    def new(self, user: str, channel: str, original: str = "") -> str:
        """A ticket for something that the user does now in a conversation."""
        ticket = secrets.token_urlsafe(18)
        self._given[ticket] = ResponseUrl(user, channel, self._clock.now(), original)
        return ticket

    def find(self, ticket: str) -> ResponseUrl:
        """The address of a ticket; ApiError when it is unknown or too old."""
        url = self._given.get(ticket)
        if url is None or self._clock.now() - url.since > URL_LIFETIME:
            raise ApiError("expired_url")
        return url
