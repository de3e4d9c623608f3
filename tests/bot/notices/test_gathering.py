"""Notices of odd organisations and odd clocks: nobody falls silent, and nobody hears what is not theirs."""

from datetime import date

import pytest

from bot.composing_notices import groups_of
from bot.delivery.letters import Letter
from bot.errors import Refusal
from bot.notices.saying import WORDS
from models.organisation import BEGINNING, OfficerRole, OfficerVersion, Unit, UnitVersion
from models.outbox import OutboxState
from models.rules.codes import Role, UnitKind
from tests.helpers.notices import away, messages, policy, settle, takes_over, tick
from tests.helpers.world import World

APRIL = date(2026, 4, 1)


def stands(world: World, who: str, unit: str, *roles: Role, since: date = BEGINNING) -> None:
    """Somebody is in a unit with some roles from a day on."""
    with world.work() as work:
        stamp = work.stamp()
        version = OfficerVersion(
            officer_id=world.officers[who],
            since=since,
            name="例示",
            rank="巡査",
            unit_id=world.units[unit],
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(version)
        work.session.flush()
        work.session.add_all(OfficerRole(version_id=version.id, role=role) for role in roles)


def begins(world: World, kind: UnitKind, code: str, parent: str, since: date = BEGINNING) -> None:
    """A unit is there from a day on."""
    with world.work() as work:
        stamp = work.stamp()
        unit = Unit(kind=kind, code=code)
        work.session.add(unit)
        work.session.flush()
        world.units[code] = unit.id
        version = UnitVersion(
            unit_id=unit.id,
            since=since,
            name=f"見本 {code}",
            parent_id=world.units[parent],
            recorded_at=stamp.recorded_at,
            audit_id=stamp.audit_id,
        )
        work.session.add(version)


def told(world: World, who: str) -> list[tuple[str, str]]:
    """The kinds of somebody's last message with the units that it tells of, as it is composed."""
    row = [one for one in messages(world) if one.officer_id == world.officers[who]][-1]
    letter = Letter(row.id, row.key, row.officer_id, WORDS, row.facts)
    return [(kind, item.code) for kind, items in groups_of(world.database, letter, world.now) for item in items]


def test_a_chief_of_a_post_without_beats_reads_no_digest(world: World) -> None:
    begins(world, UnitKind.POST, "EX-P9", "EX")
    stands(world, "E005", "EX-P9", Role.POST_CHIEF)
    assert [one for one in tick(world, "2026-04-02T09:00") if one[2] == "EX-P9"] == []


def test_a_digest_that_cannot_be_made_keeps_nothing_else_from_being_said(world: World) -> None:
    begins(world, UnitKind.POST, "EX-P9", "EX", APRIL)
    begins(world, UnitKind.BEAT, "EX-P9-1", "EX-P9", APRIL)
    stands(world, "E005", "EX-P9", Role.POST_CHIEF)
    policy(world, APRIL, month_start_day=2, digest_time="08:30")
    assert ("E005", "digest", "EX-P9") in tick(world, "2026-04-02T08:30")
    assert told(world, "E005") == [("month_start", "EX-P1-2"), ("month_start", "EX-P9-1")]
    (row,) = [one for one in messages(world) if one.officer_id == world.officers["E005"]]
    alone = {**row.facts, "notices": [one for one in row.facts["notices"] if one["kind"] == "digest"]}
    with pytest.raises(Refusal, match="nothing"):
        groups_of(world.database, Letter(1, "k", row.officer_id, WORDS, alone), world.now)


def test_a_clock_that_was_ahead_silences_nobody_once_it_is_right_again(world: World) -> None:
    tick(world, "2026-08-01T08:30")
    settle(world)
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-05-01T08:30")
    settle(world)
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-06-01T08:30")
    settle(world)
    assert tick(world, "2026-08-01T08:31") == []  # that was said, too early


def test_of_two_stations_whose_hours_never_meet_one_is_enough(world: World) -> None:
    takes_over(world, "FR-P1-1", "E001", APRIL)
    policy(world, APRIL, quiet_until="07:00", quiet_from="09:30")
    policy(world, APRIL, "FR", quiet_until="10:00", quiet_from="21:00", month_start_time="10:00")
    assert {one for one in tick(world, "2026-04-01T10:00") if one[0] == "E001"} == {
        ("E001", "month_start", "EX-P1-1"),
        ("E001", "month_start", "FR-P1-1"),
    }
    row = [one for one in messages(world) if one.officer_id == world.officers["E001"]][-1]
    assert (str(row.awake_from), str(row.awake_until)) == ("10:00:00", "21:00:00")


def test_every_administrator_who_can_be_reached_hears_what_was_not_brought(world: World) -> None:
    stands(world, "E004", "EX", Role.ADMINISTRATOR)
    tick(world, "2026-04-01T08:30")
    settle(world, OutboxState.FAILED, "user_not_found")
    assert {one[0] for one in tick(world, "2026-04-02T07:00") if one[1] == "undelivered"} == {"E004", "E007"}
    settle(world, OutboxState.FAILED, "user_not_found")
    stands(world, "E006", "HQ", Role.ADMINISTRATOR)
    assert {one[0] for one in tick(world, "2026-04-03T07:00") if one[1] == "undelivered"} == {"E006"}


def test_who_has_left_the_station_hears_nothing_in_anothers_stead(world: World) -> None:
    away(world, "E001", date(2026, 3, 25), date(2026, 4, 3), "E005")
    stands(world, "E005", "FR-P1", since=APRIL)
    said = tick(world, "2026-04-01T08:30")
    assert ("E005", "month_start", "EX-P1-1") not in said
    settle(world)
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-04-04T08:30")


@pytest.mark.parametrize("role", [None, Role.ADMINISTRATOR])
def test_who_no_longer_reads_figures_hears_nothing_in_anothers_stead(world: World, role: Role | None) -> None:
    """An absence planned while the stand-in had the role; judged again on the day."""
    away(world, "E001", date(2026, 3, 25), date(2026, 4, 3), "E005")
    stands(world, "E005", "EX-P1", *([role] if role else []), since=APRIL)
    assert ("E005", "month_start", "EX-P1-1") not in tick(world, "2026-04-01T08:30")
    settle(world)
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-04-04T08:30")


def test_a_figure_that_was_old_at_the_start_is_spoken_of_within_a_quarter(world: World) -> None:
    world.register(date(2024, 1, 1), 100)
    said = [
        moment
        for moment in ("2026-04-02T08:30", "2026-05-02T08:30", "2026-06-02T08:30", "2026-07-02T08:30")
        if ("E001", "register_stale", "EX-P1-1") in tick_and_settle(world, moment)
    ]
    assert said == ["2026-04-02T08:30", "2026-07-02T08:30"]


def tick_and_settle(world: World, moment: str) -> list[tuple[str, str, str]]:
    said = tick(world, moment)
    settle(world)
    return said


def test_a_colleague_who_stands_in_reads_no_digest_but_another_chief_does(world: World) -> None:
    away(world, "E002", date(2026, 4, 1), date(2026, 4, 3), "E005")
    away(world, "E004", date(2026, 4, 1), date(2026, 4, 3), "E003")
    heard = {(who, code) for who, kind, code in tick(world, "2026-04-02T09:00") if kind == "digest"}
    assert heard == {("E003", "EX"), ("E006", "HQ")}
    settle(world)
    assert ("E002", "digest", "EX-P1") in tick(world, "2026-04-04T08:30")
