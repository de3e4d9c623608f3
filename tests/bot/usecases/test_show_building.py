"""A building's units, as far as one may see them, and the note on how one gets in."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.register_target import Entering, register_target
from bot.usecases.settle_place import HomePlace
from bot.usecases.show_building import NOTE_CHARACTERS, SeenBuilding, access_note, note_access, show_building
from bot.work import Work
from models.places import Building
from models.registry import Target, TargetDwelling
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.sealing import Sealer, load_personal, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def enter(world: World, unit: str, beat: str = "EX-P1-1", officer: str = "E001", building: str = "例示ビル") -> None:
    def act(work: Work) -> str:
        work.keys = SEALER
        facts = (TargetKind.HOUSEHOLD, Category.GENERAL, 0, CardState.NONE, date(2026, 1, 5), None)
        place = HomePlace("例示町1", building, unit)
        entering = Entering(world.units[beat], *facts, name=f"見本 {unit}", kana="", place=place)
        done = register_target(work, entering)
        world.targets[done.name] = done.target_id
        return done.name

    world.do(officer, act)


def show(world: World, officer: str = "E001", number: str = "1", page: int = 1, beat: str = "EX-P1-1") -> SeenBuilding:
    def act(work: Work) -> SeenBuilding:
        work.keys = SEALER
        return show_building(work, beat, number, page)

    return world.do(officer, act)


def test_units_in_the_order_of_their_doors(world: World) -> None:
    for unit in ("1001", "201", "101"):
        enter(world, unit)
    world.visit("2", date(2026, 2, 1), new_card=True)
    world.change("3", date(2026, 2, 2), ChangeKind.EXCLUDED)
    one = show(world)
    assert [unit.particulars.unit for unit in one.units] == ["101", "201", "1001"]
    assert [(unit.card, unit.last, unit.excluded) for unit in one.units] == [
        (CardState.NONE, None, True),
        (CardState.FULL, date(2026, 2, 1), False),
        (CardState.NONE, None, False),
    ]
    assert (one.building, one.address, one.access, one.total) == ("例示ビル", "例示町1", "", 3)


def test_who_left_is_gone_and_who_came_by_correction_is_there(world: World) -> None:
    for unit in ("101", "102"):
        enter(world, unit)
    enter(world, "", building="")
    world.change("2", date(2026, 2, 1), ChangeKind.MOVED_OUT)

    def correct(work: Work) -> None:
        stamp = work.stamp()
        home = work.session.get_one(Target, world.targets["EX-P1-1/2"]).dwelling_id
        facts = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        work.session.add(TargetDwelling(target_id=world.targets["EX-P1-1/3"], dwelling_id=home, **facts))

    world.do(None, correct)
    assert [unit.name for unit in show(world).units] == ["EX-P1-1/1", "EX-P1-1/3"]


def test_only_the_beats_that_one_may_see(world: World) -> None:
    enter(world, "101")
    enter(world, "102", "EX-P1-2", "E005")
    assert [unit.name for unit in show(world).units] == ["EX-P1-1/1"]
    assert [unit.name for unit in show(world, "E005", beat="EX-P1-2").units] == ["EX-P1-2/1"]
    both = show(world, "E002")
    assert both.total == 2
    assert not both.may_record


@pytest.mark.parametrize("officer", ["E005", "E006", "E007", "F001"])
def test_nobody_else(world: World, officer: str) -> None:
    enter(world, "101")
    with pytest.raises(Refusal) as caught:
        show(world, officer)
    assert caught.value.code == "target.not_yours"


def test_a_house_alone_has_none(world: World) -> None:
    enter(world, "", building="")
    with pytest.raises(Refusal) as caught:
        show(world)
    assert caught.value.code == "building.none"


def test_the_note_is_kept_beside_name_and_address(world: World) -> None:
    enter(world, "101")

    def write(words: str, work: Work) -> None:
        work.keys = SEALER
        note_access(work, "EX-P1-1", "1", words)

    def reads(work: Work) -> str:
        work.keys = SEALER
        return access_note(work, "EX-P1-1", "1")

    world.do("E001", partial(write, "管理人室へ"))
    assert world.do("E001", reads) == "管理人室へ"
    with world.database.reading() as session:
        building = session.scalars(select(Building.id)).one()
        fields = load_personal(session, SEALER, "building", [building])[building]
    assert fields == {"name": "例示ビル", "address": "例示町1", "access": "管理人室へ"}
    world.do("E001", partial(write, ""))
    assert show(world).access == ""
    for officer in ("E002", "E003", "E005"):
        for act in (partial(write, "x"), reads):
            with pytest.raises(Refusal) as caught:
                world.do(officer, act)
            assert caught.value.code == "target.not_yours"
    with pytest.raises(Refusal) as caught:
        world.do("E001", partial(write, "あ" * (NOTE_CHARACTERS + 1)))
    assert caught.value.code == "building.too_long"
