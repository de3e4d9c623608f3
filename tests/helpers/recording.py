"""Every kind of act once as it truly came, with the database as it was just before."""

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.bringing import Bringer
from bot.conversation import Conversation
from bot.courier import Courier
from bot.dressing import Dresser, Modal
from bot.payloads import Act
from bot.rendering import Renderer
from bot.replies import View
from bot.taking import Taker
from models.sealing import Sealer


@dataclass(frozen=True)
class Recorded:
    """``kind`` is that of Slack's payload; ``before`` a copy of the database."""

    kind: str
    act: Act
    now: datetime
    before: Path
    sealer: Sealer


@dataclass
class Recording:
    """What is recorded while it is ``on``, in a folder."""

    folder: Path
    on: bool = False
    acts: dict[object, Recorded] = field(default_factory=dict)
    states: set[frozenset[str]] = field(default_factory=set)
    """The names in every state that a modal was sent out with."""


def shape(kind: str, act: Act) -> object:
    """What acts have in common of which one is enough."""
    parts = [part.isdigit() for part in act.value.replace("/", "|").split("|")] if kind == "block_actions" else []
    return kind, act.name, frozenset(act.state), tuple(parts), bool(act.value), bool(act.view_id), act.at_home


class RecordingDresser(Dresser):
    """Dresses like any other."""

    def __init__(self, recording: Recording, renderer: Renderer) -> None:
        super().__init__(renderer)
        self._recording = recording

    def modal(self, view: View) -> Modal:
        if view.state:
            self._recording.states.add(frozenset(view.state))
        return super().modal(view)


class RecordingConversation(Conversation):
    """Answers like any other."""

    def __init__(self, recording: Recording, taker: Taker, courier: Courier) -> None:
        super().__init__(taker, courier)
        self._recording = recording
        self.dress = RecordingDresser(recording, taker.renderer)
        self.bringer = Bringer(courier, self.dress)

    def pressed(self, act: Act, signature: str = "") -> None:
        self._record("block_actions", act)
        super().pressed(act, signature)

    def submitted(self, act: Act, signature: str = "") -> dict[str, Any]:
        self._record("view_submission", act)
        return super().submitted(act, signature)

    def searched(self, act: Act, signature: str = "") -> dict[str, Any]:
        self._record("block_suggestion", act)
        return super().searched(act, signature)

    def _record(self, kind: str, act: Act) -> None:
        seen, which = self._recording, shape(kind, act)
        if seen.on and which not in seen.acts:
            copy = seen.folder / f"{len(seen.acts)}.db"
            save(self.taker, copy)
            seen.acts[which] = Recorded(kind, act, self.taker.clock(), copy, self.taker.keys)


def save(taker: Taker, copy: Path) -> None:
    """Copy a database on SQLite that is in use."""
    with taker.database.engine.connect() as connection:
        source: Any = connection.connection.driver_connection
        with sqlite3.connect(copy) as target:
            source.backup(target)
        target.close()
