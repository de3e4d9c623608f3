"""The tick: what is open is decided once and put into the outbox, one message a person and day.

Any number of processes may do this at once, again and again. A message and the decisions in it are stored together
or not at all; the database refuses a second of either. So a crash between any two lines loses nothing, and the next
tick goes on.
"""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bot.notices.gathering import Gathering, Open
from bot.notices.judging import worth_saying
from bot.work import Clock, begin
from models.database import Database
from models.notices import NoticeDecision
from models.outbox import OutboxMessage, OutboxState
from models.rules.calendar import DAY, DayOff, is_quiet, moment
from models.rules.form import month_end
from models.rules.notices import Notice, push_at
from models.rules.policy import StationPolicy

WORDS = "notices.push"

BATCH = 50
"""So many people's messages are stored at once: a tick in the middle of 1,300 keeps nobody waiting."""

STUCK_AFTER = timedelta(days=2)
"""A message that is on its way for longer keeps no other from being sent."""


@dataclass(frozen=True, slots=True)
class Push:
    """All that one person hears today, with the policy whose quiet hours hold for it."""

    hearer: int
    notices: tuple[Open, ...]
    policy: StationPolicy


def say_notices(database: Database, clock: Clock, off: DayOff, batch: int = BATCH) -> int:
    """Decide all that is open now; how many messages were put into the outbox. Raises DatabaseFault.

    So many people's messages (``batch``) are stored at once.
    """
    now = clock()
    with database.reading() as session:
        gathering = Gathering(session, now, off)
        pushes = list(due_pushes(gathering))
    if not pushes:
        return 0
    with begin(database, lambda: now, "notices") as work:
        known_at = work.issue_moment()
    said = 0
    for start in range(0, len(pushes), batch):
        some = pushes[start : start + batch]
        with database.reading() as session:
            gathering.session = session
            worth = worth_saying(gathering, {one for push in some for one in push.notices}, known_at)
        with database.writing() as session:
            said += sum(_say(session, gathering, push, worth, known_at) for push in some)
    return said


def due_pushes(gathering: Gathering) -> Iterator[Push]:
    """What is to be said now: all of a person's day at once, not at night, and not after another one today."""
    if gathering.asleep:  # there is a tick every minute of the night
        return
    by_hearer: dict[int, list[Open]] = {}
    for one in gathering.found():
        hearer = gathering.hearer(one)
        if hearer is not None:
            by_hearer.setdefault(hearer, []).append(one)
    due = {hearer: found for hearer, found in by_hearer.items() if _is_due(gathering, found)}
    heard = _heard_today(gathering, due.keys()) if due else set()
    for hearer, found in sorted(due.items()):
        if hearer not in heard:
            yield Push(hearer, tuple(sorted(found, key=_order)), _strictest(gathering, found))


def _is_due(gathering: Gathering, found: Sequence[Open]) -> bool:
    at = push_at((one.occasion for one in found), gathering.now, gathering.today)
    if at is None or gathering.now < at:
        return False
    return _awake(gathering, found) != []


def _awake(gathering: Gathering, found: Iterable[Open]) -> list[StationPolicy]:
    """The policies by which the hearer may be told something now: of several stations, one is enough."""
    policies = (gathering.policy(one.unit.id) for one in found)
    return [policy for policy in policies if not is_quiet(policy, gathering.now)]


def _strictest(gathering: Gathering, found: Iterable[Open]) -> StationPolicy:
    """Of several stations whose hours allow it now, the one with the longest evening."""
    return min(_awake(gathering, found), key=lambda one: one.quiet_from)


def _order(one: Open) -> tuple[int, str, str]:
    return list(Notice).index(one.occasion.kind), one.unit.code, one.occasion.period


def _heard_today(gathering: Gathering, hearers: Iterable[int]) -> set[int]:
    """Who was sent a message today, or is about to be."""
    midnight = moment(gathering.today, time(0))
    over = midnight + DAY  # what stands later was said by a clock that was ahead
    message = OutboxMessage
    query = select(message.officer_id).where(
        message.officer_id.in_(list(hearers)),
        message.words == WORDS,
        or_(
            message.created_at.between(midnight, over),
            message.settled_at.between(midnight, over),
            message.settled_at.is_(None) & message.created_at.between(gathering.now - STUCK_AFTER, over),
        ),
    )
    return set(gathering.session.scalars(query))


