"""Which policy holds where, on which day."""

from datetime import date, time
from typing import Any

from bot.work import Work
from models.conduct import Policy
from models.policies import policy_changes, policy_on, policy_where
from models.rules.policy import HolidayShift, StationPolicy, policy_faults
from tests.helpers.world import World


def change(world: World, since: date, unit: str = "EX", **values: Any) -> None:
    def record(work: Work) -> None:
        stamp = work.stamp()
        stamped = {"recorded_at": stamp.recorded_at, "audit_id": stamp.audit_id}
        work.session.add(Policy(unit_id=world.units[unit], since=since, values=values, **stamped))

    world.do(None, record)


def on(world: World, day: date, unit: str = "EX") -> StationPolicy:
    with world.database.reading() as session:
        return policy_on(session, [world.units["EX-P1"], world.units[unit], world.units["HQ"]], day)


def test_a_change_holds_from_its_day_and_leaves_the_rest(world: World) -> None:
    assert on(world, date(2026, 3, 2)) == StationPolicy()
    change(world, date(2026, 4, 1), polite_until="18:00", holidays="after")
    change(world, date(2026, 3, 10), general_months=24)
    assert on(world, date(2026, 3, 9)) == StationPolicy()
    assert on(world, date(2026, 3, 31)) == StationPolicy(general_months=24)
    assert on(world, date(2026, 4, 1)) == StationPolicy(
        general_months=24, polite_until=time(18), holidays=HolidayShift.AFTER
    )
    assert on(world, date(2026, 4, 1), "FR") == StationPolicy()


def test_of_two_from_the_same_day_the_later_recorded_holds(world: World) -> None:
    change(world, date(2026, 4, 1), general_months=24, nudge_percent=40)
    change(world, date(2026, 4, 1), general_months=30)
    assert on(world, date(2026, 4, 1)) == StationPolicy(general_months=30, nudge_percent=40)
    with world.database.reading() as session:
        found = policy_changes(session, [world.units["EX"]])
        assert [one.values.get("general_months") for one in found] == [24, 30]


def test_what_cannot_hold_is_named() -> None:
    assert list(policy_faults(StationPolicy())) == []
    faulty = StationPolicy(polite_from=time(19), night_from=time(18), quiet_from=time(9), looks_a_day=0)
    assert {(one.name, one.code, one.other) for one in policy_faults(faulty)} == {
        ("looks_a_day", "limits", None),
        ("polite_until", "order", "polite_from"),
        ("night_from", "order", "polite_until"),
        ("digest_time", "quiet", None),
    }


def test_where_a_beat_is_on_the_day_decides(world: World) -> None:
    change(world, date(2026, 4, 1), general_months=24)
    change(world, date(2026, 4, 2), general_months=30)
    change(world, date(2026, 4, 1), "FR", general_months=48, nudge_percent=40)
    world.rename("EX-P1", date(2026, 3, 20), "another name", "EX")
    world.rename("EX-P1", date(2026, 5, 1), "a post of another station", "FR")
    found = {}
    with world.database.reading() as session:
        for day in (date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 30), date(2026, 5, 1)):
            found[day] = policy_where(session, world.units["EX-P1-1"], day)
    assert list(found.values()) == [
        StationPolicy(),
        StationPolicy(general_months=24),
        StationPolicy(general_months=30),
        StationPolicy(general_months=48, nudge_percent=40),
    ]
