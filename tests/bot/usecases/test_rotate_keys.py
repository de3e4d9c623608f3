"""Keys are rotated while others work, cut off and taken up again, and nothing is lost."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.errors import Refusal
from bot.usecases.rotate_keys import _resealed, _swap, rotate, sealed_otherwise
from models import sealing
from models.audit import Audit, AuditNote
from models.database import Database
from models.places import PersonalData
from models.sealing import Sealer, WrongKey, new_key
from tests.helpers.world import World

ROOT = Path(__file__).parents[3]
OLD, NEW = new_key(), new_key()
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def clock() -> datetime:
    return NOW


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database.open(database_url)
    yield opened
    opened.dispose()


def fill(database: Database, sealer: Sealer, number: int = 25) -> bytes:
    with database.writing() as session:
        for each in range(1, number + 1):
            for subject in ("target", "visit"):
                sealing.store_personal(session, sealer, subject, each, {"name": f"架空 {subject} {each}"})
        return sealing.digest_key(session, sealer)


def names(database: Database, sealer: Sealer, subject: str, number: int = 25) -> dict[int, str]:
    with database.reading() as session:
        found = sealing.load_personal(session, sealer, subject, range(1, number + 1))
    return {each: fields["name"] for each, fields in found.items()}


def test_everything_is_sealed_under_the_first_key_and_reads_as_before(database: Database) -> None:
    key = fill(database, Sealer([OLD]))
    assert rotate(database, Sealer([NEW, OLD]), clock, batch=7) == 51
    alone = Sealer([NEW])
    for subject in ("target", "visit"):
        assert names(database, alone, subject) == {each: f"架空 {subject} {each}" for each in range(1, 26)}
    with database.reading() as session:
        assert sealing.digest_key(session, alone) == key
        with pytest.raises(WrongKey):
            sealing.check_keys(session, Sealer([OLD]))
    assert rotate(database, alone, clock) == 0


def audited(database: Database) -> list[tuple[object, ...]]:
    query = sa.select(Audit.actor, Audit.command, Audit.at, AuditNote.what, AuditNote.detail).join(
        AuditNote, AuditNote.audit_id == Audit.id
    )
    with database.reading() as session:
        return [tuple(row) for row in session.execute(query)]


def test_what_changed_is_told_on_the_way_and_audited_once(database: Database) -> None:
    fill(database, Sealer([OLD]), 5)
    told: list[int] = []
    assert rotate(database, Sealer([NEW, OLD]), clock, batch=4, progress=told.append) == 11
    assert told == [4, 4, 2]
    row = ("system", "keys rotate", NOW, "keys.rotated", {"number": 11, "unreadable": 0})
    assert audited(database) == [row]
    assert sealed_otherwise(database, Sealer([NEW, OLD])) == 0
    assert rotate(database, Sealer([NEW, OLD]), clock) == 0
    assert audited(database) == [row]


def test_who_rotated_stands_in_the_audit(world: World) -> None:
    fill(world.database, Sealer([OLD]), 1)
    actor, sealer = world.do("E007", lambda work: work.actor), Sealer([NEW, OLD])
    assert sealed_otherwise(world.database, sealer) == 2
    rotate(world.database, sealer, clock, actor)
    assert audited(world.database)[-1][:2] == ("E007", "keys rotate")


class CutOff(Exception):
    """The process ends between two batches."""


def test_cut_off_between_two_batches_it_goes_on_with_the_rest(database: Database) -> None:
    fill(database, Sealer([OLD]), 5)

    def cut(_done: int) -> None:
        raise CutOff

    with pytest.raises(CutOff):
        rotate(database, Sealer([NEW, OLD]), clock, batch=3, progress=cut)
    assert rotate(database, Sealer([NEW, OLD]), clock, batch=3) == 7
    assert names(database, Sealer([NEW]), "visit", 5) == {each: f"架空 visit {each}" for each in range(1, 6)}


def test_whoever_overtakes_a_whole_pass_does_not_end_the_rotation(postgresql_url: str) -> None:
    """The only row left is replaced, under the old key, after it was read and before it is swapped."""
    database = Database.open(postgresql_url)
    with database.writing() as session:
        sealing.store_personal(session, Sealer([OLD]), "target", 1, {"name": "旧"})

    class Overtaken(Sealer):
        late = True

        def open(self, subject: str, subject_id: int, sealed: bytes) -> dict[str, str]:
            if self.late:
                self.late = False
                with database.writing() as session:
                    sealing.store_personal(session, Sealer([OLD]), "target", 1, {"name": "訂正済"})
            return super().open(subject, subject_id, sealed)

    assert rotate(database, Overtaken([NEW, OLD]), clock) == 1
    assert names(database, Sealer([NEW]), "target", 1) == {1: "訂正済"}
    database.dispose()


def test_an_empty_database_has_nothing_to_rotate(database: Database) -> None:
    assert rotate(database, Sealer([NEW, OLD]), clock) == 0


def test_what_no_key_opens_is_counted_and_the_rest_is_done(database: Database) -> None:
    fill(database, Sealer([OLD]), 10)
    with database.writing() as session:
        sealing.store_personal(session, Sealer([new_key()]), "target", 4, {"name": "失われた鍵"})
    with pytest.raises(Refusal) as refusal:
        rotate(database, Sealer([NEW, OLD]), clock, batch=3)
    assert (refusal.value.code, refusal.value.facts) == ("keys.unreadable", {"number": 1})
    assert len(names(database, Sealer([NEW]), "visit", 10)) == 10


def test_without_the_key_of_the_keys_nothing_is_touched(database: Database) -> None:
    fill(database, Sealer([OLD]), 3)
    with pytest.raises(WrongKey):
        rotate(database, Sealer([NEW]), clock)
    assert len(names(database, Sealer([OLD]), "target", 3)) == 3


def test_a_correction_in_between_is_not_lost(database: Database) -> None:
    fill(database, Sealer([OLD]), 1)
    both = Sealer([NEW, OLD])
    with database.reading() as session:
        sealed = session.scalars(sa.select(PersonalData.sealed).where(PersonalData.subject == "target")).one()
    prepared = _resealed(both, "target", 1, sealed)
    assert prepared is not None
    with database.writing() as session:
        sealing.store_personal(session, Sealer([OLD]), "target", 1, {"name": "訂正済"})
    with database.writing() as session:
        assert _swap(session, [prepared]) == 0
    assert rotate(database, both, clock) == 3
    assert names(database, Sealer([NEW]), "target", 1) == {1: "訂正済"}


ROTATE = """
import sys
from bot.usecases.rotate_keys import rotate, sealed_otherwise
from models.database import Database
from models.sealing import Sealer
from scheduler.clock import system_clock
print("begun", flush=True)
rotate(Database.open(sys.argv[1], patient=True), Sealer(sys.argv[2:4]), system_clock, batch=2)
"""

CORRECT = """
import sys
from models.database import Database
from models.sealing import Sealer, load_personal, store_personal
database, sealer = Database.open(sys.argv[1], patient=True), Sealer(sys.argv[2:4])
print("begun", flush=True)
for turn in range(3):
    for each in range(1, 61):
        with database.writing() as session:
            present = load_personal(session, sealer, "target", [each])[each]["name"]
            store_personal(session, sealer, "target", each, {"name": present + "+"})
"""


def start(script: str, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    with process.stdout:
        assert process.stdout.readline() == "begun\n"
    return process


def test_two_rotate_while_a_third_corrects(database: Database, database_url: str) -> None:
    fill(database, Sealer([OLD]), 60)
    running = [
        start(CORRECT, database_url, OLD, NEW),  # the bot, not yet started anew, seals with the old key
        start(ROTATE, database_url, NEW, OLD),
        start(ROTATE, database_url, NEW, OLD),
    ]
    assert [process.wait(timeout=120) for process in running] == [0, 0, 0]
    rotate(database, Sealer([NEW, OLD]), clock)
    assert names(database, Sealer([NEW]), "target", 60) == {each: f"架空 target {each}+++" for each in range(1, 61)}


def test_cut_off_at_any_moment_a_second_run_finishes(database: Database, database_url: str) -> None:
    fill(database, Sealer([OLD]), 200)
    for _ in range(3):
        process = start(ROTATE, database_url, NEW, OLD)
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    rotate(database, Sealer([NEW, OLD]), clock)
    assert len(names(database, Sealer([NEW]), "visit", 200)) == 200
