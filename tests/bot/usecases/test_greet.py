"""Greeted once, whoever opens the Home at how many places."""

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from bot.usecases.greet import greet, greets_now
from models.audit import AuditNote
from tests.helpers.world import World


def notes(world: World) -> int:
    with world.database.reading() as session:
        return session.scalar(select(func.count()).where(AuditNote.what == "home.greeted")) or 0


def test_once(world: World) -> None:
    assert not world.do("E001", greets_now)
    world.do("E001", greet)
    assert world.do("E001", greets_now)
    assert not world.do("E002", greets_now)
    world.later(minutes=1)
    world.do("E001", greet)
    assert not world.do("E001", greets_now)
    assert notes(world) == 1


def test_two_at_once(world: World) -> None:
    """Both have looked before either has stored, where the database lets them."""
    start = threading.Barrier(2)

    def open_home() -> None:
        start.wait()
        with world.work("E001") as work:
            greet(work)

    with ThreadPoolExecutor(2) as hands:
        for one in [hands.submit(open_home) for _ in range(2)]:
            one.result()
    assert notes(world) == 1
