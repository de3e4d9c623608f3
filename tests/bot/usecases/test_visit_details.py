"""What was said at a visit is stored, its words sealed; nothing for nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.visit_details import LATEST_BEFORE, VisitDetails, check_details, store_details
from bot.work import Work
from models.conduct import VisitDetail
from models.places import PersonalData
from models.rules.conduct import RequestCategory, Topic
from models.sealing import Sealer, load_personal, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def store(world: World, visit: int, details: VisitDetails) -> None:
    def write(work: Work) -> None:
        work.keys = SEALER
        store_details(work, visit, details)

    world.do("E001", write)


def rows(world: World, table: type[VisitDetail] | type[PersonalData]) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_nothing_for_nothing(world: World) -> None:
    world.target("1")
    store(world, world.visit("1", date(2026, 3, 1)), VisitDetails())
    assert (rows(world, VisitDetail), rows(world, PersonalData)) == (0, 0)


def test_words_are_sealed(world: World) -> None:
    world.target("1")
    visit = world.visit("1", date(2026, 3, 1))
    store(world, visit, VisitDetails(Topic.NEARBY, RequestCategory.TRAFFIC, "見通しが悪い", "猫"))
    with world.database.reading() as session:
        sealed = session.scalars(select(PersonalData.sealed)).one()
        assert "見通し".encode() not in sealed
        assert load_personal(session, SEALER, "visit", [visit]) == {visit: {"memo": "猫", "request": "見通しが悪い"}}


def test_topics_alone_need_no_words(world: World) -> None:
    world.target("1")
    store(world, world.visit("1", date(2026, 3, 1)), VisitDetails(Topic.TRENDS))
    assert (rows(world, VisitDetail), rows(world, PersonalData)) == (1, 0)


@pytest.mark.parametrize(
    ("details", "field"),
    [
        (VisitDetails(memo="あ" * 501), "memo"),
        (VisitDetails(request=RequestCategory.TRAFFIC, request_words="あ" * 4000), "request_words"),
        (VisitDetails(not_before=date(2020, 1, 1)), "not_before"),
        (VisitDetails(not_before=date(2026, 3, 1)), "not_before"),
        (VisitDetails(not_before=date(9999, 12, 31)), "not_before"),
    ],
)
def test_what_no_form_sends(details: VisitDetails, field: str) -> None:
    """The client's limits are not the server's."""
    with pytest.raises(Refusal) as caught:
        check_details(details, date(2026, 3, 1))
    assert caught.value.field == field


def test_what_just_fits() -> None:
    on = date(2026, 3, 1)
    check_details(VisitDetails(memo="あ" * 500, request_words="あ" * 500, not_before=on + timedelta(days=1)), on)
    check_details(VisitDetails(not_before=on + LATEST_BEFORE), on)
