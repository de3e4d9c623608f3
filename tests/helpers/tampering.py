"""An act sent again by anybody, with anything in it: what is answered, and what would have been stored."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bot.conversation import Conversation
from bot.courier import Courier
from bot.payloads import Act, act_of
from bot.rendering import Renderer
from bot.taking import Taker
from models.base import Base
from models.database import Database
from tests.helpers.opening import opened
from tests.helpers.recording import Recorded

Row = Mapping[str, Any]
Rows = Mapping[str, Sequence[Row]]

UNTOLD = {"audit", "audit_notes", "seen_requests", "horizon", "outbox"}
"""What holds no fact: who asked, what was asked, and what is said of it."""

TABLES = sorted(set(Base.metadata.tables) - UNTOLD)

WRITES = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM) "?(\w+)', re.IGNORECASE)


class Undo(Exception):
    """Nothing of it is to stay."""


class UndoingDatabase(Database):
    """A database in which nothing ever changes."""

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with suppress(Undo), super().writing() as session:
            yield session
            session.flush()
            raise Undo


class WatchedDatabase(UndoingDatabase):
    """The same on SQLite. ``before``: all rows; ``changed``: those that would be others now, as before and after."""

    def __init__(self, url: str) -> None:
        super().__init__(opened(url).engine)
        with self.reading() as session:
            self.before = rows(session)
        self.changed: dict[str, list[Row]] = {}

    @contextmanager
    def writing(self) -> Iterator[Session]:
        with super().writing() as session:
            written: list[str] = []
            connection: Any = session.connection().connection.driver_connection
            connection.set_trace_callback(written.append)
            try:
                yield session
                session.flush()
            finally:
                connection.set_trace_callback(None)
            touched = {found[1] for statement in written if (found := WRITES.match(statement))}
            for table, after in rows(session, touched & set(TABLES)).items():
                before = self.before[table]
                different = [row for row in after if row not in before] + [row for row in before if row not in after]
                self.changed |= {table: different} if different else {}


def rows(session: Session, tables: Iterable[str] = TABLES) -> dict[str, list[Row]]:
    """All rows of some tables."""
    return {
        table: [dict(row) for row in session.execute(text(f"SELECT * FROM {table}")).mappings()] for table in tables
    }


class Told(Courier):
    """A courier who keeps what he was to bring."""

    def __init__(self) -> None:
        self.views: list[Any] = []
        self.messages: list[Any] = []

    def open(self, trigger: str, view: dict[str, Any], too_late: Any) -> None:
        self.views.append(view)

    def push(self, trigger: str, view: dict[str, Any], not_shown: Any) -> None:
        self.views.append(view)

    def update(self, view_id: str, view: dict[str, Any], unchanged_since: str | None) -> None:
        self.views.append(view)

    def publish(self, user: str, put_together: Any, unchanged_since: str | None) -> None:
        self.views.append(put_together())

    def respond(self, url: str, message: dict[str, Any]) -> None:
        self.messages.append(message)


@dataclass(frozen=True)
class Outcome:
    """How it ended, the code of a refusal, everything that was told, and what of it in messages."""

    ended: str
    code: str
    told: str
    said: str


class Replay:
    """One recorded act, ready to be sent in any form, over a database."""

    def __init__(self, recorded: Recorded, database: Database) -> None:
        self.recorded, self.database = recorded, database
        self._serial = itertools.count()

    def send(self, act: Act, metadata: str | None = None) -> Outcome:
        """As Slack would bring it."""
        heard: list[tuple[str, str]] = []
        moment, courier = self.recorded.now, Told()
        taker = Taker(
            self.database,
            lambda: moment,
            Renderer(lambda: moment),
            self.recorded.sealer,
            lambda _name, ended, code: heard.append((ended, code)),
            lambda: None,
        )
        talk = Conversation(taker, courier)
        calls = {"block_actions": talk.pressed, "view_submission": talk.submitted, "block_suggestion": talk.searched}
        payload = payload_of(self.recorded.kind, act, metadata, f"again-{next(self._serial)}")
        answer = calls[self.recorded.kind](act_of(payload))
        said = json.dumps(courier.messages, ensure_ascii=False)
        return Outcome(*heard[0], json.dumps([answer, courier.views], ensure_ascii=False) + said, said)


def payload_of(kind: str, act: Act, metadata: str | None, fresh: str) -> dict[str, Any]:
    """An act as Slack's payload; ``metadata`` stands in place of what the act's state would be written as."""
    inputs = {"values": {block: {"x": value} for block, value in act.values.items()}}
    written = json.dumps({"n": fresh, "s": dict(act.state)} | ({"h": act.home_page} if act.home_page else {}))
    view = {
        "id": act.view_id,
        "hash": act.view_hash,
        "type": "home" if act.at_home else "modal",
        "callback_id": act.name,
        "private_metadata": written if metadata is None else metadata,
        "blocks": [{"type": "input", "block_id": one} for one in act.inputs],
        "state": inputs,
    }
    payload: dict[str, Any] = {"type": kind, "user": {"id": act.user}, "trigger_id": fresh}
    payload |= {"view": view} if act.view_id or act.at_home else {"state": inputs}
    if kind == "block_suggestion":
        return payload | {"action_id": act.name, "value": act.value}
    if kind == "block_actions":
        pressed = {"type": "button", "block_id": "b", "action_id": act.name, "value": act.value}
        return payload | {"actions": [pressed], "response_url": act.response_url}
    return payload
