"""Messages written straight into the outbox, in whichever state they are to be met."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

from models.outbox import OutboxFile, OutboxMessage, OutboxState
from tests.helpers.world import World

WALL = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)
"""Now, for all delivering processes."""


def put(world: World, state: str, error: str | None = None, *, files: int = 0, **changes: Any) -> int:
    """A report's message to E001, put there now; its number. What is posted or sent has its conversation."""
    posted = {"channel": "D1", "ts": "1793500000.000100"} if state in ("posted", "sent") else {}
    row = OutboxMessage(
        **{
            "key": uuid.uuid4().hex,
            "officer_id": world.officers["E001"],
            "words": "report.ready",
            "facts": {"code": "EX-P1-1"},
            "token": str(uuid.uuid4()),
            "state": OutboxState(state),
            "created_at": world.now,
            "not_before": world.now,
            "settled_at": world.now if state in ("sent", "failed") else None,
            "last_error": error,
            **posted,
            **changes,
        }
    )
    with world.database.writing() as session:
        session.add(row)
        session.flush()
        session.add_all(
            OutboxFile(message_id=row.id, position=each, name=f"{each}.pdf", title="表", alt_text="表", uploaded=True)
            for each in range(files)
        )
        return row.id


def taken(seconds: float = 30) -> dict[str, Any]:
    """A deliverer has the message in its hands for so long (or had it, so long ago)."""
    return {"leased_by": "somebody", "lease_until": WALL + timedelta(seconds=seconds)}


def stands(world: World, number: int) -> OutboxMessage:
    """A message as it stands."""
    with world.database.reading() as session:
        row = session.get_one(OutboxMessage, number)
        session.expunge_all()
        return row
