"""The 別表 is suggested from building and name, and from the neighbours that an officer judged already."""

from datetime import date

import pytest

from bot.usecases.register_target import Entering, register_target
from bot.usecases.settle_place import HomePlace, known_building
from bot.usecases.suggest_category import Suggestion, suggest_category
from bot.work import Work
from models.rules.codes import CardState, Category, ChangeKind, Criterion, TargetKind
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])
HOUSE, SHOP = TargetKind.HOUSEHOLD, TargetKind.BUSINESS


def suggested(
    world: World, building: str = "", name: str = "", kind: TargetKind = HOUSE, address: str = "例示町1"
) -> Suggestion | None:
    def act(work: Work) -> Suggestion | None:
        work.keys = SEALER
        known = known_building(work, HomePlace(address, building, ""))
        return suggest_category(work, world.units["EX-P1-1"], kind, name, building, known)

    return world.do("E001", act)


def neighbour(world: World, number: str, building: str, criteria: int) -> None:
    def act(work: Work) -> int:
        work.keys = SEALER
        category = Category.PRIORITY if criteria else Category.GENERAL
        order = Entering(
            *(world.units["EX-P1-1"], HOUSE, category, criteria, CardState.NONE, date(2026, 1, 5), None),
            name="",
            kana="",
            place=HomePlace("例示町1", building, number),
            number=number,
        )
        return register_target(work, order).target_id

    world.targets[f"EX-P1-1/{number}"] = world.do("E001", act)


@pytest.mark.parametrize(
    ("building", "name", "kind", "criteria"),
    [
        ("県営例示住宅2号棟", "", HOUSE, Criterion.HOUSEHOLD_1),
        ("県営アパート", "", HOUSE, Criterion.HOUSEHOLD_1),
        ("ﾊｲﾂ例示", "", HOUSE, Criterion.HOUSEHOLD_2),
        ("", "旅館", HOUSE, None),
        ("", "例示旅館", SHOP, Criterion.BUSINESS_6),
        ("例示病院", "売店", SHOP, Criterion.BUSINESS_7),
        ("例示アパート", "", SHOP, None),
        ("", "例示郵便局", TargetKind.PUBLIC_OFFICE, Criterion.BUSINESS_7),
        ("例示ビル", "", HOUSE, None),
        ("", "", HOUSE, None),
    ],
)
def test_words_that_speak_for_a_criterion(
    world: World, building: str, name: str, kind: TargetKind, criteria: Criterion | None
) -> None:
    assert suggested(world, building, name, kind) == (Suggestion(criteria) if criteria else None)


def test_neighbours_share_what_follows_from_the_building_and_nothing_personal(world: World) -> None:
    neighbour(world, "101", "例示ビル", Criterion.HOUSEHOLD_8)
    assert suggested(world, "例示ビル") is None
    neighbour(world, "102", "例示ビル", Criterion.HOUSEHOLD_2 | Criterion.HOUSEHOLD_9)
    neighbour(world, "103", "例示ビル", Criterion.HOUSEHOLD_2)
    neighbour(world, "104", "例示ビル", 0)
    assert suggested(world, "例示ビル") == Suggestion(Criterion.HOUSEHOLD_2, 2)
    assert suggested(world, "例示ビル", address="例示町2") is None
    world.change("102", date(2026, 2, 1), ChangeKind.CATEGORY, category=Category.GENERAL)
    world.change("103", date(2026, 2, 1), ChangeKind.MOVED_OUT)
    assert suggested(world, "例示ビル") is None
