"""What may be the same target is found by its dwelling, or by name and place together."""

import pytest

from bot.usecases.find_duplicates import MOST, NearDuplicate, find_duplicates, likeness
from bot.usecases.register_target import Entering, register_target
from bot.usecases.settle_place import HomePlace
from bot.work import Work
from models.directory import Particulars
from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def enter(world: World, name: str, *place: str, officer: str = "E001", beat: str = "EX-P1-1") -> int:
    def act(work: Work) -> int:
        work.keys = SEALER
        order = Entering(
            *(world.units[beat], TargetKind.HOUSEHOLD, Category.GENERAL, 0, CardState.NONE, work.today, None),
            name=name,
            kana="",
            place=HomePlace(*place),
        )
        return register_target(work, order).target_id

    return world.do(officer, act)


def near(world: World, name: str, *place: str) -> list[NearDuplicate]:
    def act(work: Work) -> list[NearDuplicate]:
        work.keys = SEALER
        return find_duplicates(work, world.units["EX-P1-1"], name, "", HomePlace(*place))

    return world.do("E001", act)


def test_the_very_dwelling_comes_first(world: World) -> None:
    nearby = enter(world, "見本 太郎", "例示町1-2-3")
    same = enter(world, "別人", "例示町1-2-4")
    found = near(world, "見本 太郎", "例示町1丁目2番4号")
    assert [(one.target_id, one.same_dwelling) for one in found] == [(same, True), (nearby, False)]


def test_only_who_is_in_the_beat_today(world: World) -> None:
    enter(world, "見本 太郎", "例示町1-2-3", officer="E005", beat="EX-P1-2")
    left = enter(world, "見本 太郎", "例示町1-2-3")
    assert len(near(world, "見本 太郎", "例示町1-2-3")) == 1
    world.targets["EX-P1-1/1"] = left
    world.change("1", world.now.date(), ChangeKind.MOVED_OUT)
    assert near(world, "見本 太郎", "例示町1-2-3") == []


def test_no_more_than_can_be_read(world: World) -> None:
    for _ in range(MOST + 2):
        enter(world, "見本", "例示町1")
    assert len(near(world, "見本", "例示町1")) == MOST


@pytest.mark.parametrize(
    ("name", "kana", "place", "alike"),
    [
        ("見本太郎", "", ("例示町1-2-3", "例示荘", "101"), True),
        ("見本 太朗", "", ("例示町一丁目2番3号", "例示荘", "101"), True),
        ("", "みほんたろう", ("例示町1-2-3", "例示荘", "102"), True),
        ("別人 花子", "", ("例示町1-2-3", "例示荘", "101"), False),
        ("見本 太郎", "", ("遠くの町77", "", ""), False),
        ("", "", ("例示町1-2-3", "例示荘", "101"), False),
    ],
)
def test_name_or_reading_and_place_together(name: str, kana: str, place: tuple[str, str, str], alike: bool) -> None:
    known = Particulars("見本 太郎", "ミホン タロウ", "例示町1-2-3", "例示荘", "101")
    assert (likeness(known, name, kana, HomePlace(*place)) > 0) is alike
