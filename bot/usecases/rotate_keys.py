"""Seal everything anew under the first key, in small steps, while the bot runs."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, func, select, tuple_, update
from sqlalchemy.orm import Session

from bot.errors import Refusal
from bot.work import Clock, begin
from models.database import Database
from models.people import Person
from models.places import PersonalData, SealedKey
from models.sealing import Sealer, Tampered, WrongKey

BATCH = 500
"""Rows a transaction: some milliseconds, so that a chat command is hardly kept waiting."""


class Place(NamedTuple):
    """Where a pass has come to: the key of a row of personal data."""

    subject: str
    subject_id: int


START = Place("", 0)


class Pass(NamedTuple):
    """What came of going through all rows once: how many were sealed anew, and left alone for which reason."""

    changed: int = 0
    overtaken: int = 0
    unreadable: int = 0


def rotate(
    database: Database,
    sealer: Sealer,
    clock: Clock,
    actor: Person | None = None,
    progress: Callable[[int], object] | None = None,
    batch: int = BATCH,
) -> int:
    """Seal all personal data and keys under the first key; how many values changed, which the audit notes at the end.

    Each batch is committed by itself, and ``progress`` told how many values changed: cut off, a second run goes on with
    what is left. A value that somebody replaced in the meantime is left alone, and looked at again in the next
    pass. Refuses at the end, with their number, when values are left that no given key opens; all others are done by
    then. Raises WrongKey or Tampered, and has done nothing, when the key of the digests cannot be opened.
    """
    with database.writing() as session:
        done = _rotate_keys(session, sealer)
    while True:
        went = _one_pass(database, sealer, batch, progress or (lambda _: None))
        done += went.changed
        if not went.changed and not went.overtaken:
            break
    _audit(database, clock, actor, done, went.unreadable)
    if went.unreadable:
        raise Refusal("keys.unreadable", number=went.unreadable)
    return done


def sealed_otherwise(database: Database, sealer: Sealer) -> int:
    """How many rows of personal data are sealed under another key than the first."""
    with database.reading() as session:
        query = select(func.count()).select_from(PersonalData).where(_otherwise(sealer))
        return session.scalars(query).one()


def _otherwise(sealer: Sealer) -> ColumnElement[bool]:
    return func.substr(PersonalData.sealed, 1, len(sealer.first_id)) != sealer.first_id


def _audit(database: Database, clock: Clock, actor: Person | None, done: int, unreadable: int) -> None:
    if done:
        with begin(database, clock, "keys rotate", actor) as work:
            work.note("keys.rotated", number=done, unreadable=unreadable)


def _one_pass(database: Database, sealer: Sealer, batch: int, progress: Callable[[int], object]) -> Pass:
    went, place = Pass(), START
    while True:
        with database.writing() as session:
            rows = _next_rows(session, sealer, place, batch)
            if not rows:
                return went
            anew = [one for row in rows if (one := _resealed(sealer, *row)) is not None]
            changed = _swap(session, anew)
        went = Pass(
            went.changed + changed,
            went.overtaken + len(anew) - changed,
            went.unreadable + len(rows) - len(anew),
        )
        progress(changed)
        place = Place(*rows[-1][:2])


def _next_rows(session: Session, sealer: Sealer, after: Place, batch: int) -> list[tuple[str, int, bytes]]:
    key = tuple_(PersonalData.subject, PersonalData.subject_id)
    query = (
        select(PersonalData.subject, PersonalData.subject_id, PersonalData.sealed)
        .where(key > after, _otherwise(sealer))
        .order_by(PersonalData.subject, PersonalData.subject_id)
        .limit(batch)
    )
    return [(subject, number, sealed) for subject, number, sealed in session.execute(query)]


def _resealed(sealer: Sealer, subject: str, subject_id: int, sealed: bytes) -> dict[str, object] | None:
    try:
        fields = sealer.open(subject, subject_id, sealed)
    except (WrongKey, Tampered):
        return None
    return {"of": subject, "number": subject_id, "old": sealed, "new": sealer.seal(subject, subject_id, fields)}


def _swap(session: Session, rows: list[dict[str, object]]) -> int:
    """Put new values where the old ones still stand; how many did."""
    if not rows:
        return 0
    table = PersonalData.__table__
    assert isinstance(table, Table)  # noqa: S101 (SQLAlchemy types it more widely)
    statement = (
        update(table)
        .where(
            table.c.subject == bindparam("of"),
            table.c.subject_id == bindparam("number"),
            table.c.sealed == bindparam("old"),
        )
        .values(sealed=bindparam("new"))
    )
    return session.connection().execute(statement, rows).rowcount


def _rotate_keys(session: Session, sealer: Sealer) -> int:
    """The keys that outlive rotation; raises WrongKey or Tampered, for without them nothing else makes sense."""
    stale = [row for row in session.scalars(select(SealedKey).with_for_update()) if not sealer.is_current(row.sealed)]
    for row in stale:
        row.sealed = sealer.seal_key(row.purpose, sealer.open_key(row.purpose, row.sealed))
    return len(stale)
