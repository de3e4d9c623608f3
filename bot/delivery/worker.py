"""The threads that keep delivering while the bot serves."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor

from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Compose

HANDS = 4
"""Enough that Slack's pace is kept although every answer takes half a second."""

GRACE = 10
"""Seconds for what is in flight to be finished when told to stop."""

logger = logging.getLogger(__name__)


class DeliveryWorker:
    """Delivers whenever woken: after each commit that put something into the outbox, and by the scheduler's tick.

    ``hands`` threads do so at once: while one waits for its turn or for Slack's answer, others make ready what comes
    next. Start it in the process that serves, after any fork. A fault (the database away, say) is logged by its type
    and the next wake-up tries again; what was under way comes back when its lease runs out.
    """

    def __init__(self, deliverer: Deliverer, hands: int = 1) -> None:
        self._deliverer = deliverer
        self._awake = [threading.Event() for _ in range(hands)]
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self._run, args=(awake,), name="delivery", daemon=True) for awake in self._awake
        ]

    def start(self) -> None:
        """Begin to deliver, first of all what an earlier process left."""
        self.wake()
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """There may be something to say; returns at once, callable from any thread."""
        for awake in self._awake:
            awake.set()

    def stop(self, seconds: float = GRACE) -> bool:
        """Take up nothing new and wait for what is in flight; whether it was finished in time.

        What was not is left in its row as a doubt, which the next process settles.
        """
        self._stopping.set()
        self.wake()
        end = time.monotonic() + seconds
        for thread in self._threads:
            thread.join(max(0, end - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, awake: threading.Event) -> None:
        while not self._stopping.is_set():
            awake.wait()
            awake.clear()
            try:
                while not self._stopping.is_set() and self._deliverer.run_once():
                    pass
            except Exception as fault:  # noqa: BLE001 (the thread must outlive any fault)
                logger.error("delivery was interrupted: %s", type(fault).__name__)  # noqa: TRY400


def in_one_thread(compose: Compose) -> Compose:
    """The same, but one after the other and all in one thread: what draws keeps its fonts and caches by thread."""
    pool = ThreadPoolExecutor(1, thread_name_prefix="composing")
    return lambda letter: pool.submit(compose, letter).result()
