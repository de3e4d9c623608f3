"""A beat and a number mean one target on a day."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.find_target import find_target, recordable_name
from models.database import Database, DatabaseFault
from models.rules.codes import ChangeKind
from tests.helpers.world import World

FEBRUARY = date(2026, 2, 15)


def found(world: World, number: str, on: date = FEBRUARY, beat: str | None = None) -> str:
    target = world.do("E001", lambda work: find_target(work, beat, number, on))
    return f"{target.beat_code}/{target.number}"


def refusal(world: World, number: str, on: date = FEBRUARY, beat: str | None = None) -> str:
    with pytest.raises(Refusal) as caught:
        found(world, number, on, beat)
    return caught.value.code


def test_an_exact_spelling_comes_before_case(world: World) -> None:
    world.target("H1")
    world.target("h2")
    assert found(world, "h1") == "EX-P1-1/H1"
    world.target("h1")
    assert found(world, "h1") == "EX-P1-1/h1"
    assert found(world, "H1", beat="ex-p1-1") == "EX-P1-1/H1"


def test_what_is_not_there(world: World) -> None:
    world.target("1")
    target = world.targets["EX-P1-1/1"]
    assert refusal(world, "2") == "target.unknown"
    assert refusal(world, "1", beat="NO") == "target.unknown_beat"
    assert refusal(world, "1", date(2025, 3, 31)) == "target.no_beat"  # before the assignment began
    world.void(target_id=target)
    assert refusal(world, "1") == "target.unknown"


def test_the_day_of_a_move(world: World) -> None:
    world.target("1")
    world.change("1", FEBRUARY, ChangeKind.BEAT, to_beat="EX-P1-2")
    assert found(world, "1", FEBRUARY, "EX-P1-1") == "EX-P1-1/1"
    assert found(world, "1", FEBRUARY, "EX-P1-2") == "EX-P1-2/1"
    assert refusal(world, "1", date(2026, 2, 16), "EX-P1-1") == "target.elsewhere"
    assert refusal(world, "1", date(2026, 2, 14), "EX-P1-2") == "target.elsewhere"


def test_a_number_in_two_served_beats_wants_the_beat(world: World) -> None:
    world.target("1")
    world.target("1", beat="EX-P1-2")

    def of_the_helper(beat: str | None) -> str:
        return world.do("E005", lambda work: find_target(work, beat, "1", FEBRUARY)).beat_code

    with pytest.raises(Refusal) as caught:
        of_the_helper(None)
    assert (caught.value.code, caught.value.facts) == (
        "target.which_beat",
        {"beats": ["EX-P1-1", "EX-P1-2"], "number": "1"},
    )
    assert of_the_helper("EX-P1-2") == "EX-P1-2"


def test_a_unit_that_is_no_beat_has_no_targets(world: World) -> None:
    assert refusal(world, "1", beat="EX-P1") == "target.unknown_beat"


def test_nobody_serves_nothing(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        world.do(None, lambda work: find_target(work, None, "1", FEBRUARY))
    assert caught.value.code == "target.no_beat"


def test_who_served_may_name_a_target_and_who_is_only_to_serve_may_not(world: World) -> None:
    world.target("h1")
    assert world.do("E005", lambda work: recordable_name(work, "ex-p1-1", "H1")) == ("EX-P1-1", "h1")
    world.assign("F001", "EX-P1-1", date(2026, 3, 3))
    for number in ("h1", "2"):
        with world.at("2026-03-02T08:30").work("F001") as work, pytest.raises(Refusal) as caught:
            recordable_name(work, "EX-P1-1", number)
        assert caught.value.code == "target.not_yours"
    assert world.at("2026-03-03T08:30").do("F001", lambda work: recordable_name(work, "EX-P1-1", "h1"))


def test_a_target_is_held_until_the_work_ends(postgresql_url: str) -> None:
    database = Database.open(postgresql_url)
    world = World(database)
    world.target("1")
    with world.work("E001") as work:
        assert find_target(work, None, "1", FEBRUARY).number == "1"
        with pytest.raises(DatabaseFault) as fault, world.work("E001") as other:
            find_target(other, None, "1", FEBRUARY)
    assert fault.value.code == "busy"
    database.dispose()
