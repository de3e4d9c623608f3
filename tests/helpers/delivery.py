"""A database with people in it, a workspace in a process of its own, and deliverers between the two."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Attachment, Compose, Composed, Letter, Patience, Rate, slack_rates
from bot.gateway import Gateway
from bot.playground.client import WorkspaceClient
from models.database import Database
from models.organisation import Officer
from models.outbox import OutboxFile, OutboxMessage, OutboxState

TOKEN = "xoxb-playground"
QUICK = Patience(
    lease=timedelta(seconds=20),
    margin=timedelta(seconds=2),
    rates=dict.fromkeys(slack_rates(), Rate(timedelta(0))),
    first_retry=timedelta(seconds=1),
    longest_retry=timedelta(seconds=30),
    after_doubt=timedelta(seconds=10),
    share_polls=(timedelta(seconds=1),) * 20,
    share_rounds=3,
)
FILES = (
    Attachment("結果表.png", "結果表（画像）", "第一四半期 3件", b"\x89PNG made up"),
    Attachment("結果表.pdf", "結果表（PDF）", "", b"%PDF made up"),
    Attachment("結果表.xlsx", "結果表（表計算）", "", b"PK made up"),
)


def gateway(workspace: WorkspaceClient, timeout: int = 2) -> Gateway:
    """The bot's own way to the workspace."""
    return Gateway(TOKEN, workspace.api_url, timeout)


def plain(letter: Letter) -> Composed:
    """A message without files."""
    text = f"知らせ {letter.key}"
    return Composed(text, [{"type": "section", "text": {"type": "mrkdwn", "text": text}}])


def with_files(letter: Letter) -> Composed:
    """A message with three files."""
    return Composed(plain(letter).text, plain(letter).blocks, FILES)


@dataclass
class Hand:
    """A clock that moves when told; it begins at the real time."""

    now: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> None:
        """Move it on."""
        self.now += timedelta(**span)


@dataclass
class Office:
    """Where messages wait; a new person for every message that does not name one."""

    database: Database
    workspace: WorkspaceClient
    clock: Hand = field(default_factory=Hand)
    wall: Hand = field(default_factory=Hand)

    def officer(self, *, slack: bool = True, known: bool = True) -> Officer:
        """Somebody new; without Slack, or with an id that the workspace does not know, if so wished."""
        name = uuid.uuid4().hex[:8].upper()
        officer = Officer(staff_no=name, slack_user_id=f"U{name}" if slack else None)
        with self.database.writing() as session:
            session.add(officer)
            session.flush()
            session.expunge(officer)
        if slack and known:
            self.workspace.add_user(f"U{name}", "架空 太郎")
        return officer

    def put(self, key: str, officer: Officer | None = None, **changes: Any) -> str:
        """Put a message into the outbox; the Slack user who is to read it."""
        officer = officer or self.officer()
        row: dict[str, Any] = {
            "key": key,
            "officer_id": officer.id,
            "words": "made.up",
            "facts": {},
            "token": str(uuid.uuid4()),
            "state": OutboxState.WAITING,
            "created_at": self.clock(),
            "not_before": self.clock(),
        }
        with self.database.writing() as session:
            session.add(OutboxMessage(**{**row, **changes}))
        return officer.slack_user_id or ""

    def row(self, key: str) -> OutboxMessage:
        """A message as it stands."""
        with self.database.reading() as session:
            row = session.scalars(select(OutboxMessage).where(OutboxMessage.key == key)).one()
            session.expunge_all()
            return row

    def contents(self, key: str) -> list[bytes | None]:
        """The bytes kept for the files of a message."""
        chosen = (OutboxFile.message_id == self.row(key).id,)
        with self.database.reading() as session:
            return list(session.scalars(select(OutboxFile.content).where(*chosen).order_by(OutboxFile.position)))

    def deliverer(self, compose: Compose = plain, patience: Patience = QUICK, way: Gateway | None = None) -> Deliverer:
        """One who delivers from here to the workspace."""
        return Deliverer(self.database, self.clock, self.wall, way or gateway(self.workspace), compose, patience)

    def deliver(self, deliverer: Deliverer, until: Callable[[], bool] | None = None, rounds: int = 80) -> None:
        """Deliver while the clocks go on, until all is settled, or what ``until`` says."""
        done = until or self.all_settled
        for _ in range(rounds):
            deliverer.run_until_empty()
            if done():
                return
            self.wall.advance(seconds=1)
            time.sleep(0.01)

    def all_settled(self) -> bool:
        """Whether nothing is left to do."""
        settled = (OutboxState.SENT, OutboxState.FAILED)
        with self.database.reading() as session:
            left = session.scalar(select(OutboxMessage.id).where(OutboxMessage.state.not_in(settled)).limit(1))
        return left is None

    def said(self, user: str) -> list[str]:
        """The texts that stand in a user's conversation; of a message with files, their names in order."""
        return [
            "+".join(file["title"] for file in message["files"]) if "files" in message else message["text"]
            for message in self.workspace.messages(user)
        ]
