"""Brings to Slack what belongs to an act and cannot be its immediate answer: modals, and words after a button.

It runs beside the requests, so that none waits for Slack, and begins at once: a trigger is good for three seconds.
What it brings was committed before. Nothing is tried twice: whoever acted sees that nothing came and acts again.
"""

import logging
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.gateway import Gateway, GatewayError

logger = logging.getLogger(__name__)

HANDS = 8
"""How many errands are run at once."""

HOME_HANDS = 2
"""How many Homes are put together at once: what takes its time must not keep a modal from opening."""


class Courier:
    """``gateway`` None: nobody is there to bring anything to, as in tests of a conversation alone."""

    def __init__(self, gateway: Gateway | None) -> None:
        self._gateway = gateway
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="courier")
        self._home_hands = ThreadPoolExecutor(HOME_HANDS, thread_name_prefix="homes")

    def open(self, trigger: str, view: dict[str, Any], too_late: Callable[[], None]) -> None:
        """Open a modal; ``too_late`` is called when Slack does not."""
        self._run(lambda gateway: gateway.open_view(trigger, view), too_late)

    def push(self, trigger: str, view: dict[str, Any], not_shown: Callable[[], None]) -> None:
        """Lay a modal over another; ``not_shown`` is called when Slack does not."""
        self._run(lambda gateway: gateway.push_view(trigger, view), not_shown)

    def update(self, view_id: str, view: dict[str, Any], unchanged_since: str | None) -> None:
        """Put a modal in the place of another; one that changed meanwhile is left: what is newer stands there."""
        self._run(lambda gateway: gateway.update_view(view_id, view, unchanged_since))

    def publish(self, user: str, put_together: Callable[[], dict[str, Any]], unchanged_since: str | None) -> None:
        """Put somebody's Home together and show it; one that changed meanwhile is left: what is newer stands there."""

        def errand(gateway: Gateway) -> None:
            gateway.publish_home(user, put_together(), unchanged_since)

        if self._gateway is not None:
            self._home_hands.submit(self._go, self._gateway, errand, None)

    def respond(self, url: str, message: dict[str, Any]) -> None:
        """Say something where somebody acted."""
        if url:
            self._run(lambda gateway: gateway.respond(url, message))

    def tell(self, user: str, text: str, blocks: Sequence[dict[str, Any]]) -> None:
        """Say something to somebody, in the direct conversation."""

        def errand(gateway: Gateway) -> None:
            gateway.post(gateway.open_dm(user), text, blocks, str(uuid.uuid4()))

        self._run(errand)

    def stop(self) -> None:
        """Finish what is under way."""
        self._home_hands.shutdown(wait=True)
        self._hands.shutdown(wait=True)

    def _run(self, errand: Callable[[Gateway], None], failed: Callable[[], None] | None = None) -> None:
        if self._gateway is not None:
            self._hands.submit(self._go, self._gateway, errand, failed)

    @staticmethod
    def _go(gateway: Gateway, errand: Callable[[Gateway], None], failed: Callable[[], None] | None) -> None:
        try:
            errand(gateway)
        except GatewayError as fault:
            logger.warning("an errand to Slack failed: %s", fault.code)
            if failed is not None:
                failed()
        except Exception as fault:  # noqa: BLE001 (its text may hold personal data: only its kind is told)
            logger.error("an errand to Slack failed: %s", type(fault).__name__)  # noqa: TRY400
