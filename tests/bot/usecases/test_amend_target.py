"""A corrected name and place: who may, what is stored, and what is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.amend_target import AmendedTarget, Amending, AmendOrder, amend_target, open_amending
from bot.usecases.register_target import Entering, register_target
from bot.usecases.settle_place import HomePlace
from bot.work import Work
from models.directory import Particulars, listed_in, particulars
from models.places import Dwelling, PersonalData
from models.registry import TargetDwelling
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.sealing import Sealer, new_key
from tests.helpers.world import World

KEYS = Sealer([new_key()])
PLACE = HomePlace("例示町1丁目2番3号", "例示荘", "101")

T = TypeVar("T")


def do(world: World, act: Callable[[Work], T], officer: str = "E001") -> T:
    def with_keys(work: Work) -> T:
        work.keys = KEYS
        return act(work)

    return world.do(officer, with_keys)


def enter(world: World, name: str = "", place: HomePlace = PLACE) -> int:
    facts = (TargetKind.HOUSEHOLD, Category.GENERAL, 0, CardState.PROVISIONAL, date(2026, 1, 5), None)
    order = Entering(world.units["EX-P1-1"], *facts, name=name, kana="", place=place)
    return do(world, lambda work: register_target(work, order)).target_id


def shown(world: World, officer: str = "E001", number: str = "1") -> Amending:
    return do(world, lambda work: open_amending(work, "EX-P1-1", number), officer)


def amend(world: World, officer: str = "E001", *, name: str = "", place: HomePlace = PLACE) -> AmendedTarget | Amending:
    order = AmendOrder("EX-P1-1", "1", name, "", place, shown(world, officer).digest)
    return do(world, lambda work: amend_target(work, order), officer)


def stands(world: World) -> list[Particulars]:
    with world.database.reading() as session:
        listed = listed_in(session, [world.units["EX-P1-1"]], date(2026, 3, 2))
        found = particulars(session, KEYS, listed)
    return [found[one.target_id] for one in listed]


def count(world: World, table: type[Dwelling] | type[TargetDwelling]) -> int:
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def test_a_name_is_sealed_anew(world: World) -> None:
    target = enter(world)
    done = amend(world, name="髙﨑 𠮷郎")
    assert done == AmendedTarget("EX-P1-1/1", ("name",), has_card=False)
    assert [one.name for one in stands(world)] == ["髙﨑 𠮷郎"]
    assert count(world, TargetDwelling) == 0
    with world.database.reading() as session:
        sealed = session.get_one(PersonalData, ("target", target)).sealed
    assert "髙﨑".encode() not in sealed


def test_another_place_is_another_dwelling(world: World) -> None:
    enter(world)
    assert amend(world, place=replace(PLACE, unit="102")) == AmendedTarget("EX-P1-1/1", ("unit",), has_card=False)
    assert [one.unit for one in stands(world)] == ["102"]
    amend(world)  # and back: the dwelling is found again
    assert [one.unit for one in stands(world)] == ["101"]
    assert (count(world, Dwelling), count(world, TargetDwelling)) == (2, 2)


def test_the_same_place_in_another_spelling_is_the_same_dwelling(world: World) -> None:
    enter(world)
    plain = HomePlace("例示町1-2-3", "例示荘", "101号室")
    assert amend(world, place=plain) == AmendedTarget("EX-P1-1/1", ("address", "unit"), has_card=False)
    assert [(one.address, one.building, one.unit) for one in stands(world)] == [("例示町1-2-3", "例示荘", "101号室")]
    assert (count(world, Dwelling), count(world, TargetDwelling)) == (1, 0)


@pytest.mark.parametrize(
    ("name", "place", "field"),
    [
        ("長" * 101, PLACE, "name"),
        ("", replace(PLACE, address=""), "address"),
        ("", replace(PLACE, unit="1" * 41), "unit"),
    ],
)
def test_words_that_cannot_be_kept(world: World, name: str, place: HomePlace, field: str) -> None:
    enter(world)
    with pytest.raises(Refusal) as caught:
        amend(world, name=name, place=place)
    assert caught.value.field == field


def test_the_digest_tells_nothing_and_changes_with_what_stands(world: World) -> None:
    enter(world)
    first = shown(world).digest
    assert first == shown(world, "E002").digest
    assert len(first) == 32
    amend(world, name="見本 一")
    assert shown(world).digest != first


def test_a_target_that_left_can_be_corrected(world: World) -> None:
    world.targets["EX-P1-1/1"] = enter(world)
    world.change("1", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    assert isinstance(amend(world, name="見本 一"), AmendedTarget)


@pytest.mark.parametrize("officer", ["E001", "E002", "E003", "E005"])
def test_who_may(world: World, officer: str) -> None:
    """E005 helps in February."""
    enter(world)
    world.at("2026-02-28T23:00")
    assert isinstance(amend(world, officer, name="見本 一"), AmendedTarget)


@pytest.mark.parametrize("officer", ["E004", "E005", "E006", "E007", "F001"])
def test_who_may_not(world: World, officer: str) -> None:
    """E005 does not help any more."""
    enter(world)
    digest = shown(world).digest
    order = AmendOrder("EX-P1-1", "1", "見本 一", "", PLACE, digest)
    for act in (lambda work: amend_target(work, order), lambda work: open_amending(work, "EX-P1-1", "1")):
        with pytest.raises(Refusal, match="not_yours"):
            do(world, act, officer)
    assert [one.name for one in stands(world)] == [""]