def _say(session: Session, gathering: Gathering, push: Push, worth: set[Open], known_at: datetime) -> bool:
    """Store one person's message with its decisions; whether there was anything to say and nobody had said it."""
    said = tuple(one for one in push.notices if one in worth)
    try:
        with session.begin_nested():
            message = None
            if said:
                message = _message(gathering, push, said, known_at)
                session.add(message)
                session.flush()
            session.add_all(_decisions(gathering, push, worth, message))
            session.flush()
    except IntegrityError:
        if not _another_was_quicker(session, gathering, push):
            raise
        return False
    return message is not None


def _message(gathering: Gathering, push: Push, said: Sequence[Open], known_at: datetime) -> OutboxMessage:
    return OutboxMessage(
        key=push_key(push.hearer, gathering.today),
        officer_id=push.hearer,
        words=WORDS,
        facts={
            "known_at": known_at.isoformat(),
            "today": gathering.today.isoformat(),
            "notices": [_facts(gathering, one, push.hearer) for one in each_once(said, push.hearer)],
        },
        token=str(uuid.uuid4()),
        state=OutboxState.WAITING,
        created_at=gathering.now,
        not_before=gathering.now,
        not_after=max(one.occasion.until for one in said),
        awake_from=push.policy.quiet_until,
        awake_until=push.policy.quiet_from,
    )


def each_once(said: Iterable[Open], hearer: int) -> list[Open]:
    """Who hears the same as superior and in another's stead hears it once, as their own."""
    first = sorted(said, key=lambda one: one.officer_id != hearer)
    kept = {(one.occasion.kind, one.occasion.period, one.unit.id): one for one in reversed(first)}
    return sorted(kept.values(), key=_order)


def _facts(gathering: Gathering, one: Open, hearer: int) -> dict[str, Any]:
    """A notice as codes: what it says is found when the message is composed, as known at the tick."""
    charge = gathering.roster.in_charge.get(one.unit.id)
    return {
        "kind": one.occasion.kind.value,
        "period": one.occasion.period,
        "scope": one.unit.kind.value,
        "code": one.unit.code,
        "as_of": as_of(one, gathering.today).isoformat(),
        "until": one.occasion.until.isoformat(),
        "instead_of": None if one.officer_id == hearer else one.officer_id,
        "to_chief": charge is not None and charge.officer_id != one.officer_id,
    }


def as_of(one: Open, today: date) -> date:
    """The day of the figures: of a digest the last of the month that it is on, of all else today."""
    if one.occasion.kind is not Notice.DIGEST:
        return today
    year, month = map(int, one.occasion.period.split("-"))
    return month_end(year, month)


def _decisions(
    gathering: Gathering, push: Push, worth: set[Open], message: OutboxMessage | None
) -> Iterator[NoticeDecision]:
    for one in push.notices:
        kind, period, unit, officer = one.key
        yield NoticeDecision(
            kind=kind,
            period=period,
            unit_id=unit,
            officer_id=officer,
            message_id=message.id if message and one in worth else None,
            decided_at=gathering.now,
        )


def _another_was_quicker(session: Session, gathering: Gathering, push: Push) -> bool:
    """Whether another process has said any of it at this very moment; its own tick does the rest."""
    key = push_key(push.hearer, gathering.today)
    if session.scalar(select(OutboxMessage.id).where(OutboxMessage.key == key)) is not None:
        return True
    row = NoticeDecision
    for kind, period, unit, officer in (one.key for one in push.notices):
        same = (row.kind == kind, row.period == period, row.unit_id == unit, row.officer_id == officer)
        if session.scalar(select(row.id).where(*same)) is not None:
            return True
    return False


def push_key(hearer: int, day: date) -> str:
    """The key of somebody's one message of a day."""
    return f"push:{day.isoformat()}:{hearer}"
