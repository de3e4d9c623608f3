"""How much is in the outbox, and what of it is stuck: cheap however much was ever sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, cast, exists, func, or_, select
from sqlalchemy.orm import Session

from bot.usecases.count_trouble import LATELY, OPEN
from bot.work import Work
from models.notices import NoticeDecision
from models.outbox import CANCELLED, LAPSED, OutboxMessage, OutboxState
from models.rules.notices import Notice

DOUBT = (OutboxState.SENDING, OutboxState.POSTED)
LONG_WAIT = timedelta(hours=1)
"""What is due for longer waits for more than its turn: 1,300 people's forms take half of that."""

LONG_DOUBT = timedelta(hours=1)
UNTOLD = timedelta(days=1)
"""Within a day the administrator has heard of what was given up."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Messages by state, the open ones by what they are about, and since when the oldest of each should be there.

    ``decided_at``: when a tick last decided anything, on the bot's clock.
    """

    states: dict[OutboxState, int]
    open_kinds: dict[str, int]
    oldest_waiting: datetime | None
    oldest_doubt: datetime | None
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stuck:
    """Messages that somebody should look at, by their numbers. ``untold``: given up, and no administrator heard."""

    doubt: tuple[int, ...]
    waiting: tuple[int, ...]
    failed: tuple[int, ...]
    untold: tuple[int, ...]


def weigh_outbox(session: Session) -> Weight:
    """What is in the outbox. What was sent is counted as what is left: an index over all of it would be read else."""
    row = OutboxMessage
    query = (
        select(row.state, row.words, func.count(), func.min(row.not_before))
        .where(row.state.in_(OPEN))
        .group_by(row.state, row.words)
    )
    states = dict.fromkeys(OutboxState, 0)
    kinds: dict[str, int] = {}
    oldest: dict[OutboxState, datetime] = {}
    for state, words, number, since in session.execute(query):
        states[state] += number
        kind = words.partition(".")[0]
        kinds[kind] = kinds.get(kind, 0) + number
        oldest[state] = min(oldest.get(state, since), since)
    failed = select(func.count()).select_from(row).where(row.state == OutboxState.FAILED)
    states[OutboxState.FAILED] = session.scalars(failed).one()
    every = session.scalars(select(func.count()).select_from(row)).one()
    states[OutboxState.SENT] = every - sum(states.values())
    return Weight(
        states,
        kinds,
        oldest.get(OutboxState.WAITING),
        min((oldest[state] for state in DOUBT if state in oldest), default=None),
        session.scalars(select(func.max(NoticeDecision.decided_at))).one(),
    )


def stuck_messages(work: Work) -> Stuck:
    """What does not go on by itself as it should, by the bot's clock."""

    def numbers(*which: ColumnElement[bool]) -> tuple[int, ...]:
        return tuple(work.session.scalars(select(row.id).where(*which).order_by(row.id)))

    row = OutboxMessage
    told = exists().where(NoticeDecision.kind == Notice.UNDELIVERED, NoticeDecision.period == cast(row.id, String))
    failed = (
        row.state == OutboxState.FAILED,
        row.settled_at > work.now - LATELY,
        or_(row.last_error.is_(None), row.last_error.not_in((LAPSED, CANCELLED))),
    )
    return Stuck(
        doubt=numbers(row.state.in_(DOUBT), row.not_before < work.now - LONG_DOUBT),
        waiting=numbers(row.state == OutboxState.WAITING, row.not_before < work.now - LONG_WAIT),
        failed=numbers(*failed),
        untold=numbers(*failed, row.settled_at < work.now - UNTOLD, ~told),
    )
