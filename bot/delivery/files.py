"""The files of a message: uploaded before it, shown after it, each step written down.

An uploaded file that was not shown is seen by nobody and Slack drops it: so an upload whose answer was lost is simply
begun anew. What must not happen twice is showing. It is asked for once, in one request for all files, and happens
at Slack some time later or, rarely, not at all; only when it has long not happened is it asked for again.
"""

from bot.delivery.ledger import Claim, Ledger
from bot.delivery.letters import COMPLETE, INFO, UPLOAD, Patience, Patiently
from bot.delivery.pace import Pace
from bot.gateway import Gateway, Permanent, Temporary, Uncertain
from models.outbox import OutboxFile


class FilesOnTheirWay:
    """Uploads and shows the files of one message at a time."""

    def __init__(self, ledger: Ledger, gateway: Gateway, patience: Patience, pace: Pace) -> None:
        self._ledger = ledger
        self._pace = pace
        self._gateway = gateway
        self._patience = patience

    def upload(self, claim: Claim) -> Claim:
        """Bring all files to Slack that are not there yet; nobody sees them."""
        for file in self._ledger.files(claim):
            if not file.uploaded:
                claim = self._upload_one(claim, file)
        return claim

    def _upload_one(self, claim: Claim, file: OutboxFile) -> Claim:
        content = self._ledger.content(claim, file.position)
        self._pace.take(UPLOAD)
        try:
            file_id, url = self._gateway.start_upload(file.name, len(content), file.alt_text)
            claim = self._ledger.record_files(claim, {file.position}, file_id=file_id)
            self._gateway.send_bytes(url, content)
        except Uncertain as failure:
            raise Temporary(failure.code) from None
        return self._ledger.record_files(claim, {file.position}, uploaded=True)

    def show(self, claim: Claim) -> None:
        """Return when all files stand in the conversation; ``Patiently`` while some are still on their way."""
        claim, missing = self._look(claim)
        if not missing:
            return
        polls = self._patience.share_polls
        if any(file.asked for file in missing) and claim.checks < len(polls):
            self._ledger.record(claim, checks=claim.checks + 1)
            raise Patiently(polls[claim.checks])
        self._ask(claim, missing)
        raise Patiently(polls[0])

    def _look(self, claim: Claim) -> tuple[Claim, list[OutboxFile]]:
        """The files that are not shown yet, by Slack's own word."""
        missing = [file for file in self._ledger.files(claim) if file.shared_at is None]
        shown = {file.position for file in missing if file.asked and self._is_shown(file, claim.channel or "")}
        if shown:
            claim = self._ledger.record_files(claim, shown, shared_at=self._ledger.clock())
        return claim, [file for file in missing if file.position not in shown]

    def _is_shown(self, file: OutboxFile, channel: str) -> bool:
        """Whether a file is shown. A look-up that fails leaves the doubt as it is."""
        self._pace.take(INFO)
        try:
            return self._gateway.file_shared(file.file_id or "", channel)
        except Permanent as failure:
            raise Uncertain(failure.code) from None

    def _ask(self, claim: Claim, files: list[OutboxFile]) -> None:
        """Ask for the files to be shown. A refusal leaves no doubt: it may then be asked again."""
        rounds = max(file.asked for file in files)
        if rounds >= self._patience.share_rounds:
            raise Permanent("files_not_shown")
        positions = {file.position for file in files}
        self._pace.take(COMPLETE)
        claim = self._ledger.record_files(self._ledger.record(claim, checks=0), positions, asked=rounds + 1)
        claim = self._ledger.hold(claim, self._gateway.timeout)
        try:
            self._gateway.complete_upload([(file.file_id or "", file.title) for file in files], claim.channel or "")
        except Temporary:
            self._ledger.record_files(claim, positions, asked=rounds)
            raise
