"""Count what an administrator should look into: messages that did not arrive."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from bot.work import Work
from models.outbox import OutboxMessage, OutboxState

LATELY = timedelta(days=7)
LATE = timedelta(minutes=10)

OPEN = (OutboxState.WAITING, OutboxState.SENDING, OutboxState.POSTED)


@dataclass(frozen=True, slots=True)
class Trouble:
    """Messages given up within the last seven days, and messages that should have arrived ten minutes ago."""

    failed: int
    late: int


def count_trouble(work: Work) -> Trouble:
    """What is wrong with the messages of the whole installation, by the bot's clock."""
    message = OutboxMessage
    failed = (message.state == OutboxState.FAILED) & (message.settled_at > work.now - LATELY)
    late = message.state.in_(OPEN) & (message.not_before < work.now - LATE)
    query = select(func.count().filter(failed), func.count().filter(late))
    return Trouble(*work.session.execute(query).one())
