"""A target leaves: counted or corrected, on the day it was confirmed, by whoever serves the beat then."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.change_target import ChangedTarget
from bot.usecases.record_leaving import LeavingOrder, confirm_move_out, record_leaving
from models.registry import TargetChange
from models.rules.codes import LEAVINGS, ChangeKind, Outcome, Row, TargetKind
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def leave(
    world: World,
    number: str = "1",
    kind: ChangeKind = ChangeKind.MOVED_OUT,
    on: date = MARCH,
    *,
    officer: str | None = "E001",
    beat: str | None = "EX-P1-1",
    survivor: str | None = None,
) -> ChangedTarget:
    return world.do(officer, lambda work: record_leaving(work, LeavingOrder(beat, number, kind, on, survivor)))


def refused(world: World, **how: Any) -> str:
    with pytest.raises(Refusal) as caught:
        leave(world, **how)
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(TargetChange)).one() == 0
    return caught.value.code


@pytest.mark.parametrize("kind", sorted(LEAVINGS))
def test_only_what_is_counted_counts(world: World, kind: ChangeKind) -> None:
    world.target("1", kind=TargetKind.BUSINESS if kind is ChangeKind.CLOSED else TargetKind.HOUSEHOLD)
    world.target("2")
    flows = leave(world, kind=kind, survivor="2").effects.flows
    counted = kind not in (ChangeKind.DUPLICATE, ChangeKind.MISTAKEN)
    assert [one.row for one in flows] == ([Row.MOVED_OUT] if counted else [])


def test_refusals(world: World) -> None:
    world.target("1")
    world.target("2", kind=TargetKind.PUBLIC_OFFICE)
    world.target("7", beat="FR-P1-1")
    assert refused(world, kind=ChangeKind.CATEGORY) == "leaving.kind"
    assert refused(world, kind=ChangeKind.EXCLUDED) == "leaving.kind"
    assert refused(world, on=date(2026, 3, 3)) == "leaving.future"
    assert refused(world, kind=ChangeKind.CLOSED) == "leaving.not_of_kind"
    assert refused(world, number="2", kind=ChangeKind.DIED) == "leaving.not_of_kind"
    assert refused(world, kind=ChangeKind.DUPLICATE) == "leaving.survivor"
    assert refused(world, kind=ChangeKind.DUPLICATE, survivor="1") == "leaving.survivor_is_another"
    assert refused(world, kind=ChangeKind.DUPLICATE, survivor="77") == "target.unknown"
    assert refused(world, number="77") == "target.unknown"
    assert refused(world, number="7", beat="FR-P1-1") == "target.not_yours"
    for officer in (None, "E002", "E003", "E004", "E005", "E006", "E007"):
        assert refused(world, officer=officer) == "target.not_yours", officer


def test_facts_after_it_are_named(world: World) -> None:
    """What must be put right is the day of the leaving, or the later fact: not a new target."""
    world.target("1")
    world.target("2")
    world.visit("1", date(2026, 2, 5))
    world.visit("1", date(2026, 2, 20))
    before = date(2026, 2, 19)
    assert refused(world, on=before) == "leaving.facts_after"
    assert refused(world, on=before, kind=ChangeKind.DUPLICATE, survivor="2") == "leaving.facts_after"
    leave(world, on=date(2026, 2, 20))
    with pytest.raises(Refusal) as caught:
        leave(world, on=before)
    assert caught.value.code == "contradiction.left_twice"


def test_a_helper_within_the_duty(world: World) -> None:
    world.target("1")
    assert refused(world, officer="E005") == "target.not_yours"
    assert leave(world, officer="E005", on=date(2026, 2, 28)).change_id


def test_one_tap_takes_the_day_of_the_latest_confirmation(world: World) -> None:
    world.target("1")
    world.visit("1", date(2026, 1, 10), Outcome.MOVE_OUT_CONFIRMED)
    world.visit("1", date(2026, 2, 10), Outcome.MOVE_OUT_CONFIRMED)
    voided = world.visit("1", date(2026, 2, 20), Outcome.MOVE_OUT_CONFIRMED)
    world.visit("1", date(2026, 2, 5))
    world.void(visit_id=voided)

    def confirm(number: str) -> ChangedTarget:
        return world.do("E001", lambda work: confirm_move_out(work, "EX-P1-1", number))

    assert confirm("1").order.on == date(2026, 2, 10)
    with pytest.raises(Refusal) as caught:
        confirm("1")
    assert caught.value.code == "contradiction.left_twice"


def test_one_tap_without_a_confirmation_that_stands_records_nothing(world: World) -> None:
    world.target("1")
    world.target("2", beat="EX-P2-1")
    world.void(visit_id=world.visit("1", date(2026, 2, 20), Outcome.MOVE_OUT_CONFIRMED))
    for beat, number, code in (("EX-P1-1", "1", "leaving.not_confirmed"), ("EX-P2-1", "2", "target.not_yours")):
        with pytest.raises(Refusal) as caught:
            world.do("E001", partial(confirm_move_out, beat_code=beat, number=number))
        assert caught.value.code == code
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(TargetChange)).one() == 0


def test_of_two_at_once_one_leaves(world: World) -> None:
    for number in range(1, 4):
        world.target(str(number))

    def try_it(number: int) -> str:
        try:
            leave(world, str(number))
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        for number in range(1, 4):
            assert sorted(pool.map(try_it, [number, number])) == ["contradiction.left_twice", "done"]
