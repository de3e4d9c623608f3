"""Not much is remembered, and not for long."""

import threading
import time

from models.remembered import Remembered

SOON = 10
"""Seconds within which what is due must have happened."""


def test_what_is_kept_comes_back() -> None:
    kept: Remembered[int, str] = Remembered()
    kept.keep({1: "a", 2: "b"})
    kept.keep({2: "c"})
    assert kept.get_all([2, 3, 1], "-") == ["c", "-", "a"]
    kept.forget()
    assert (kept.get_all([1, 2], "-"), len(kept)) == (["-", "-"], 0)


def test_the_oldest_gives_way() -> None:
    kept: Remembered[int, int] = Remembered(most=3)
    for number in range(10):
        kept.keep({number: number})
        assert len(kept) <= 3
    assert kept.get_all(range(10), -1) == [-1] * 7 + [7, 8, 9]
    kept.keep(dict.fromkeys(range(100, 200), 0))
    assert kept.get_all(range(100, 200), 1) == [1] * 97 + [0] * 3


def test_all_is_forgotten_without_anybody_asking() -> None:
    kept: Remembered[int, str] = Remembered(seconds=0.05)
    for _ in range(2):  # and again, when something is kept anew
        kept.keep({1: "a"})
        assert len(kept) == 1
        until = time.monotonic() + SOON
        while len(kept) and time.monotonic() < until:
            time.sleep(0.01)
        assert len(kept) == 0


def test_nothing_runs_on_while_nothing_is_kept() -> None:
    before = threading.active_count()
    kept: Remembered[int, str] = Remembered()
    kept.keep({})
    assert threading.active_count() == before


def test_threads_may_share_it() -> None:
    kept: Remembered[int, int] = Remembered(most=50)
    failed: list[BaseException] = []

    def work(start: int) -> None:
        try:
            for number in range(start, start + 2_000):
                kept.keep({number: number})
                assert kept.get_all([number], number) == [number]
        except BaseException as error:  # noqa: BLE001 (whatever it is, the test is to show it)
            failed.append(error)

    threads = [threading.Thread(target=work, args=(start,)) for start in (0, 10_000, 20_000)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (failed, len(kept)) == ([], 50)
