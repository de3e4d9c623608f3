"""Histories are whole, whatever is asked for first, and know only what was known."""

from datetime import date, time, timedelta

import pytest

from models.histories import changes_by_target, chunks, load_histories, moved_into
from models.registry import Visit
from models.rules.codes import Category, ChangeKind, Outcome
from models.rules.facts import History
from tests.helpers.world import World

DAY = date(2026, 2, 3)


def load(world: World, *numbers: str, known_at: bool = False) -> list[History | None]:
    ids = [world.targets[f"EX-P1-1/{number}"] for number in numbers]
    with world.database.reading() as session:
        found = load_histories(session, ids, world.now if known_at else None)
    return [found.get(one) for one in ids]


def test_a_history_holds_everything_that_was_told(world: World) -> None:
    target = world.target("1", category=Category.PRIORITY, entered_on=date(2026, 1, 5))
    world.visit("1", DAY, at=None, outcome=Outcome.ABSENT)
    world.visit("1", DAY, at=time(16, 30))
    world.change("1", DAY + timedelta(1), ChangeKind.MOVED_OUT)
    with world.database.reading() as session:
        history = load_histories(session, [target])[target]
        assert load_histories(session, [10**6]) == {}
    assert (history.target, history.entry.on, history.entry.category) == (target, date(2026, 1, 5), Category.PRIORITY)
    assert sorted((one.on, one.time, one.interview) for one in history.visits) == [
        (DAY, time(0), False),
        (DAY, time(16, 30), True),
    ]
    assert [(one.on, one.kind) for one in history.changes] == [(DAY + timedelta(1), ChangeKind.MOVED_OUT)]


def test_what_is_voided_is_gone_and_was_there(world: World) -> None:
    world.target("1")
    visit = world.visit("1", DAY)
    then = world.now
    world.later(seconds=5)
    world.void(visit_id=visit)
    world.void(target_id=world.targets["EX-P1-1/1"])
    assert load(world, "1") == [None]
    world.now = then
    (history,) = load(world, "1", known_at=True)
    assert history is not None
    assert len(history.visits) == 1


def test_twins_of_twins_come_along(world: World) -> None:
    for number in ("1", "2", "3"):
        world.target(number)
    world.visit("3", DAY)
    world.change("2", DAY, ChangeKind.DUPLICATE, survivor="1")
    world.change("3", DAY, ChangeKind.DUPLICATE, survivor="2")
    first, third = load(world, "1", "3")
    assert first is not None
    (twin,) = first.duplicates
    (grandchild,) = twin.duplicates
    assert grandchild == third
    assert len(grandchild.visits) == 1


def test_a_circle_of_twins_ends(world: World) -> None:
    world.target("1")
    world.target("2")
    world.change("1", DAY, ChangeKind.DUPLICATE, survivor="2")
    world.change("2", DAY, ChangeKind.DUPLICATE, survivor="1")
    first, second = load(world, "1", "2")
    assert first is not None
    assert second is not None
    assert [twin.target for twin in first.duplicates] == [second.target]
    assert first.duplicates[0].duplicates == ()


def test_a_voided_twin_is_none(world: World) -> None:
    world.target("1")
    world.target("2")
    change = world.change("2", DAY, ChangeKind.DUPLICATE, survivor="1")
    with world.database.reading() as session:
        assert changes_by_target(session, [1], None).twins == {2: 1}
    world.void(change_id=change)
    (first,) = load(world, "1")
    assert first is not None
    assert first.duplicates == ()


def test_whoever_ever_moved_into_a_beat_is_found(world: World) -> None:
    target = world.target("1")
    change = world.change("1", DAY, ChangeKind.BEAT, to_beat="EX-P1-2")
    beats = [world.units["EX-P1-2"]]
    with world.database.reading() as session:
        assert moved_into(session, beats, None) == {target}
        assert moved_into(session, [world.units["EX-P1-1"]], None) == set()
    world.void(change_id=change)
    with world.database.reading() as session:
        assert moved_into(session, beats, None) == set()


def test_more_targets_than_one_query_takes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.histories.CHUNK", 2)
    numbers = [str(number) for number in range(1, 6)]
    for number in numbers:
        world.target(number)
        world.visit(number, DAY)
    assert list(chunks([1, 2, 3])) == [[1, 2], [3]]
    assert [len(one.visits) for one in load(world, *numbers) if one] == [1] * 5


def test_the_tables_speak_of_times_as_they_were_said(world: World) -> None:
    """Japan's wall clock goes in and comes out unchanged, on the leap day too."""
    world.target("1")
    world.visit("1", date(2028, 2, 29), at=time(23, 59, 59))
    with world.database.reading() as session:
        row = session.get_one(Visit, 1)
        assert (row.visited_on, row.visited_time) == (date(2028, 2, 29), time(23, 59, 59))
