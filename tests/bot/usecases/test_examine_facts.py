"""A damaged database is found out."""

from datetime import date

import pytest

from bot.usecases.examine_facts import contradicting_facts, early_facts, unseen_interviews
from models.rules.codes import ChangeKind, Outcome
from tests.helpers.world import World


def test_facts_that_contradict_each_other_are_named(world: World) -> None:
    world.target("1")
    world.target("2")
    world.visit("1", date(2026, 2, 10))
    with world.database.reading() as session:
        assert list(contradicting_facts(session)) == []
    world.change("1", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    with world.database.reading() as session:
        found = list(contradicting_facts(session))
    assert [(one.beat_code, one.number, one.code, one.on) for one in found] == [
        ("EX-P1-1", "1", "after_leaving", date(2026, 2, 10))
    ]


def test_an_interview_that_only_the_register_speaks_of(world: World) -> None:
    world.target("1", last_interview_on=date(2026, 1, 5))
    world.target("2", last_interview_on=date(2025, 1, 5))
    world.target("3", last_interview_on=date(2026, 2, 10))
    world.visit("3", date(2026, 2, 10))
    with world.database.reading() as session:
        assert [one.number for one in unseen_interviews(session)] == ["1"]


def test_the_first_year_is_that_of_the_whole_beat(world: World) -> None:
    """Most targets have no 最終面接日: their visits tell as well when the beat began to be recorded."""
    world.target("1", last_interview_on=date(2026, 1, 5))
    world.target("2")
    visit = world.visit("2", date(2026, 2, 10))
    with world.database.reading() as session:
        assert [(one.beat_code, one.number, one.last_interview_on) for one in unseen_interviews(session)] == [
            ("EX-P1-1", "1", date(2026, 1, 5))
        ]
    world.void(visit_id=visit)
    with world.database.reading() as session:
        assert list(unseen_interviews(session)) == []


def test_a_beat_that_began_in_an_earlier_year_is_not_asked_about(world: World) -> None:
    world.target("1", last_interview_on=date(2026, 1, 5))
    world.target("2")
    world.visit("2", date(2025, 12, 31))
    with world.database.reading() as session:
        assert list(unseen_interviews(session)) == []


def test_being_at_the_door_is_no_interview_and_another_beat_tells_nothing(world: World) -> None:
    world.target("1", last_interview_on=date(2026, 2, 10))
    world.target("1", beat="EX-P1-2", last_interview_on=date(2026, 2, 10))
    world.visit("1", date(2026, 2, 10), Outcome.ABSENT)
    with world.database.reading() as session:
        assert [one.beat_code for one in unseen_interviews(session)] == ["EX-P1-1"]


def test_every_target_is_looked_at_however_many_there_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.usecases.examine_facts.CHUNK", 2)
    for number in ("1", "2", "3", "4", "5"):
        world.target(number)
        world.visit(number, date(2026, 2, 10))
        world.change(number, date(2026, 2, 1), ChangeKind.MOVED_OUT)
    with world.database.reading() as session:
        assert [one.number for one in contradicting_facts(session)] == ["1", "2", "3", "4", "5"]


def test_facts_older_than_their_beat_are_named(world: World) -> None:
    world.more_beats(1, since=date(2026, 2, 1))
    early, first = date(2026, 1, 31), date(2026, 2, 1)
    for number, day in (("1", early), ("2", first)):
        world.target(number)
        world.change(number, day, ChangeKind.BEAT, to_beat="EX-P1-3")
    world.target("3", beat="EX-P1-3")
    world.target("4", beat="EX-P1-3", entered_on=first)
    world.register(early, 9, "EX-P1-3")
    world.register(first, 9, "EX-P1-3")
    world.assign("E001", "EX-P1-3", early)
    world.assign("E005", "EX-P1-3", first)
    with world.database.reading() as session:
        found = [(one.what, one.name, one.on, one.beat_code, one.since) for one in early_facts(session)]
    assert found == [
        ("target", "EX-P1-3/3", None, "EX-P1-3", first),
        ("move", "EX-P1-1/1", early, "EX-P1-3", first),
        ("register", "EX-P1-3", early, "EX-P1-3", first),
        ("assignment", "EX-P1-3", early, "EX-P1-3", first),
    ]
