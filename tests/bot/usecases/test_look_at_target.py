"""One target as it stands today, for those who may see it."""

from datetime import date, time

import pytest

from bot.errors import Refusal
from bot.usecases.look_at_target import LAST, SeenTarget, look_at_target
from bot.work import Work
from models.conduct import VisitDetail
from models.registry import TargetChange
from models.rules.codes import CardState, Category, ChangeKind, Criterion
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def look(world: World, number: str = "12", officer: str | None = "E001", beat: str | None = "EX-P1-1") -> SeenTarget:
    def act(work: Work) -> SeenTarget:
        work.keys = SEALER
        return look_at_target(work, beat, number)

    return world.do(officer, act, "target")


def test_what_it_is_follows_its_facts(world: World) -> None:
    world.target("12", card=CardState.PROVISIONAL, entered_on=date(2026, 1, 5))
    world.change("12", date(2026, 2, 1), ChangeKind.CATEGORY, category=Category.PRIORITY)
    world.change("12", date(2026, 2, 2), ChangeKind.EXCLUDED)
    one = look(world)
    assert (one.category, one.card, one.excluded, one.left) == (Category.PRIORITY, CardState.PROVISIONAL, True, None)
    world.change("12", date(2026, 2, 3), ChangeKind.RELEASED)
    world.visit("12", date(2026, 2, 4), new_card=True)
    world.change("12", date(2026, 2, 5), ChangeKind.DIED)
    one = look(world)
    assert (one.card, one.excluded, one.entered_on) == (CardState.FULL, False, date(2026, 1, 5))
    assert one.left is not None
    assert one.left.kind is ChangeKind.DIED


@pytest.mark.parametrize("chief", ["E002", "E003", "E004"])
def test_a_chief_is_asked_for_the_beat(world: World, chief: str) -> None:
    world.target("12")
    with pytest.raises(Refusal) as caught:
        look(world, officer=chief, beat=None)
    assert (caught.value.code, caught.value.facts) == ("target.beat_too", {"beat": "EX-P1-1", "number": "12"})
    assert look(world, officer=chief).name == "EX-P1-1/12"


def test_criteria_are_those_of_the_latest_category(world: World) -> None:
    target = world.target("12", Category.PRIORITY, criteria=Criterion.HOUSEHOLD_1)
    assert look(world).criteria == (Criterion.HOUSEHOLD_1,)
    world.change("12", date(2026, 2, 1), ChangeKind.CATEGORY, category=Category.GENERAL)
    assert look(world).criteria == ()

    def recategorise(work: Work) -> None:
        stamp = work.stamp()
        facts = {"happened_on": date(2026, 2, 2), "kind": ChangeKind.CATEGORY, "category": Category.PRIORITY}
        work.session.add(
            TargetChange(
                target_id=target,
                home_beat_id=world.units["EX-P1-1"],
                criteria=int(Criterion.HOUSEHOLD_5 | Criterion.HOUSEHOLD_9),
                recorded_at=stamp.recorded_at,
                audit_id=stamp.audit_id,
                **facts,
            )
        )

    world.do(None, recategorise)
    assert look(world).criteria == (Criterion.HOUSEHOLD_5, Criterion.HOUSEHOLD_9)
    assert look(world, officer="E004").criteria == (Criterion.HOUSEHOLD_5,)


def test_the_last_visits_come_first_and_the_latest_wish_holds(world: World) -> None:
    world.target("12")
    for day in range(1, 9):
        world.visit("12", date(2026, 2, day), at=time(day + 8) if day % 2 else None)
    late = world.visit("12", date(2026, 2, 8), at=time(9))
    with world.database.writing() as session:
        session.add(VisitDetail(visit_id=late, topics=0, not_before=date(2026, 3, 2)))
        store_personal(session, SEALER, "visit", late, {"memo": "覚書"})
    one = look(world)
    assert (one.visited, len(one.visits)) == (9, LAST)
    assert [visit.on.day for visit in one.visits] == [8, 8, 7, 6, 5]
    assert one.visits[0].memo == "覚書"
    assert one.not_before is None  # that day has come


def test_after_a_move_it_is_seen_from_the_new_beat_alone(world: World) -> None:
    world.target("12")
    world.change("12", date(2026, 2, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    for officer, beat in (("E001", "EX-P1-1"), ("E001", None), ("E005", "EX-P1-1")):
        with pytest.raises(Refusal):
            look(world, officer=officer, beat=beat)
    assert look(world, officer="E005", beat="EX-P1-2").name == "EX-P1-2/12"


def test_on_the_day_of_a_move_the_new_beat_decides(world: World) -> None:
    world.target("12")
    world.change("12", world.now.date(), ChangeKind.BEAT, to_beat="EX-P1-2")
    with pytest.raises(Refusal) as caught:
        look(world)
    assert caught.value.code == "target.not_yours"
    assert look(world, officer="E002").may_record is False


@pytest.mark.parametrize("officer", [None, "E005", "E006", "E007", "F001"])
def test_nobody_else(world: World, officer: str | None) -> None:
    world.target("12")
    with pytest.raises(Refusal) as caught:
        look(world, officer=officer)
    assert caught.value.code == "target.not_yours"
    with pytest.raises(Refusal) as caught:
        look(world, "77", officer=officer)
    assert caught.value.code == "target.not_yours"


@pytest.mark.parametrize(
    ("officer", "rights"),
    [
        ("E001", (True, False, True)),
        ("E002", (False, False, True)),
        ("E003", (False, True, True)),
        ("E004", (False, False, False)),
    ],
)
def test_what_may_be_done_from_there(world: World, officer: str, rights: tuple[bool, bool, bool]) -> None:
    world.target("12")
    one = look(world, officer=officer)
    assert (one.may_record, one.may_move, one.may_correct) == rights
