"""The locks of PostgreSQL: who waits for whom, and who must not."""

import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from models.database import Database, DatabaseFault
from models.locks import lock_ledger_alone, lock_ledger_shared


def issue(database: Database, order: list[str]) -> None:
    """Hold the ledger alone, for a moment."""
    with database.writing() as session:
        lock_ledger_alone(session)
        order.append("issued")


def wait_in_line(database: Database, issued: Future[Any]) -> None:
    """Until somebody who was started waits for a lock."""
    lines = sa.text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    while True:
        assert not issued.done()
        with database.reading() as session:
            if session.scalar(lines):
                return
        time.sleep(0.01)


def test_shared_holders_do_not_wait_for_each_other(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    with database.writing() as one, database.writing() as other:
        lock_ledger_shared(one)
        lock_ledger_shared(other)
    database.dispose()


def test_the_issuer_of_a_form_waits_for_the_writers_before(postgresql_url: str) -> None:
    database = Database.open(postgresql_url, patient=True)
    order: list[str] = []
    with ThreadPoolExecutor(1) as hands:
        with database.writing() as writer:
            lock_ledger_shared(writer)
            issued = hands.submit(issue, database, order)
            wait_in_line(database, issued)
            order.append("written")
        issued.result()
    database.dispose()
    assert order == ["written", "issued"]


def test_while_an_import_keeps_an_issuer_waiting_visits_are_stored(postgresql_url: str) -> None:
    """Who takes a lock alone stands in line before all that come later: for a moment only."""
    patient, chat = Database.open(postgresql_url, patient=True), Database.open(postgresql_url)
    order: list[str] = []
    with ThreadPoolExecutor(1) as hands:
        with patient.writing() as importing:
            lock_ledger_shared(importing)
            issued = hands.submit(issue, patient, order)
            for _ in range(3):
                wait_in_line(patient, issued)
                with chat.writing() as visit:
                    lock_ledger_shared(visit)
                order.append("visit")
        issued.result()
    for database in (patient, chat):
        database.dispose()
    assert order == ["visit"] * 3 + ["issued"]


def test_an_issuer_in_chat_hears_busy(postgresql_url: str) -> None:
    """It waits no longer than a chat command may."""
    database = Database.open(postgresql_url)
    with database.writing() as writer:
        lock_ledger_shared(writer)
        with pytest.raises(DatabaseFault) as fault, database.writing() as session:
            lock_ledger_alone(session)
    assert fault.value.code == "busy"
    database.dispose()


def test_after_a_wait_the_connection_waits_as_before(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    with ThreadPoolExecutor(1) as hands:

        def issue_and_look() -> str:
            with database.writing() as session:
                lock_ledger_alone(session)
                return str(session.scalar(sa.text("SHOW lock_timeout")))

        with database.writing() as writer:
            lock_ledger_shared(writer)
            looked = hands.submit(issue_and_look)
            wait_in_line(database, looked)
        assert looked.result() == "1s"
    database.dispose()


def test_a_writer_in_chat_hears_busy(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    with database.writing() as holder:
        lock_ledger_alone(holder)
        with pytest.raises(DatabaseFault) as fault, database.writing() as session:
            lock_ledger_shared(session)
    assert fault.value.code == "busy"
    database.dispose()
