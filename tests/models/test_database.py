"""Transactions on both databases: whole, alone where they must be, and clear when they cannot be."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.audit import SeenRequest
from models.database import (
    QUICK_WAIT,
    Database,
    DatabaseFault,
    shared_snapshot,
)
from models.organisation import Officer
from models.sqlite import sqlite_engine

ROOT = Path(__file__).parents[2]


def officer(staff_no: str) -> Officer:
    return Officer(staff_no=staff_no, slack_user_id=None)


def staff(session: Session) -> list[str]:
    return list(session.scalars(sa.select(Officer.staff_no).order_by(Officer.staff_no)))


class Crash(Exception):
    """Something goes wrong in the middle."""


def test_what_was_written_is_there(database: Database) -> None:
    with database.writing() as session:
        session.add(officer("E001"))
    with database.reading() as session:
        assert staff(session) == ["E001"]


def test_an_exception_takes_all_back(database: Database) -> None:
    def crash() -> None:
        with database.writing() as session:
            session.add(officer("E001"))
            session.flush()
            session.execute(sa.text("CREATE TABLE half (id integer)"))
            raise Crash

    with pytest.raises(Crash):
        crash()
    with database.reading() as session:
        assert staff(session) == []
        assert "half" not in sa.inspect(session.connection()).get_table_names()


def test_a_reader_stores_nothing(database: Database) -> None:
    def store() -> None:
        with database.reading() as session:
            session.add(officer("E001"))
            session.flush()

    with pytest.raises((sa.exc.DBAPIError, DatabaseFault)):
        store()
    with database.writing() as session:  # the connection is given back as good as new
        session.add(officer("E002"))
    with database.reading() as session:
        assert staff(session) == ["E002"]


def test_a_reader_sees_one_snapshot(database: Database) -> None:
    with database.reading() as reader:
        assert staff(reader) == []
        with database.writing() as writer:
            writer.add(officer("E001"))
        assert staff(reader) == []
    with database.reading() as reader:
        assert staff(reader) == ["E001"]


def test_another_connection_joins_a_snapshot(postgresql_url: str) -> None:
    database, other = Database.open(postgresql_url), Database.open(postgresql_url)
    with database.reading() as session:
        snapshot = shared_snapshot(session)
        with database.writing() as writer:
            writer.add(officer("E001"))
        with other.reading(snapshot) as joined, other.reading() as alone:
            assert (staff(session), staff(joined), staff(alone)) == ([], [], ["E001"])
    database.dispose()
    other.dispose()


def test_sqlite_shares_no_snapshot(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    with database.reading() as session:
        assert shared_snapshot(session) is None
    database.dispose()


def test_transactions_of_the_bare_engine_are_whole_too(database: Database) -> None:
    with database.reading():
        pass

    def crash() -> None:
        with database.engine.begin() as connection:
            connection.execute(sa.insert(Officer), {"staff_no": "E001"})
            raise Crash

    with pytest.raises(Crash):
        crash()
    with database.reading() as session:
        assert staff(session) == []


def test_sqlite_keeps_what_was_promised(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    with database.writing() as session:
        found = {
            name: session.scalar(sa.text(f"PRAGMA {name}"))
            for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "query_only")
        }
    database.dispose()
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "query_only": 0,
    }


SET_FOR = {
    "sqlite": "SELECT CASE synchronous WHEN 1 THEN 'note' ELSE 'all' END FROM pragma_synchronous",
    "postgresql": "SELECT CASE source WHEN 'session' THEN 'note' ELSE 'all' END FROM pg_settings"
    " WHERE name = 'synchronous_commit' AND (setting = 'off' OR source <> 'session')",
}


def test_a_note_does_not_wait_for_the_disk_and_others_do(database: Database) -> None:
    """It is there at once for everybody, and the next transaction of the same connection waits again."""
    found: list[str | None] = []
    for transaction in (database.noting, database.writing, database.noting):
        with transaction() as session:
            session.add(officer(f"E{len(found)}"))
            found.append(session.scalar(sa.text(SET_FOR[database.dialect])))
    assert found == ["note", "all", "note"]
    with database.reading() as session:
        assert staff(session) == ["E0", "E1", "E2"]


@pytest.mark.parametrize(("patient", "limits"), [(False, ["2s", "1s", "off"]), (True, ["0", "0", "off"])])
def test_a_chat_command_waits_less_than_the_command_line(postgresql_url: str, patient: bool, limits: list[str]) -> None:
    database = Database.open(postgresql_url, patient=patient)
    with database.reading() as session:
        found = [session.scalar(sa.text(f"SHOW {name}")) for name in ("statement_timeout", "lock_timeout", "jit")]
    database.dispose()
    assert found == limits


@pytest.mark.parametrize(
    "url", ["", "no url", "mysql://u:s3cret@h/d", "sqlite+nosuch:///x", "postgresql+psycopg://u:s3cret@h:port/d"]
)
def test_an_odd_url_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(DatabaseFault) as fault:
        Database.open(url)
    assert fault.value.code == "url"
    assert fault.value.__cause__ is None
    assert "s3cret" not in str(fault.value)


def test_a_wrong_folder_is_told_from_a_server_that_is_silent(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path}/nowhere/junkai.db")
    with pytest.raises(DatabaseFault) as fault, database.reading():
        pass
    assert fault.value.code == "unopened"
    assert not (tmp_path / "nowhere").exists()
    database.dispose()


def test_a_full_disk_is_named(sqlite_url: str) -> None:
    """As SQLite meets it: no page more can be written."""
    database = Database.open(sqlite_url)

    def fill() -> None:
        with database.writing() as session:
            pages = session.scalar(sa.text("PRAGMA page_count"))
            session.execute(sa.text(f"PRAGMA max_page_count = {pages}"))
            session.add_all(officer(f"E{number}") for number in range(2000))

    with pytest.raises(DatabaseFault, match="full"):
        fill()
    database.dispose()


def test_a_server_that_does_not_answer_is_unreachable() -> None:
    database = Database.open("postgresql+psycopg://nobody:s3cret@127.0.0.1:1/nothing")
    with pytest.raises(DatabaseFault) as fault, database.reading():
        pass
    assert fault.value.code == "unreachable"
    assert "s3cret" not in f"{fault.value} {fault.value.__cause__}"
    database.dispose()


def test_a_fifth_of_four_connections_hears_busy(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    held = [database.engine.connect() for _ in range(4)]
    with pytest.raises(DatabaseFault) as fault, database.reading():
        pass
    assert fault.value.code == "busy"
    for connection in held:
        connection.close()
    database.dispose()


def test_lines_that_the_server_closed_are_not_used_again(postgresql_url: str) -> None:
    """Of whoever asks next, nobody notices."""
    database, other = Database.open(postgresql_url), Database.open(postgresql_url)
    for connection in [database.engine.connect() for _ in range(3)]:
        connection.close()
    of_others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    with other.engine.connect() as killer:
        assert killer.exec_driver_sql(f"SELECT count(pg_terminate_backend(pid)) {of_others}").scalar_one() == 3
        while killer.exec_driver_sql(f"SELECT count(*) {of_others}").scalar_one():
            killer.rollback()  # another snapshot of who is there
    with database.writing() as session:
        session.add(officer("E001"))
    with database.reading() as session:
        assert staff(session) == ["E001"]
    database.dispose()
    other.dispose()


def test_a_second_thread_hears_busy_when_the_first_does_not_end(sqlite_url: str) -> None:
    database = Database.open(sqlite_url)
    impatient = Database(database.engine, wait=0.05)
    with impatient.writing(), pytest.raises(DatabaseFault) as fault, impatient.writing():
        pass
    assert fault.value.code == "busy"
    database.dispose()


def test_another_process_of_sqlite_hears_busy(sqlite_url: str) -> None:
    database, other = Database.open(sqlite_url), Database(sqlite_engine(sqlite_url, 0.05))
    with database.writing(), pytest.raises(DatabaseFault) as fault, other.writing():
        pass
    assert fault.value.code == "busy"
    database.dispose()
    other.dispose()


def test_a_file_that_was_moved_away_takes_nothing_more(sqlite_url: str, tmp_path: Path) -> None:
    """It would still be open, and what is written would be found by nobody."""
    file = Path(str(sa.make_url(sqlite_url).database))
    opened = Database.open(sqlite_url)
    with opened.writing() as session:
        session.add(officer("E001"))
    file.rename(tmp_path / "moved.db")
    with pytest.raises(DatabaseFault, match="unreachable"), opened.writing() as session:
        session.add(officer("E002"))
    assert not file.exists()
    (tmp_path / "moved.db").rename(file)
    with opened.reading() as session:
        assert staff(session) == ["E001"]
    opened.dispose()


def test_a_file_put_in_place_of_another_is_the_one_that_is_read(sqlite_url: str, tmp_path: Path) -> None:
    file = Path(str(sa.make_url(sqlite_url).database))
    shutil.copyfile(file, tmp_path / "backup.db")
    opened = Database.open(sqlite_url)
    with opened.writing() as session:
        session.add(officer("E001"))
    opened.dispose()
    with opened.reading() as session:
        assert staff(session) == ["E001"]
    for left in tmp_path.glob(f"{file.name}-*"):
        left.unlink()
    (tmp_path / "backup.db").replace(file)
    with opened.writing() as session:
        assert staff(session) == []
        session.add(officer("E002"))
    with opened.reading() as session:
        assert staff(session) == ["E002"]
    opened.dispose()


def test_an_exception_does_not_repeat_what_was_to_be_stored(database: Database) -> None:
    with database.writing() as session:
        session.add(officer("E001"))
    with pytest.raises(sa.exc.IntegrityError) as fault, database.writing() as session:
        session.add(Officer(staff_no="E001", slack_user_id="U0HIMITSU"))
    assert "U0HIMITSU" not in str(fault.value)


COUNT_UP = """
import sys
import sqlalchemy as sa
from models.database import Database
database = Database.open(sys.argv[1], patient=True)
for _ in range(40):
    with database.writing() as session:
        if database.dialect == "postgresql":
            session.execute(sa.text("LOCK TABLE seen_requests IN EXCLUSIVE MODE"))
        count = session.scalar(sa.text("SELECT count(*) FROM seen_requests"))
        session.execute(
            sa.text("INSERT INTO seen_requests VALUES (:digest, '2026-01-01T00:00:00.000000Z')"), {"digest": str(count)}
        )
"""


def test_writers_of_two_processes_take_turns(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", COUNT_UP, database_url]
    running = [subprocess.Popen(command, cwd=ROOT) for _ in range(2)]
    assert [process.wait(timeout=60) for process in running] == [0, 0]
    with database.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(SeenRequest)) == 80


def test_threads_of_one_process_take_turns(database: Database) -> None:
    def add(start: int) -> None:
        for number in range(start, start + 20):
            with database.writing() as session:
                session.add(officer(f"E{number:03}"))

    threads = [threading.Thread(target=add, args=(start,)) for start in (0, 100, 200, 300)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as session:
        assert len(staff(session)) == 80


def test_two_waits_of_a_chat_command_end_before_slack_gives_up() -> None:
    assert 2 * QUICK_WAIT < 3
