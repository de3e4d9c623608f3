"""Open requests by age, for those who may look; their words only when one is opened, and noted."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.list_requests import list_requests, open_request
from bot.usecases.visit_details import VisitDetails, store_details
from bot.work import Work
from models.audit import AuditNote
from models.rules.codes import ChangeKind
from models.rules.conduct import RequestCategory
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def heard(world: World, number: str, on: date, words: str = "街灯が暗い") -> int:
    world.target(number)
    visit = world.visit(number, on)

    def store(work: Work) -> int:
        work.keys = SEALER
        store_details(work, visit, VisitDetails(request=RequestCategory.PATROL, request_words=words))
        return visit

    return world.do("E001", store)


def test_the_oldest_first_without_words(world: World) -> None:
    heard(world, "1", date(2026, 2, 20))
    heard(world, "2", date(2026, 1, 20))
    found = world.do("E001", list_requests)
    assert [(one.number, one.age, one.words) for one in found.requests] == [("2", 41, ""), ("1", 10, "")]
    assert world.do("E003", list_requests).total == 2
    assert world.do("F001", list_requests).total == 0


def test_a_voided_visit_takes_its_request_along(world: World) -> None:
    visit = heard(world, "1", date(2026, 2, 20))
    world.void(visit_id=visit)
    assert world.do("E001", list_requests).total == 0


def test_a_look_is_noted_and_others_see_nothing(world: World) -> None:
    visit = heard(world, "1", date(2026, 2, 20))

    def look(work: Work) -> str:
        work.keys = SEALER
        return open_request(work, visit).words

    assert world.do("E002", look) == "街灯が暗い"
    with pytest.raises(Refusal, match="requests"):
        world.do("F001", look)
    with world.database.reading() as session:
        assert session.scalars(select(AuditNote.what)).all() == ["look"]


def test_a_request_goes_along_with_its_target(world: World) -> None:
    """C12: whoever serves the beat that it belongs to now answers it, under the number it has there."""
    visit = heard(world, "1", date(2026, 2, 20))
    world.change("1", date(2026, 3, 1), ChangeKind.BEAT, to_beat="FR-P1-1")
    assert world.do("E001", list_requests).total == 0
    (one,) = world.do("F001", list_requests).requests
    assert (one.visit_id, one.beat_code, one.number) == (visit, "FR-P1-1", "1")


def test_a_move_to_come_changes_nothing_yet(world: World) -> None:
    heard(world, "1", date(2026, 2, 20))
    world.change("1", date(2026, 3, 3), ChangeKind.BEAT, to_beat="FR-P1-1")
    assert world.do("E001", list_requests).total == 1
    assert world.do("F001", list_requests).total == 0


def test_who_left_is_still_owed_an_answer(world: World) -> None:
    heard(world, "1", date(2026, 2, 20))
    world.change("1", date(2026, 3, 1), ChangeKind.MOVED_OUT)
    assert world.do("E001", list_requests).total == 1
