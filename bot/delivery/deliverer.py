"""One message from its row to the person's screen, said once.

The order: render and keep; open the conversation; upload the files, which nobody sees yet; post the message; show
the files right below it, in one request, the picture first. So on a phone the conversation ends with the picture, and
nothing is announced that could not be uploaded.

Before anything that people see is asked for, the row says so; when the answer stays away, Slack's own record decides:
the conversation's history for the message, the file's shares for the files. While neither answers, nothing is sent.
"""

import logging
from datetime import timedelta

from sqlalchemy.exc import SQLAlchemyError

from bot.delivery.files import FilesOnTheirWay
from bot.delivery.ledger import Claim, LeaseLost, Ledger
from bot.delivery.letters import HISTORY, OPEN, POST, Clock, Compose, Patience, Patiently
from bot.delivery.pace import Pace, TooSoon
from bot.errors import Refusal
from bot.gateway import RATE_LIMITED, Gateway, Permanent, Temporary, Uncertain
from models.database import Database
from models.outbox import LAPSED, OutboxState

logger = logging.getLogger(__name__)


class Deliverer:
    """Delivers what is due, one message after another; several threads may do so at once.

    ``clock`` is the bot's and decides what is due; ``wall`` is the clock that all delivering processes share.
    ValueError when the lease does not outlast a request and the margin: that alone would say things twice.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        wall: Clock,
        gateway: Gateway,
        compose: Compose,
        patience: Patience | None = None,
    ) -> None:
        self._patience = patience or Patience()
        if self._patience.lease <= timedelta(seconds=gateway.timeout) + self._patience.margin:
            raise ValueError("a lease must outlast a request")
        self._ledger = Ledger(database, clock, wall, self._patience)
        self._pace = Pace(database, wall, self._patience.rates)
        self._files = FilesOnTheirWay(self._ledger, gateway, self._patience, self._pace)
        self._gateway = gateway
        self._compose = compose
        self._channels: dict[str, str] = {}
        self._quiet_until = wall()

    def run_until_empty(self) -> int:
        """Deliver until nothing is due any more; how many messages were taken up."""
        taken = 0
        while self.run_once():
            taken += 1
        return taken

    def run_once(self) -> int:
        """Take up one message and bring it as far as it goes now; how many were taken up: 1 or 0."""
        if self._ledger.wall() < self._quiet_until:
            return 0
        claim = self._ledger.claim()
        if claim is None:
            return 0
        try:
            self._deliver(claim)
        except LeaseLost:
            logger.warning("message %d was taken over by another process", claim.letter.id)
        return 1

    def _deliver(self, claim: Claim) -> None:
        try:
            self._go_on(claim)
        except Patiently as later:
            if isinstance(later, TooSoon):
                self._quiet_until = self._ledger.wall() + later.wait
            self._ledger.postpone(claim, later.wait)
        except Temporary as failure:
            self._put_off(claim, failure)
        except Uncertain as failure:
            self._log(claim, "in doubt", failure.code)
            wait = max(self._patience.after_doubt, self._patience.retry(claim.attempts))
            self._ledger.postpone(claim, wait, failure.code)
        except (Permanent, Refusal) as failure:
            self._log(claim, "given up", failure.code)
            self._ledger.settle(claim, OutboxState.FAILED, failure.code)

    def _put_off(self, claim: Claim, failure: Temporary) -> None:
        """Try again later: this message, and all others too when they would fare no better."""
        wait = max(self._patience.retry(claim.attempts), timedelta(seconds=failure.retry_after or 0))
        self._log(claim, "put off", failure.code)
        self._ledger.postpone(claim, wait, failure.code)
        if failure.everyone:
            pause = timedelta(seconds=failure.retry_after) if failure.retry_after else self._patience.first_retry
            self._quiet_until = self._ledger.wall() + pause
            if failure.code == RATE_LIMITED:
                self._pace.hold_back(pause)

    def _go_on(self, claim: Claim) -> None:
        if claim.body is None:
            claim = self._rendered(claim)
        if claim.state is OutboxState.WAITING:
            claim = self._files.upload(self._addressed(claim))
            claim = self._post(claim)
        elif claim.state is OutboxState.SENDING:
            claim = self._settle_doubt(claim)
        self._files.show(claim)
        self._ledger.settle(claim, OutboxState.SENT)

    def _rendered(self, claim: Claim) -> Claim:
        """Render the message and keep it. What broke is logged by its type: its text may hold what it was about.

        A busy database and a process that was killed are not the message's fault: they end the trying only when
        they have done so very often that it may be its fault after all.
        """
        if claim.attempts >= self._patience.most_attempts:
            raise Permanent("compose")
        try:
            composed = self._compose(claim.letter)
        except Refusal:
            raise
        except SQLAlchemyError as fault:
            logger.warning("message %d waits for the database: %s", claim.letter.id, type(fault).__name__)
            raise Temporary("database") from None
        except Exception as fault:  # noqa: BLE001 (whatever a template or a renderer raises)
            logger.error("message %d cannot be rendered: %s", claim.letter.id, type(fault).__name__)  # noqa: TRY400
            last = claim.attempts + 1 >= self._patience.compose_attempts
            raise (Permanent("compose") if last else Temporary("compose")) from None
        return self._ledger.composed(claim, composed)

    def _addressed(self, claim: Claim) -> Claim:
        if not claim.slack_user:
            raise Permanent("no_slack_user")
        channel = self._channels.get(claim.slack_user)
        if channel is None:
            channel = self._channels[claim.slack_user] = self._open(claim.slack_user)
        return claim if claim.channel == channel else self._ledger.record(claim, channel=channel)

    def _open(self, slack_user: str) -> str:
        """The conversation with a user; opening it twice does no harm, so no answer is no doubt."""
        try:
            self._pace.take(OPEN)
            return self._gateway.open_dm(slack_user)
        except Uncertain as failure:
            raise Temporary(failure.code) from None

    def _post(self, claim: Claim) -> Claim:
        """Post the message. A refusal leaves no doubt: the row then waits again."""
        self._pace.take(POST, claim.channel)
        claim = self._ledger.hold(self._ledger.sending(claim), self._gateway.timeout)
        body = claim.body or {}
        try:
            ts = self._gateway.post(claim.channel or "", body["text"], body["blocks"], claim.token)
        except Temporary:
            self._ledger.record(claim, state=OutboxState.WAITING)
            raise
        return self._ledger.record(claim, state=OutboxState.POSTED, ts=ts, attempts=0, checks=0)

    def _settle_doubt(self, claim: Claim) -> Claim:
        """Look whether the message stands; adopt it, or send it again after enough look-ups that found nothing.

        What makes no sense any longer by then is given up.
        """
        self._pace.take(HISTORY)
        try:
            ts = self._gateway.find(claim.channel or "", claim.token, claim.after_ts)
        except Permanent as failure:
            raise Uncertain(failure.code) from None
        if ts is not None:
            self._log(claim, "found", "adopted")
            return self._ledger.record(claim, state=OutboxState.POSTED, ts=ts, attempts=0, checks=0)
        if claim.checks + 1 < self._patience.doubt_checks:
            self._ledger.record(claim, checks=claim.checks + 1)
            raise Patiently(self._patience.after_doubt)
        if claim.not_after is not None and claim.not_after <= self._ledger.clock():
            raise Permanent(LAPSED)
        return self._post(claim)

    def _log(self, claim: Claim, what: str, code: str) -> None:
        logger.warning("message %d %s: %s", claim.letter.id, what, code)
