"""The pace at which Slack is asked: its limits, kept by all delivering processes together.

Each method has a row that says when it may be asked again. Whoever is about to ask moves it on and waits for what it
said before: so turns are given out one after the other, however many ask. After a refusal (429) all rows are moved
to when Slack wants to hear from us again, and every process keeps quiet.

Only the delivery waits here, in threads of its own; nobody who is waited for ever does.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.delivery.letters import CHANNEL, Clock, Patiently, Rate
from models.database import Database
from models.outbox import Pace as Turn

IN_HAND = timedelta(seconds=5)
"""So long a message is kept in hand while its turn comes; for longer it is put back. Half of the grace of a stop."""

BEYOND_REASON = timedelta(minutes=15)
"""A turn that lies further ahead was given by a clock that has been set back since."""


class TooSoon(Patiently):
    """The turn is so far ahead that whoever waits for it had better put the message back, and rest."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Turns, given out on the clock that all delivering processes share."""

    database: Database
    wall: Clock
    rates: Mapping[str, Rate]

    def take(self, method: str, channel: str | None = None) -> None:
        """Wait for a turn to ask a method, about a conversation if one is named. Raises TooSoon."""
        names = [method] if channel is None else [method, channel]
        with self.database.writing() as session:
            wait = self._next(_turns(session, names, self.wall))
        time.sleep(wait.total_seconds())

    def _next(self, turns: list[Turn]) -> timedelta:
        """Move the turns on; the wait for the one that is taken."""
        now = self.wall()
        for turn in turns:
            if turn.next_at - now > BEYOND_REASON:
                turn.next_at = now
        at = max(now, *(turn.next_at - self._rate(turn).at_once for turn in turns))
        if at - now > IN_HAND:
            raise TooSoon(at - now)
        for turn in turns:
            turn.next_at = max(turn.next_at, at) + self._rate(turn).every
        return at - now

    def hold_back(self, wait: timedelta) -> None:
        """Let nobody ask anything before ``wait`` has passed."""
        with self.database.writing() as session:
            for turn in _turns(session, [name for name in self.rates if name != CHANNEL], self.wall):
                turn.next_at = max(turn.next_at, self.wall() + wait + self._rate(turn).at_once)

    def _rate(self, turn: Turn) -> Rate:
        return self.rates.get(turn.name, self.rates[CHANNEL])


def _turns(session: Session, names: list[str], wall: Clock) -> list[Turn]:
    """The rows of these names, locked in the order of their names, made when they are missing."""
    query = select(Turn).where(Turn.name.in_(names)).order_by(Turn.name).with_for_update()
    turns = list(session.scalars(query))
    if len(turns) == len(names):
        return turns
    for name in sorted(set(names) - {turn.name for turn in turns}):
        try:
            with session.begin_nested():
                session.add(Turn(name=name, next_at=wall()))
        except IntegrityError:
            continue  # another process has just made it
    return list(session.scalars(query.execution_options(populate_existing=True)))
