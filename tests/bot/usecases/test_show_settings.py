"""What holds in a station, since when, and who set it."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

import pytest

from bot.errors import Refusal
from bot.usecases.change_settings import SettingsOrder, change_settings
from bot.usecases.show_settings import Setting, Settings, list_settings_changes, list_stations, show_settings
from models.rules.policy import KINDS, HolidayShift
from tests.helpers.world import World


def shown(world: World, officer: str | None = "E003", code: str = "EX", on: date | None = None) -> Settings:
    return world.do(officer, lambda work: show_settings(work, code, on))


def change(world: World, values: Mapping[str, Any], since: date, officer: str = "E003") -> None:
    found = shown(world)
    order = SettingsOrder("EX", since, values, found.on, found.base)
    world.do(officer, lambda work: change_settings(work, order))


def held(found: Settings, name: str) -> Setting:
    return next(one for one in found.settings if one.name == name)


def test_defaults_have_no_author(world: World) -> None:
    found = shown(world)
    assert [one.name for one in found.settings] == list(KINDS)
    assert held(found, "general_months") == Setting("general_months", 36, None, None)
    assert (found.code, found.name, found.on, found.ahead, found.base) == ("EX", "例示署", date(2026, 3, 2), (), 0)


def test_each_value_has_its_day_and_its_author(world: World) -> None:
    change(world, {"general_months": 24}, date(2026, 3, 2))
    change(world, {"polite_until": time(18), "holidays": HolidayShift.BEFORE}, date(2026, 4, 1), "E007")
    found = shown(world)
    assert held(found, "general_months") == Setting("general_months", 24, date(2026, 3, 2), "E003")
    assert held(found, "polite_until") == Setting("polite_until", time(19), None, None)
    assert found.ahead == (date(2026, 4, 1),)
    later = shown(world, on=date(2026, 4, 1))
    assert held(later, "general_months") == held(found, "general_months")
    assert held(later, "holidays") == Setting("holidays", HolidayShift.BEFORE, date(2026, 4, 1), "E007")
    assert later.ahead == ()


def test_every_change_is_kept(world: World) -> None:
    for months in range(24, 36):
        change(world, {"general_months": months}, date(2026, 3, 2))
    first = world.do("E003", lambda work: list_settings_changes(work, "EX"))
    assert (first.total, first.page, first.pages, len(first.changes)) == (12, 1, 2, 10)
    assert (first.changes[0].values, first.changes[0].by) == ((("general_months", 35),), "E003")
    last = world.do("E003", lambda work: list_settings_changes(work, "EX", 2))
    assert [one.values for one in last.changes] == [(("general_months", 25),), (("general_months", 24),)]


@pytest.mark.parametrize("officer", [None, "E001", "E002", "E004", "E005", "E006", "F001"])
def test_nobody_else(world: World, officer: str | None) -> None:
    for code in ("EX", "FR", "NO-SUCH", "EX-P1"):
        with pytest.raises(Refusal) as caught:
            shown(world, officer, code)
        assert caught.value.code == "policy.not_yours"
    assert world.do(officer, list_stations).total == 0


@pytest.mark.parametrize("officer", ["E003", "E007"])
def test_only_the_own_station(world: World, officer: str) -> None:
    assert [one.code for one in world.do(officer, list_stations).stations] == ["EX"]
    for code in ("FR", "HQ", "EX-P1"):
        with pytest.raises(Refusal, match="policy"):
            shown(world, officer, code)
