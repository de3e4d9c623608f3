"""A place is stored once, however it is written, and is the same that an import would make."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from bot.usecases.settle_place import HomePlace, known_building, known_dwelling, settle_place
from bot.work import Work
from models.places import Building, Dwelling
from models.sealing import Sealer, load_personal, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])


def settle(world: World, *place: str) -> int:
    def act(work: Work) -> int:
        work.keys = SEALER
        return settle_place(work, HomePlace(*place))

    return world.do("E001", act)


def test_one_dwelling_for_every_spelling(world: World) -> None:
    one = settle(world, "例示町一丁目2番3号", "例示荘", "101")
    assert settle(world, "例示町１－２－３", "例示荘", "１０１号室") == one
    other = settle(world, "例示町1-2-3", "例示荘", "102")
    alone = settle(world, "例示町1-2-3")
    assert len({one, other, alone}) == 3
    with world.database.reading() as session:
        assert session.scalars(select(func.count()).select_from(Building)).one() == 1
        buildings = {home.id: home.building_id for home in session.scalars(select(Dwelling))}
        assert buildings[one] == buildings[other] is not None
        assert buildings[alone] is None
        assert load_personal(session, SEALER, "dwelling", [one])[one] == {
            "address": "例示町一丁目2番3号",
            "unit": "101",
        }
        building = buildings[one] or 0
        assert load_personal(session, SEALER, "building", [building])[building]["name"] == "例示荘"


def test_what_is_known_is_found_and_nothing_is_made_by_looking(world: World) -> None:
    place = HomePlace("例示町1", "例示荘", "1")

    def look(work: Work) -> tuple[int | None, int | None, int | None]:
        work.keys = SEALER
        return known_dwelling(work, place), known_building(work, place), known_building(work, HomePlace("例示町1"))

    assert world.do("E001", look) == (None, None, None)
    home = settle(world, "例示町1", "例示荘", "1")
    assert world.do("E001", look)[0] == home
    assert world.do("E001", look)[1] is not None
    assert world.do("E001", look)[2] is None


@pytest.mark.parametrize("round_", range(3))
def test_two_at_once_make_it_once(world: World, round_: int) -> None:
    settle(world, "前もって")  # the digests' key is there
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: settle(world, f"例示町{round_}", "例示荘", "1"), range(4)))
    assert len(made) == 1
