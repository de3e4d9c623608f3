"""The tick."""

import threading
from datetime import timedelta

from models.rules.japan import JAPAN
from scheduler.jobs import ticking


def test_it_wakes_the_delivery_again_and_again_in_japan() -> None:
    woken = threading.Semaphore(0)
    scheduler = ticking(woken.release, every=timedelta(seconds=0.05))
    assert scheduler.timezone == JAPAN
    scheduler.start()
    try:
        assert all(woken.acquire(timeout=10) for _ in range(3))
    finally:
        scheduler.shutdown()


def test_one_failed_tick_is_not_the_last() -> None:
    ticks: list[int] = []
    enough = threading.Event()

    def wake() -> None:
        ticks.append(1)
        if len(ticks) == 1:
            raise OSError("made up")
        enough.set()

    scheduler = ticking(wake, every=timedelta(seconds=0.05))
    scheduler.start()
    try:
        assert enough.wait(10)
    finally:
        scheduler.shutdown()


def test_notices_are_looked_for_at_once_and_again() -> None:
    looked = threading.Semaphore(0)
    scheduler = ticking(lambda: None, looked.release, notices_every=timedelta(seconds=0.05))
    scheduler.start()
    try:
        assert all(looked.acquire(timeout=10) for _ in range(3))
    finally:
        scheduler.shutdown()


def test_without_an_interval_the_first_look_does_not_wait() -> None:
    looked = threading.Event()
    scheduler = ticking(lambda: None, looked.set, notices_every=timedelta(hours=1))
    scheduler.start()
    try:
        assert looked.wait(10)
    finally:
        scheduler.shutdown()
