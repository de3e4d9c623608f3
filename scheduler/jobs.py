"""The scheduler: nothing but a tick. What is due, and whether it was said, stands in the database.

Jobs are kept in memory and put here anew at each start, so nothing is pickled and two processes that both tick do no
harm: what a job says goes through the outbox under a unique key, and a message is taken by one deliverer at a time.
"""

from collections.abc import Callable
from datetime import timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger

from models.rules.japan import JAPAN

TICK = timedelta(seconds=1)


def ticking(wake_delivery: Callable[[], None], every: timedelta = TICK) -> BackgroundScheduler:
    """A scheduler, not yet started, that wakes the delivery again and again; late or missed ticks become one.

    Whoever puts something into the outbox wakes the delivery at once; the tick brings what other processes put
    there, what waits for its time, and what is tried again.
    """
    scheduler = BackgroundScheduler(
        timezone=JAPAN, job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    )
    trigger = IntervalTrigger(seconds=every.total_seconds(), timezone=JAPAN)
    scheduler.add_job(wake_delivery, trigger, id="delivery")
    return scheduler
