"""The thread that delivers beside the requests."""

import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest

from bot.delivery.deliverer import Deliverer
from bot.delivery.letters import Composed, Letter
from bot.delivery.worker import DeliveryWorker, in_one_thread
from tests.helpers.delivery import QUICK, Office, gateway, plain


def soon(what: Callable[[], bool], seconds: float = 10) -> bool:
    """Whether something becomes true before long."""
    end = time.monotonic() + seconds
    while not what() and time.monotonic() < end:
        time.sleep(0.02)
    return what()


def test_it_delivers_what_was_left_and_what_comes_when_woken(office: Office) -> None:
    left = office.put("left")
    worker = DeliveryWorker(office.deliverer())
    worker.start()
    assert soon(lambda: office.said(left) == ["知らせ left"])
    new = office.put("new")
    worker.wake()
    assert soon(lambda: office.said(new) == ["知らせ new"])
    assert worker.stop()


def test_it_finishes_what_is_in_flight_and_takes_up_nothing_new(office: Office) -> None:
    begun = threading.Event()

    def compose(letter: Letter) -> Composed:
        begun.set()
        time.sleep(0.3)
        return plain(letter)

    first, second = office.put("first"), office.put("second")
    worker = DeliveryWorker(office.deliverer(compose))
    worker.start()
    assert begun.wait(10)
    assert worker.stop(10)
    assert (office.said(first), office.said(second)) == (["知らせ first"], [])


def test_it_does_not_wait_for_ever(office: Office) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def compose(letter: Letter) -> Composed:
        begun.set()
        go_on.wait(10)
        return plain(letter)

    office.put("endless")
    worker = DeliveryWorker(office.deliverer(compose))
    worker.start()
    assert begun.wait(10)
    assert not worker.stop(0.1)
    go_on.set()
    assert worker.stop(10)


def test_it_outlives_a_fault_without_telling_its_text(office: Office, caplog: pytest.LogCaptureFixture) -> None:
    user = office.put("survivor")
    moments = iter([office.wall.now])

    def wall() -> datetime:
        """A clock that breaks once, at the second look."""
        if next(moments, None) is None and not caplog.records:
            raise OSError("架空 太郎")
        return office.wall.now

    way = gateway(office.workspace)
    worker = DeliveryWorker(Deliverer(office.database, office.clock, wall, way, plain, QUICK))
    with caplog.at_level(logging.DEBUG):
        worker.start()
        assert soon(lambda: "OSError" in caplog.text)
        worker.wake()
        assert soon(lambda: office.said(user) == ["知らせ survivor"])
        assert worker.stop()
    assert "架空" not in caplog.text


def test_several_hands_carry_on_while_one_waits_and_all_end_in_time(office: Office) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def compose(letter: Letter) -> Composed:
        if letter.key == "slow":
            begun.set()
            go_on.wait(10)
        return plain(letter)

    office.put("slow")
    worker = DeliveryWorker(office.deliverer(compose), hands=2)
    worker.start()
    assert begun.wait(10)
    quick = office.put("quick")
    worker.wake()
    assert soon(lambda: office.said(quick) == ["知らせ quick"])
    assert not worker.stop(0.1)
    go_on.set()
    assert worker.stop(10)


def test_all_is_composed_in_one_thread_and_faults_come_back() -> None:
    threads = set[int]()

    def compose(letter: Letter) -> Composed:
        threads.add(threading.get_ident())
        if letter.key == "broken":
            raise KeyError(letter.key)
        return plain(letter)

    together = in_one_thread(compose)
    letters = [Letter(number, f"{number}", 1, "made.up", {}) for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert [one.text for one in pool.map(together, letters)] == [f"知らせ {number}" for number in range(8)]
    assert len(threads) == 1
    with pytest.raises(KeyError):
        together(Letter(9, "broken", 1, "made.up", {}))
