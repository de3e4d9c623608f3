"""The scheduler: nothing but ticks. What is due, and whether it was said, stands in the database.

Jobs are kept in memory and put here anew at each start, so nothing is pickled and two processes that both tick do no
harm: what a job says goes through the outbox under a unique key, and a message is taken by one deliverer at a time.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from models.rules.japan import JAPAN

TICK = timedelta(seconds=1)
NOTICES = timedelta(minutes=1)

Turn = Callable[[], None]


def ticking(
    wake_delivery: Turn, say_notices: Turn | None = None, every: timedelta = TICK, notices_every: timedelta = NOTICES
) -> BackgroundScheduler:
    """A scheduler, not yet started, that does its turns again and again; late or missed ones become one.

    Whoever puts something into the outbox wakes the delivery at once; the tick brings what other processes put
    there, what waits for its time, and what is tried again. Notices are looked for at the start and then every
    minute.
    """
    scheduler = BackgroundScheduler(
        timezone=JAPAN, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    scheduler.add_job(wake_delivery, IntervalTrigger(seconds=every.total_seconds(), timezone=JAPAN), id="delivery")
    if say_notices is not None:
        trigger = IntervalTrigger(seconds=notices_every.total_seconds(), timezone=JAPAN)
        scheduler.add_job(say_notices, trigger, id="notices", next_run_time=datetime.now(UTC))
    return scheduler
