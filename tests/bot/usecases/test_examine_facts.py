"""A damaged database is found out."""

from datetime import date

from bot.usecases.examine_facts import contradicting_facts, unseen_interviews
from models.rules.codes import ChangeKind
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
