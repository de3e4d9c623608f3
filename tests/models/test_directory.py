"""The directory of some beats as it stands on a day."""

from datetime import date, timedelta

from models.directory import Listed, Particulars, listed_in, particulars
from models.places import Building, Dwelling
from models.registry import TargetDwelling
from models.rules.codes import ChangeKind, TargetKind
from models.sealing import Sealer, new_key, store_personal
from tests.helpers.world import World

SEALER = Sealer([new_key()])
TODAY = date(2026, 3, 2)


def listed(world: World, beat: str, day: date = TODAY) -> list[Listed]:
    with world.database.reading() as session:
        return listed_in(session, [world.units[beat]], day)


def numbers(world: World, beat: str, day: date = TODAY) -> list[str]:
    return [one.number for one in listed(world, beat, day)]


def test_from_the_day_of_entering_to_that_of_leaving(world: World) -> None:
    world.target("1")
    world.target("2", entered_on=TODAY)
    world.change("1", TODAY, ChangeKind.MOVED_OUT)
    assert numbers(world, "EX-P1-1", TODAY - timedelta(days=1)) == ["1"]
    assert numbers(world, "EX-P1-1") == ["2"]


def test_whoever_moved_is_in_the_beat_moved_into_last(world: World) -> None:
    world.target("1")
    world.change("1", TODAY - timedelta(days=2), ChangeKind.BEAT, to_beat="EX-P1-2")
    world.change("1", TODAY, ChangeKind.BEAT, to_beat="EX-P2-1")
    assert [numbers(world, beat) for beat in ("EX-P1-1", "EX-P1-2", "EX-P2-1")] == [[], [], ["1"]]
    assert numbers(world, "EX-P1-2", TODAY - timedelta(days=1)) == ["1"]


def test_a_corrected_address_is_where_the_target_is(world: World) -> None:
    target, beat = world.target("1"), world.units["EX-P1-1"]
    with world.work() as work:
        stamp = work.stamp()
        building = Building(digest=b"b" * 16)
        work.session.add(building)
        work.session.flush()
        alone, inside = Dwelling(digest=b"1" * 16), Dwelling(digest=b"2" * 16, building_id=building.id)
        work.session.add_all([alone, inside])
        work.session.flush()
        for dwelling in (alone, inside):  # corrected twice: the last one holds
            row = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
            work.session.add(TargetDwelling(target_id=target, dwelling_id=dwelling.id, **row))
            work.session.flush()
        expected = Listed(target, beat, "1", TargetKind.HOUSEHOLD, inside.id, building.id)
    assert listed(world, "EX-P1-1") == [expected]


def test_in_the_order_in_which_people_count(world: World) -> None:
    for number in ("10", "1", "2", "01"):
        world.target(number)
    assert numbers(world, "EX-P1-1") == ["01", "1", "2", "10"]


def test_what_is_not_known_is_empty_and_the_address_may_be_the_buildings(world: World) -> None:
    one = Listed(1, 1, "1", TargetKind.HOUSEHOLD, 5, 7)
    with world.database.writing() as session:
        store_personal(session, SEALER, "target", 1, {"name": "架空 太郎"})
        store_personal(session, SEALER, "building", 7, {"name": "例示荘", "address": "例示町1-2-3"})
        called = Particulars(name="架空 太郎", address="例示町1-2-3", building="例示荘")
        others = [one._replace(target_id=2, building_id=None), one]
        assert particulars(session, SEALER, others) == {2: Particulars(), 1: called}
