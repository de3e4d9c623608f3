"""``junkai work``: ticks and delivers, and serves no requests; beside ``serve --no-work``, on PostgreSQL."""

import os
import signal
import threading

from bot.collector import spare_the_collector
from bot.commands.console import begun, tell
from bot.delivery.worker import GRACE
from bot.service import errands
from bot.wiring import Options

IN_FLIGHT = GRACE - 1
"""Seconds of the grace for what is in flight; the rest is for ending."""


def run(_options: Options) -> None:
    """Work until told to stop, then end within ten seconds. Refuses missing settings, and SQLite, before it begins."""
    bot = begun()
    working = errands(bot)
    stopped = threading.Event()
    for end in (signal.SIGTERM, signal.SIGINT):
        signal.signal(end, lambda *_: stopped.set())
    spare_the_collector()
    working.start()
    tell("commands.working")
    stopped.wait()
    end_in_time()
    working.stop(IN_FLIGHT)


def end_in_time() -> None:
    """End the process after the grace whatever still goes on; what that was, another process takes up."""
    timer = threading.Timer(GRACE, os._exit, (0,))
    timer.daemon = True
    timer.start()
