"""A request is closed once, with an outcome, by those who answer for the beat."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.close_request import ANSWER, close_request
from bot.usecases.list_requests import list_requests
from bot.usecases.void_fact import void_fact
from bot.work import Work
from models.audit import AuditNote
from models.rules.codes import ChangeKind
from models.rules.conduct import RequestOutcome, VoidReason
from models.sealing import load_personal
from tests.bot.usecases.test_list_requests import SEALER, heard
from tests.helpers.world import World


def close(world: World, officer: str, visit: int, words: str = "") -> None:
    def act(work: Work) -> None:
        work.keys = SEALER
        close_request(work, visit, RequestOutcome.ANSWERED, words)

    world.do(officer, act)


@pytest.mark.parametrize("officer", ["E001", "E002", "E003"])
def test_closed_once(world: World, officer: str) -> None:
    visit = heard(world, "1", date(2026, 2, 20))
    close(world, officer, visit, "町内会へ伝えた")
    assert world.do("E001", list_requests).total == 0
    with pytest.raises(Refusal, match="requests"):
        close(world, "E001", visit)
    with world.database.reading() as session:
        words = load_personal(session, SEALER, "visit", [visit])[visit]
    assert (words["request"], words[ANSWER]) == ("街灯が暗い", "町内会へ伝えた")


def test_closed_by_mistake_it_is_open_again_and_can_be_closed_anew(world: World) -> None:
    visit = heard(world, "1", date(2026, 2, 20))
    for name in ("closing:1", "closing:2"):
        close(world, "E001", visit)
        assert world.do("E001", list_requests).total == 0
        with pytest.raises(Refusal, match="access"):
            world.do("E005", partial(void_fact, name=name, reason=VoidReason.WRONG_TARGET))
        world.do("E001", partial(void_fact, name=name, reason=VoidReason.WRONG_TARGET))
        assert world.do("E001", list_requests).total == 1


@pytest.mark.parametrize(("officer", "code"), [("E004", "access.no_right"), ("F001", "requests.none")])
def test_who_may_not(world: World, officer: str, code: str) -> None:
    visit = heard(world, "1", date(2026, 2, 20))
    with pytest.raises(Refusal) as caught:
        close(world, officer, visit)
    assert caught.value.code == code
    assert world.do("E001", list_requests).total == 1


def test_no_such_visit(world: World) -> None:
    with pytest.raises(Refusal, match="requests"):
        close(world, "E001", 999)


def test_two_at_once_close_it_once(world: World) -> None:
    visit = heard(world, "1", date(2026, 2, 20))

    def act(officer: str) -> bool:
        try:
            close(world, officer, visit, f"{officer} が伝えた")
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(act, ["E001", "E002", "E003"])) == [False, False, True]


def test_who_serves_the_new_beat_closes_it(world: World) -> None:
    visit = heard(world, "1", date(2026, 2, 20))
    world.change("1", date(2026, 3, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    with pytest.raises(Refusal, match="requests"):
        close(world, "E001", visit)
    close(world, "E005", visit)
    assert world.do("E005", list_requests).total == 0


def test_closing_is_no_look(world: World) -> None:
    """The words were seen when it was opened; that was noted then."""
    close(world, "E001", heard(world, "1", date(2026, 2, 20)))
    with world.database.reading() as session:
        assert session.scalars(select(AuditNote)).all() == []
