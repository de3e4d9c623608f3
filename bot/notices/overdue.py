"""Whether the tick does its work: what should have been decided long ago, and was not."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from bot.notices.gathering import Gathering
from bot.notices.saying import due_pushes
from models.rules.calendar import DayOff

OVERDUE = timedelta(hours=2)
"""A tick comes every minute, and takes some minutes for a whole prefecture."""


def overdue_pushes(session: Session, now: datetime, off: DayOff) -> int:
    """How many people were to hear something two hours ago on which nobody has decided yet, and which is still open."""
    due = due_pushes(Gathering(session, now - OVERDUE, off))
    return sum(any(now < one.occasion.until for one in push.notices) for push in due)
