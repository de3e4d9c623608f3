"""A station's policy is changed from a day on."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.change_settings import ChangedSettings, SettingsOrder, change_settings
from bot.usecases.list_due import list_due
from bot.usecases.show_settings import show_settings
from models.audit import AuditNote
from models.conduct import Policy
from models.policies import policy_on
from models.rules.policy import StationPolicy
from tests.helpers.world import World

TODAY = date(2026, 3, 2)
APRIL = date(2026, 4, 1)


def change(
    world: World,
    values: Mapping[str, Any],
    since: date = TODAY,
    *,
    officer: str | None = "E003",
    code: str = "EX",
    shown_on: date = TODAY,
    base: int | None = None,
) -> ChangedSettings:
    found = world.do("E003", lambda work: show_settings(work, "EX"))
    order = SettingsOrder(code, since, values, shown_on, found.base if base is None else base)
    return world.do(officer, lambda work: change_settings(work, order))


def refused(world: World, values: Mapping[str, Any], since: date = TODAY, **how: Any) -> Refusal:
    before = rows(world)
    with pytest.raises(Refusal) as caught:
        change(world, values, since, **how)
    assert rows(world) == before
    return caught.value


def rows(world: World) -> list[tuple[date, dict[str, Any]]]:
    with world.database.reading() as session:
        return [(one.since, one.values) for one in session.scalars(select(Policy).order_by(Policy.id))]


def on(world: World, day: date) -> StationPolicy:
    with world.database.reading() as session:
        return policy_on(session, [world.units["EX"]], day)


def test_only_what_differs_is_stored_and_noted(world: World) -> None:
    done = change(world, {"priority_months": 12, "general_months": 24, "polite_until": time(18, 30)})
    assert [(one.name, one.before, one.after) for one in done.changes] == [
        ("general_months", 36, 24),
        ("polite_until", time(19), time(18, 30)),
    ]
    assert rows(world) == [(TODAY, {"general_months": 24, "polite_until": "18:30"})]
    with world.database.reading() as session:
        note = session.scalars(select(AuditNote)).one()
    assert note.what == "settings.changed"
    assert note.detail == {
        "unit": world.units["EX"],
        "since": "2026-03-02",
        "names": ["general_months", "polite_until"],
    }


def test_what_is_due_changes_from_the_day_alone(world: World) -> None:
    world.target("1", last_interview_on=date(2024, 2, 1))
    change(world, {"general_months": 24}, APRIL)
    for today, due in (("2026-03-31T08:30", 0), ("2026-04-01T08:30", 1)):
        world.at(today)
        assert world.do("E001", lambda work: list_due(work, "EX-P1-1")).total == due
    assert on(world, date(2026, 3, 31)) == StationPolicy()


def test_a_later_change_keeps_what_was_set_before(world: World) -> None:
    change(world, {"polite_until": time(18)}, APRIL)
    change(world, {"general_months": 24})
    assert on(world, APRIL) == StationPolicy(general_months=24, polite_until=time(18))
    done = change(world, {"polite_until": time(19)}, APRIL, shown_on=APRIL)  # taken back before it came
    assert [one.before for one in done.changes] == [time(18)]
    assert on(world, APRIL) == StationPolicy(general_months=24)


def test_refusals(world: World) -> None:
    assert refused(world, {"general_months": 24}, date(2026, 3, 1)).code == "policy.past"
    assert refused(world, {"general_months": 36}).code == "policy.nothing"
    assert refused(world, {"no_such": 1}).code == "policy.nothing"
    assert refused(world, {"general_months": 24}, base=7).code == "policy.meanwhile"
    for values, field in (
        ({"general_months": 11}, "general_months"),
        ({"general_months": 121}, "general_months"),
        ({"polite_from": time(19)}, "polite_until"),
        ({"digest_time": time(21)}, "digest_time"),
    ):
        fault = refused(world, values)
        assert (fault.code, fault.field, fault.facts["later"]) == ("policy.value", field, None)


def test_what_does_not_fit_a_later_change_is_refused(world: World) -> None:
    change(world, {"general_months": 18}, APRIL)
    fault = refused(world, {"priority_months": 24})
    assert (fault.field, fault.facts["later"]) == ("general_months", APRIL)


@pytest.mark.parametrize("officer", [None, "E001", "E002", "E004", "E006", "F001"])
def test_nobody_else(world: World, officer: str | None) -> None:
    assert refused(world, {"general_months": 24}, officer=officer).code == "policy.not_yours"


def test_not_another_station(world: World) -> None:
    for code in ("FR", "HQ", "EX-P1"):
        assert refused(world, {"general_months": 24}, code=code).code == "policy.not_yours"


def test_two_at_once_do_not_undo_each_other(world: World) -> None:
    def go(officer: str, values: Mapping[str, Any]) -> str:
        try:
            with world.work(officer) as work:
                change_settings(work, SettingsOrder("EX", TODAY, values, TODAY, 0))
        except Refusal as refusal:
            return refusal.code
        return "done"

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(go, ("E003", "E007"), ({"general_months": 24}, {"general_months": 30})))
    assert sorted(ended) == ["done", "policy.meanwhile"]
    assert len(rows(world)) == 1
