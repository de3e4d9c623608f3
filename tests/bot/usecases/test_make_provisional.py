"""仮カード by the dozen: counted, numbered, and never twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.make_provisional import MadeProvisional, make_provisional
from bot.usecases.register_target import beat_to_enter
from bot.usecases.survey_building import BuildingOrder
from bot.work import Work
from models.places import Building, Dwelling
from models.registry import Target
from models.rules.codes import Category, Row, Split, UnitKind
from models.sealing import Sealer, load_personal, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])
MARCH = date(2026, 3, 1)


def make(world: World, *units: str, beat: str = "EX-P1-1", officer: str = "E001") -> MadeProvisional:
    def act(work: Work) -> MadeProvisional:
        work.keys = SEALER
        number = beat_to_enter(work, beat, MARCH)
        return make_provisional(work, BuildingOrder(number, "例示町1", "例示荘", units, Category.PRIORITY, 2, MARCH))

    return world.do(officer, act, "card.make")


def test_sixty_flats_are_sixty_on_the_form(world: World) -> None:
    units = [str(floor * 100 + room) for floor in range(1, 7) for room in range(1, 11)]
    done = make(world, *units)
    assert [number for number, _ in done.made] == list(map(str, range(1, 61)))
    assert [(one.row, one.split, one.n) for one in done.effects.flows] == [
        (Row.PROVISIONAL_CREATED, Split.PRIORITY, 60)
    ]
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, MARCH))
        for row in (Row.TARGETS, Row.NOT_INTERVIEWED, Row.PROVISIONAL, Row.PROVISIONAL_CREATED):
            assert form.line(row, Split.PRIORITY).months[2] == 60
        assert form.line(Row.DIRECTORY_HOUSEHOLDS).months[2] == 0
        (building,) = session.scalars(select(Building.id))
        assert load_personal(session, SEALER, "building", [building])[building]["name"] == "例示荘"
        assert len(set(session.scalars(select(Dwelling.id).where(Dwelling.building_id == building)))) == 60


def test_when_all_are_there_nothing_is_made(world: World) -> None:
    make(world, "101", "102")
    assert [one.number for one in make(world, "101", "103").taken] == ["1"]
    with pytest.raises(Refusal) as caught:
        make(world, "101", "102", "103")
    assert (caught.value.code, caught.value.field) == ("building.none_new", "units")


def test_two_at_once_make_each_unit_once(world: World) -> None:
    make(world, "1")

    def act(units: tuple[str, ...]) -> int:
        try:
            return len(make(world, *units).made)
        except Refusal:
            return 0

    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(act, [("101", "102", "103"), ("103", "102", "101"), ("102", "104"), ("101",)]))
    assert sum(made) == 4
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Target)).one() == 5


def test_two_beats_of_one_building_at_once(world: World) -> None:
    """The dwelling and its building are one, whoever comes first."""
    places = [("EX-P1-1", "E001"), ("EX-P1-2", "E005")]
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda at: make(world, f"{at[0][-1]}01", beat=at[0], officer=at[1]), places))
    assert [len(one.made) for one in made] == [1, 1]
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Building)).one() == 1
