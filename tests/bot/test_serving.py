"""The server: a process of its own that finishes what it began, and keeps its mouth shut."""

import http.client
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.serving import THREADS, limited

PROGRAM = """
import sys, time
from pathlib import Path
from bot.serving import serve

NOTES = Path(sys.argv[1])

def note(text):
    with NOTES.open("a") as notes:
        notes.write(text + "\\n")

class Service:
    def app(self, environ, start_response):
        path = environ["PATH_INFO"]
        if path == "/boom":
            raise ValueError("架空 太郎")
        if path == "/slow":
            note("begun")
            time.sleep(1)
        if path == "/held":
            note("begun")
            while not NOTES.with_name("go").exists():
                time.sleep(0.01)
        body = environ["wsgi.input"].read()
        start_response("200 OK", [("Content-Type", "text/plain")])
        return [b"%d" % len(body)]

    def start(self):
        note("start")

    def stop(self):
        note("stop")

serve(Service, "127.0.0.1", 0, lambda address: print(address, flush=True), workers=int(sys.argv[2]))
"""


@contextmanager
def server(folder: Path, workers: int = 1) -> Iterator[tuple[subprocess.Popen[str], str, Path]]:
    """A server in a process of its own: the process, its address, its notes."""
    program, notes = folder / "program.py", folder / "notes"
    program.write_text(PROGRAM)
    command = [sys.executable, str(program), str(notes), str(workers)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process, process.stdout.readline().strip(), notes
        finally:
            process.kill()


def ask(address: str, path: str = "/", body: bytes = b"", **headers: str) -> tuple[int, bytes]:
    """Post something."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    try:
        connection.request("POST", path, body, headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def begin_asking(address: str, path: str) -> http.client.HTTPConnection:
    """Post something whose answer is read later."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=20)
    connection.request("POST", path, b"12345")
    return connection


def statuses(connections: list[http.client.HTTPConnection]) -> list[int]:
    """How each was answered."""
    try:
        return [connection.getresponse().status for connection in connections]
    finally:
        for connection in connections:
            connection.close()


def wait_for(notes: Path, text: str, times: int = 1) -> None:
    """Until something is noted so often."""
    end = time.monotonic() + 10
    while not (notes.exists() and notes.read_text().split().count(text) >= times):
        assert time.monotonic() < end
        time.sleep(0.02)


def test_it_answers_and_says_nothing(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address, _):
        assert ask(address, body=b"12345") == (200, b"5")
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert (process.returncode, out, err) == (0, "", "")


@pytest.mark.parametrize("workers", [1, 2])
def test_it_finishes_what_is_in_flight_and_then_stops_the_rest(tmp_path: Path, workers: int) -> None:
    answers: list[tuple[int, bytes]] = []
    with server(tmp_path, workers) as (process, address, notes):
        asking = threading.Thread(target=lambda: answers.append(ask(address, "/slow")))
        asking.start()
        wait_for(notes, "begun")
        wait_for(
            notes, "start", workers
        )  # gunicorn's workers do not hear a signal before that: it would wait the grace
        process.send_signal(signal.SIGTERM)
        asking.join(20)
        assert process.wait(20) == 0
        told = notes.read_text().split()
    assert answers == [(200, b"0")]
    assert (told.count("start"), told.count("stop")) == (workers, workers)
    assert told[-1] == "stop"


def test_no_process_takes_what_another_one_could_answer_now(tmp_path: Path) -> None:
    """All threads of all processes are at work before anything waits."""
    with server(tmp_path, workers=4) as (_, address, notes):
        asking = [begin_asking(address, "/held") for _ in range(4 * THREADS)]
        wait_for(notes, "begun", 4 * THREADS)
        (tmp_path / "go").touch()
        assert statuses(asking) == [200] * 4 * THREADS


def test_whoever_has_nothing_to_say_keeps_nobody_waiting(tmp_path: Path) -> None:
    """Connections kept for later are no requests."""
    with server(tmp_path) as (_, address, _):
        kept = [http.client.HTTPConnection(urlsplit(address).netloc, timeout=20) for _ in range(3 * THREADS)]
        for connection in kept:
            connection.request("POST", "/", b"12345")
            assert connection.getresponse().read() == b"5"
        assert ask(address)[0] == 200
        for connection in kept:
            connection.close()


def test_what_waits_when_it_stops_is_answered(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address, notes):
        held = [begin_asking(address, "/held") for _ in range(THREADS)]
        wait_for(notes, "begun", THREADS)
        wait_for(notes, "start")
        waiting = [begin_asking(address, "/") for _ in range(20)]
        process.send_signal(signal.SIGTERM)
        time.sleep(0.5)  # it has heard, and takes nobody any more
        (tmp_path / "go").touch()
        assert statuses(held + waiting) == [200] * (THREADS + 20)
        assert process.wait(20) == 0


def test_a_fault_is_told_by_its_type_alone(tmp_path: Path) -> None:
    with server(tmp_path) as (process, address, _):
        status, name = ask(address, "/boom")
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=20)
    assert status == 500
    assert f"{name.decode()}: ValueError" in err
    assert "架空" not in err


def test_bodies_are_limited(tmp_path: Path) -> None:
    with server(tmp_path) as (_, address, _):
        assert ask(address, body=b"x" * 1024 * 1024)[0] == 200
        assert ask(address, body=b"x" * (1024 * 1024 + 1))[0] == 413
        assert ask(address, body=b"0\r\n\r\n", **{"Transfer-Encoding": "chunked"})[0] == 411


def test_a_taken_port_is_told_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        program = tmp_path / "program.py"
        program.write_text(PROGRAM.replace('"127.0.0.1", 0', f'"127.0.0.1", {taken.getsockname()[1]}'))
        command = [sys.executable, str(program), str(tmp_path / "notes"), "1"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert "OSError" in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize("length", ["-1", "1e9", "１２", "²", "nonsense"])
def test_a_size_that_is_none_is_refused(length: str) -> None:
    told: list[str] = []

    def start_response(status: str, *_: object) -> Callable[[bytes], object]:
        told.append(status)
        return print

    body = limited(lambda *_: [b"never"])({"CONTENT_LENGTH": length}, start_response)
    assert (told, list(body)) == (["413 Content Too Large"], [b""])
