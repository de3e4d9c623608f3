"""Looks are noted; what is unusual is told to the 管理責任者, once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from bot.usecases.note_look import WORDS, note_look, note_looks
from models.audit import AuditNote
from models.conduct import Policy
from models.organisation import Officer
from models.outbox import OutboxMessage
from models.registry import Void
from models.rules.codes import ChangeKind
from tests.helpers.world import World


def look(world: World, officer: str | None = "E001", number: str = "12", times: int = 1, beat: str = "EX-P1-1") -> None:
    target = world.targets.get(f"{beat}/{number}") or world.target(number, beat=beat)
    for _ in range(times):
        world.do(officer, lambda work: note_look(work, target, "target"))


def told(world: World) -> list[tuple[str, dict[str, Any]]]:
    query = select(Officer.staff_no, OutboxMessage.facts).join(Officer, Officer.id == OutboxMessage.officer_id)
    with world.database.reading() as session:
        return [(to, facts) for to, facts in session.execute(query.order_by(OutboxMessage.id))]


def facts(officer: str, why: str, day: str = "2026-03-02") -> dict[str, str]:
    return {"officer": officer, "day": day, "why": why}


def set_policy(world: World, most: int, since: date, unit: str = "EX") -> None:
    with world.work() as work:
        stamp = work.stamp()
        values = {"looks_a_day": most}
        stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        work.session.add(Policy(unit_id=world.units[unit], since=since, values=values, **stamped))


def test_a_look_is_noted_by_number_and_act(world: World) -> None:
    target = world.target("12")
    world.do("E001", lambda work: note_look(work, target, "building", shown=3))
    with world.database.reading() as session:
        note = session.scalars(select(AuditNote)).one()
    assert (note.what, note.detail) == ("look", {"target": target, "at": "building", "shown": 3})
    assert told(world) == []


def test_more_than_usual_in_a_day_is_told_once(world: World) -> None:
    look(world, times=50)
    assert told(world) == []
    look(world, times=3)
    assert told(world) == [("E003", facts("E001", "many"))]
    world.at("2026-03-03T08:30")
    look(world, times=50)
    assert len(told(world)) == 1
    look(world)
    assert told(world)[1:] == [("E003", facts("E001", "many", "2026-03-03"))]


def test_others_looks_and_other_notes_do_not_count(world: World) -> None:
    look(world, "E005", times=40, beat="EX-P1-2")
    with world.work("E001") as work:
        for _ in range(60):
            work.note("picker.opened")
    look(world, times=50)
    assert told(world) == []


def test_several_in_one_work_count_each(world: World) -> None:
    target = world.target("12")
    with world.work("E001") as work:
        for _ in range(51):
            note_look(work, target, "building")
    assert told(world) == [("E003", facts("E001", "many"))]


def test_targets_of_several_beats_seen_at_once(world: World) -> None:
    targets = [world.target("1"), world.target("2", beat="EX-P1-2"), world.target("3", beat="EX-P1-2")]
    world.do("E001", lambda work: note_looks(work, targets, "building"))
    assert told(world) == [("E003", facts("E001", "outside"))]
    with world.database.reading() as session:
        assert [note["target"] for note in session.scalars(select(AuditNote.detail))] == targets
    world.do("E001", lambda work: note_looks(work, [], "building"))


def test_how_many_are_usual_is_the_stations_to_say(world: World) -> None:
    set_policy(world, 2, date(2026, 3, 3))
    set_policy(world, 1, date(2026, 3, 1), unit="FR")
    look(world, times=3)
    assert told(world) == []
    look(world.at("2026-03-03T10:00"), times=3)
    assert told(world) == [("E003", facts("E001", "many", "2026-03-03"))]


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        ("2026-03-02T21:59", None),
        ("2026-03-02T22:00", "2026-03-02"),
        ("2026-03-03T00:00", "2026-03-02"),
        ("2026-03-03T04:59", "2026-03-02"),
        ("2026-03-03T05:00", None),
        ("2028-03-01T03:00", "2028-02-29"),
    ],
)
def test_a_night_is_told_under_its_evening(world: World, moment: str, night: str | None) -> None:
    look(world.at(moment))
    assert told(world) == ([("E003", facts("E001", "night", night))] if night else [])


def test_one_night_is_told_once_over_midnight(world: World) -> None:
    for moment in ("2026-03-02T23:50", "2026-03-03T00:10", "2026-03-03T04:00"):
        look(world.at(moment))
    assert told(world) == [("E003", facts("E001", "night"))]
    look(world.at("2026-03-03T22:30"))
    assert len(told(world)) == 2


@pytest.mark.parametrize(
    ("officer", "expected"),
    [
        ("E001", []),  # in charge
        ("E002", []),  # chief of the very post
        ("E005", [("E003", facts("E005", "outside"))]),  # helped in February only
        ("E004", [("E003", facts("E004", "outside"))]),
        ("E003", [("E004", facts("E003", "outside"))]),  # nobody is told of oneself
        ("F001", [("E003", facts("F001", "outside"))]),
        (None, []),
    ],
)
def test_outside_the_beats_one_answers_for(
    world: World, officer: str | None, expected: list[tuple[str, dict[str, str]]]
) -> None:
    look(world, officer, times=2)
    assert told(world) == expected


def test_a_helper_in_the_time_of_helping_is_not_outside(world: World) -> None:
    look(world.at("2026-02-28T12:00"), "E005")
    assert told(world) == []


def test_after_a_move_the_new_beat_decides(world: World) -> None:
    world.target("12")
    world.change("12", date(2026, 3, 2), ChangeKind.BEAT, to_beat="EX-P1-2")
    look(world, "E005")
    assert told(world) == []
    look(world, "E001")
    assert told(world) == [("E003", facts("E001", "outside"))]


def test_where_a_station_has_nobody_the_prefecture_is_told(world: World) -> None:
    look(world, "F001", beat="FR-P1-1", times=51)
    assert told(world) == [("E006", facts("F001", "many"))]


def test_a_target_that_was_entered_by_mistake(world: World) -> None:
    target = world.target("12")
    world.void(target_id=target)
    world.do("E001", lambda work: note_look(work, target, "requests"))
    with world.database.reading() as session:
        assert session.scalars(select(Void.target_id)).all() == [target]
    assert told(world) == []


def test_two_looks_at_once_are_told_once(world: World) -> None:
    target = world.target("12")
    world.at("2026-03-02T23:00")

    def go(_: int) -> None:
        with world.work("E001") as work:
            note_look(work, target, "target")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(go, range(8)))
    assert told(world) == [("E003", facts("E001", "night"))]


def test_what_is_told_holds_codes_and_numbers_alone(world: World) -> None:
    look(world.at("2026-03-02T23:00"), "E004")
    with world.database.reading() as session:
        messages = session.scalars(select(OutboxMessage)).all()
        assert {one.words for one in messages} == {WORDS}
        assert {one.key.split(":")[1] for one in messages} == {"night", "outside"}
        assert all(set(one.facts) == {"officer", "day", "why"} for one in messages)
        assert "例示" not in str([one.facts for one in messages])
