"""Which units have nobody yet."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.errors import Refusal
from bot.usecases.make_provisional import make_provisional
from bot.usecases.register_target import beat_to_enter
from bot.usecases.survey_building import BuildingOrder, Survey, TakenUnit, survey_building
from bot.work import Work
from models.places import Dwelling
from models.registry import TargetDwelling
from models.rules.codes import Category, ChangeKind
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])
MARCH = date(2026, 3, 1)


def ordered(work: Work, units: tuple[str, ...], beat: str = "EX-P1-1", **more: Any) -> BuildingOrder:
    work.keys = SEALER
    number = beat_to_enter(work, beat, MARCH)
    return replace(BuildingOrder(number, "例示町1", "例示荘", units, Category.GENERAL, 0, MARCH), **more)


def survey(world: World, *units: str, beat: str = "EX-P1-1", **more: Any) -> Survey:
    officer = "E001" if beat == "EX-P1-1" else "E005"
    return world.do(officer, lambda work: survey_building(work, ordered(work, units, beat, **more)))


def make(world: World, *units: str, beat: str = "EX-P1-1") -> list[str]:
    officer = "E001" if beat == "EX-P1-1" else "E005"
    made = world.do(officer, lambda work: make_provisional(work, ordered(work, units, beat)))
    for number, _ in made.made:
        world.targets[f"{beat}/{number}"] = int(number)
    return [number for number, _ in made.made]


def test_each_unit_once_in_its_order(world: World) -> None:
    found = survey(world, "102", "101", "１０２号室")
    assert (found.new, found.taken) == (("102", "101"), ())
    make(world, "102")
    found = survey(world, "102", "101", "１０２号室")
    assert (found.new, found.taken) == (("101",), (TakenUnit("102", "1"),))


def test_the_mark_says_what_would_be_made(world: World) -> None:
    mark = survey(world, "101", "102").mark
    assert survey(world, "101", "102").mark == mark
    assert "例示" not in mark
    marks = {
        survey(world, "101").mark,
        survey(world, "101", "102", address="例示町2").mark,
        survey(world, "101", "102", building="見本荘").mark,
        survey(world, "101", "102", entered_on=date(2026, 2, 1)).mark,
    }
    assert len(marks | {mark}) == 5
    make(world, "102")
    assert survey(world, "101", "102").mark == survey(world, "101").mark


def test_a_unit_of_another_beat_is_taken_but_not_named(world: World) -> None:
    make(world, "101", beat="EX-P1-2")
    assert survey(world, "101", "102").taken == (TakenUnit("101", None),)


def test_who_left_makes_room_and_who_moved_beats_does_not(world: World) -> None:
    one, two = make(world, "101", "102")
    world.change(one, MARCH, ChangeKind.MOVED_OUT)
    world.change(two, MARCH, ChangeKind.BEAT, to_beat="EX-P1-2")
    found = survey(world, "101", "102")
    assert (found.new, found.taken) == (("101",), (TakenUnit("102", None),))
    assert survey(world, "102", beat="EX-P1-2").taken == (TakenUnit("102", two),)


def test_a_voided_target_makes_room(world: World) -> None:
    (one,) = make(world, "101")
    world.void(target_id=int(one))
    assert survey(world, "101").new == ("101",)


def test_a_corrected_address_counts(world: World) -> None:
    (one,) = make(world, "101")

    def correct(work: Work) -> None:
        stamp = work.stamp()
        home = Dwelling(digest=b"elsewhere".ljust(16))
        work.session.add(home)
        work.session.flush()
        store_personal(work.session, SEALER, "dwelling", home.id, {"address": "遠くの町7", "unit": ""})
        work.session.add(
            TargetDwelling(
                target_id=int(one), dwelling_id=home.id, recorded_at=stamp.recorded_at, audit_id=stamp.audit_id
            )
        )

    world.do("E001", correct)
    assert survey(world, "101").new == ("101",)


@pytest.mark.parametrize(
    ("units", "more", "code", "field"),
    [
        ((), {}, "building.units", "units"),
        (tuple(map(str, range(101, 222))), {}, "building.too_many", "units"),
        (("101",), {"entered_on": date(2026, 3, 3)}, "entering.future", "entered_on"),
        (("101",), {"address": ""}, "entering.address", "address"),
        (("101",), {"criteria": 2}, "entering.criteria_of_general", "category"),
        (("1" * 41,), {}, "entering.too_long", "unit"),
    ],
)
def test_what_could_not_be_entered(
    world: World, units: tuple[str, ...], more: dict[str, Any], code: str, field: str
) -> None:
    with pytest.raises(Refusal) as caught:
        survey(world, *units, **more)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_who_does_not_serve_the_beat(world: World) -> None:
    for officer in ("E002", "E003", "E005", "F001"):
        with pytest.raises(Refusal, match="not_yours"):
            world.do(officer, lambda work: survey_building(work, ordered(work, ("101",))))
