"""Looks are listed for whoever answers for the beats, wherever the looker belongs."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.list_looks import Looks, LooksWanted, list_looks
from bot.usecases.note_look import note_look
from models.rules.codes import ChangeKind
from tests.helpers.world import World

ANY = LooksWanted()


def look(world: World, officer: str, number: str, at: str = "target", beat: str = "EX-P1-1") -> None:
    target = world.targets[f"{beat}/{number}"]
    world.do(officer, lambda work: note_look(work, target, at))


def looks(world: World, officer: str, wanted: LooksWanted = ANY, page: int = 1) -> Looks:
    return world.do(officer, lambda work: list_looks(work, wanted, page))


@pytest.fixture
def looked(world: World) -> World:
    """Three looks on two days, at two stations."""
    world.target("12")
    world.target("13")
    world.target("9", beat="FR-P1-1")
    look(world, "E001", "12")
    world.at("2026-03-03T23:10")
    look(world, "E002", "13", "requests")
    look(world, "E003", "9", beat="FR-P1-1")
    return world


def test_the_latest_first_by_number_and_screen(looked: World) -> None:
    found = looks(looked, "E003")
    assert [(one.staff_no, one.target, one.at) for one in found.looks] == [
        ("E002", "EX-P1-1/13", "requests"),
        ("E001", "EX-P1-1/12", "target"),
    ]
    assert (found.total, found.officers, found.pages) == (2, 2, 1)


def test_the_prefecture_sees_all_and_each_station_its_own(looked: World) -> None:
    assert looks(looked, "E006").total == 3
    assert looks(looked, "E004").total == 2


@pytest.mark.parametrize("officer", ["E001", "E002", "E007", "F001"])
def test_all_others_are_refused(looked: World, officer: str) -> None:
    with pytest.raises(Refusal, match="access"):
        looks(looked, officer)


@pytest.mark.parametrize(
    ("wanted", "total"),
    [
        (LooksWanted(staff_no="e001"), 1),
        (LooksWanted(staff_no="E009"), 0),
        (LooksWanted(beat_code="ex-p1-1"), 2),
        (LooksWanted(beat_code="EX-P1-1", number="13"), 1),
        (LooksWanted(on=date(2026, 3, 3)), 1),
        (LooksWanted(on=date(2026, 3, 4)), 0),
    ],
)
def test_narrowed(looked: World, wanted: LooksWanted, total: int) -> None:
    assert looks(looked, "E003", wanted).total == total


def test_a_beat_of_another_station_is_refused(looked: World) -> None:
    with pytest.raises(Refusal, match="not_yours"):
        looks(looked, "E003", LooksWanted(beat_code="FR-P1-1"))


def test_without_a_day_thirty_days_back(looked: World) -> None:
    looked.at("2026-04-01T08:30")
    assert looks(looked, "E003").total == 2
    looked.at("2026-04-02T08:30")
    assert looks(looked, "E003").total == 1


def test_pages(world: World) -> None:
    world.target("1")
    for _ in range(21):
        look(world, "E001", "1")
    found = looks(world, "E003", page=3)
    assert (found.total, len(found.looks), found.page, found.pages) == (21, 1, 3, 3)
    assert looks(world, "E003", page=99).page == 3


def test_a_target_that_moved_is_called_by_its_beat_of_today(looked: World) -> None:
    looked.change("12", date(2026, 3, 2), ChangeKind.BEAT, to_beat="EX-P1-2")
    found = looks(looked, "E003", LooksWanted(staff_no="E001"))
    assert [one.target for one in found.looks] == ["EX-P1-2/12"]
    there = LooksWanted(beat_code="EX-P1-1", number="12")
    assert [one.target for one in looks(looked, "E003", there).looks] == ["EX-P1-1/12"]
