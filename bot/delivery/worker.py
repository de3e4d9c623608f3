"""The thread that keeps delivering while the bot serves."""

import logging
import threading

from bot.delivery.deliverer import Deliverer

logger = logging.getLogger(__name__)


class DeliveryWorker:
    """Delivers whenever woken: after each commit that put something into the outbox, and by the scheduler's tick.

    Start it in the process that serves, after any fork. A fault (the database away, say) is logged by its type and
    the next wake-up tries again; what was under way comes back when its lease runs out.
    """

    def __init__(self, deliverer: Deliverer) -> None:
        self._deliverer = deliverer
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="delivery", daemon=True)

    def start(self) -> None:
        """Begin to deliver, first of all what an earlier process left."""
        self._awake.set()
        self._thread.start()

    def wake(self) -> None:
        """There may be something to say; returns at once, callable from any thread."""
        self._awake.set()

    def stop(self, seconds: float = 10) -> bool:
        """Take up nothing new and wait for what is in flight; whether it was finished in time.

        What was not is left in its row as a doubt, which the next process settles.
        """
        self._stopping.set()
        self._awake.set()
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._awake.wait()
            self._awake.clear()
            try:
                while not self._stopping.is_set() and self._deliverer.run_once():
                    pass
            except Exception as fault:  # noqa: BLE001 (the thread must outlive any fault)
                logger.error("delivery was interrupted: %s", type(fault).__name__)  # noqa: TRY400
