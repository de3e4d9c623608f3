"""A building entered by mistake is taken back whole, or not at all."""

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.void_provisional import count_provisional, void_provisional
from models.known import known
from models.registry import Target, Void
from models.rules.codes import Outcome
from models.rules.conduct import VoidReason
from tests.bot.usecases.test_make_provisional import MARCH, make
from tests.helpers.world import World


def standing(world: World) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Target).where(known(Target, None))).one()


def test_all_are_voided_with_the_reason(world: World) -> None:
    keep = make(world, "201")
    done = make(world, "101", "102", "103")
    assert world.do("E001", lambda work: count_provisional(work, done.audit_id)) == 3
    assert world.do("E001", lambda work: void_provisional(work, done.audit_id, VoidReason.WRONG_TARGET)) == 3
    assert standing(world) == len(keep.made)
    with world.database.reading() as session:
        assert set(session.scalars(select(Void.reason))) == {VoidReason.WRONG_TARGET}
    with pytest.raises(Refusal, match=r"void\.already"):
        world.do("E001", lambda work: void_provisional(work, done.audit_id, VoidReason.WRONG_TARGET))


def test_those_that_stand_are_voided_when_some_were_already(world: World) -> None:
    done = make(world, "101", "102", "103")
    world.void(target_id=2)
    assert world.do("E003", lambda work: void_provisional(work, done.audit_id, VoidReason.WRONG_TARGET)) == 2
    assert standing(world) == 0


def test_a_visit_since_keeps_all(world: World) -> None:
    done = make(world, "101", "102", "103")
    world.targets["EX-P1-1/3"] = 3
    world.visit("3", MARCH, Outcome.ABSENT)
    with pytest.raises(Refusal, match="others_stand_on_it"):
        world.do("E001", lambda work: void_provisional(work, done.audit_id, VoidReason.WRONG_TARGET))
    assert standing(world) == 3


def test_others_and_other_submissions(world: World) -> None:
    done = make(world, "101")
    for officer in ("E004", "E005", "F001"):
        with pytest.raises(Refusal, match="other_unit"):
            world.do(officer, lambda work: void_provisional(work, done.audit_id, VoidReason.WRONG_TARGET))
        with pytest.raises(Refusal, match="other_unit"):
            world.do(officer, lambda work: count_provisional(work, done.audit_id))
    world.target("7")
    with world.database.reading() as session:
        imported = session.scalars(select(Target.audit_id).order_by(Target.id.desc())).first()
    assert imported is not None
    with pytest.raises(Refusal, match=r"void\.already"):
        world.do("E003", lambda work: void_provisional(work, imported, VoidReason.WRONG_TARGET))
