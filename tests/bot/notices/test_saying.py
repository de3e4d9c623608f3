"""The tick: each notice once, to the right one, one message a person and day, never at night, and caught up."""

import threading
from datetime import date

import sqlalchemy as sa

from bot.notices.saying import say_notices
from models.holidays import is_day_off
from models.notices import NoticeDecision
from models.outbox import OutboxMessage, OutboxState
from models.rules.notices import LOOK_BACK, Notice
from tests.helpers.notices import away, decided, messages, policy, settle, takes_over, tick
from tests.helpers.world import World

OFFICERS = [
    ("E001", "month_start", "EX-P1-1"),
    ("E003", "month_start", "EX-P2-1"),  # vacant, without a 所長: the 地域課長
    ("E005", "month_start", "EX-P1-2"),
    ("F001", "month_start", "FR-P1-1"),
]
CHIEFS = [
    ("E002", "digest", "EX-P1"),
    ("E003", "digest", "EX"),
    ("E004", "digest", "EX"),
    ("E006", "digest", "HQ"),
]


def test_everybody_hears_once_and_nobody_before_the_hour(world: World) -> None:
    assert tick(world, "2026-04-01T08:29") == []
    assert tick(world, "2026-04-01T08:30") == OFFICERS
    assert tick(world, "2026-04-01T08:31") == []
    settle(world)
    assert tick(world, "2026-04-02T08:59") == []
    assert tick(world, "2026-04-02T09:00") == CHIEFS
    settle(world)
    assert tick(world, "2026-04-03T09:00") == []


def test_a_server_that_was_down_catches_up_as_long_as_it_makes_sense(world: World) -> None:
    assert tick(world, "2027-01-03T10:00") == sorted(OFFICERS + CHIEFS, key=lambda one: one[0])
    world.at("2027-02-20T10:00")
    settle(world)
    assert tick(world) == []


def test_what_falls_on_one_day_is_one_message_with_the_last_of_it(world: World) -> None:
    policy(world, date(2026, 4, 1), month_start_day=2)
    assert tick(world, "2026-04-02T08:30") == [one for one in OFFICERS if one[0] != "E003"]
    assert tick(world, "2026-04-02T09:00") == [
        ("E002", "digest", "EX-P1"),
        ("E003", "month_start", "EX-P2-1"),
        ("E003", "digest", "EX"),
        ("E004", "digest", "EX"),
        ("E006", "digest", "HQ"),
    ]


def test_nobody_hears_twice_a_day_and_what_is_late_comes_the_next_morning(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    settle(world)
    takes_over(world, "EX-P2-1", "E001", date(2026, 4, 1))
    assert tick(world, "2026-04-01T12:00") == []
    assert tick(world, "2026-04-01T23:00") == []
    assert tick(world, "2026-04-02T06:59") == []
    assert tick(world, "2026-04-02T07:00") == [("E001", "month_start", "EX-P2-1")]


def test_a_message_still_on_its_way_counts_for_the_day_on_which_it_arrives(world: World) -> None:
    tick(world, "2026-04-01T20:59")
    assert tick(world, "2026-04-02T09:00") == [one for one in CHIEFS if one[0] != "E003"]
    settle(world)
    assert tick(world, "2026-04-02T15:00") == []
    assert tick(world, "2026-04-03T07:00") == [("E003", "digest", "EX")]


def test_the_quiet_hours_of_the_station_hold(world: World) -> None:
    policy(world, date(2026, 4, 1), quiet_until="09:15", month_start_time="09:15", digest_time="10:00")
    assert tick(world, "2026-04-01T08:30") == [("F001", "month_start", "FR-P1-1")]
    assert tick(world, "2026-04-01T21:30") == []
    assert tick(world, "2026-04-02T09:14") == [("E006", "digest", "HQ")]
    assert [one[1] for one in tick(world, "2026-04-02T09:15")] == ["month_start"] * 2  # the 地域課長 at ten, with all
    row = messages(world)[-1]
    assert (str(row.awake_from), str(row.awake_until)) == ("09:15:00", "21:00:00")


def test_nudge_only_below_half_of_the_plan(world: World) -> None:
    for number in range(1, 5):
        world.target(str(number))
        world.target(str(number), beat="EX-P1-2")
    world.at("2026-04-02T12:00")
    world.plan(4)
    world.plan(4, "EX-P1-2")
    world.visit("1", date(2026, 4, 3))
    world.visit("1", date(2026, 4, 3), beat="EX-P1-2", officer="E005")
    world.visit("2", date(2026, 4, 3), beat="EX-P1-2", officer="E005")
    assert tick(world, "2026-04-16T08:30") == [("E001", "nudge", "EX-P1-1")]
    assert (Notice.NUDGE, "2026-04", False) in decided(world)
    world.void(visit_id=2)
    assert tick(world, "2026-04-17T08:30") == []  # decided on the day, and not again


def test_the_shortfall_is_told_to_both_and_only_where_the_plan_is_missed(world: World) -> None:
    world.target("1")
    world.at("2026-04-02T12:00")
    world.plan(1)
    assert tick(world, "2026-04-25T08:30") == [
        ("E001", "shortfall", "EX-P1-1"),
        ("E002", "shortfall", "EX-P1-1"),
    ]
    settle(world)
    world.visit("1", date(2026, 4, 28))
    assert tick(world, "2026-04-30T08:30") == []
    assert (Notice.SHORTFALL_LAST, "2026-04", False) in decided(world)


def test_in_january_a_missing_plan_is_told_to_the_officer_and_later_to_the_chief(world: World) -> None:
    world.at("2027-01-05T12:00")
    world.plan(3)
    heard = tick(world, "2027-01-10T08:30")
    assert ("E005", "plan_missing", "EX-P1-2") in heard
    assert ("E001", "plan_missing", "EX-P1-1") not in heard
    world.at("2027-01-11T09:00")
    settle(world)
    heard = tick(world, "2027-01-20T08:30")
    assert [one for one in heard if one[1] != "register_stale"] == [
        ("E002", "plan_missing_chief", "EX-P1-2"),
        ("E003", "plan_missing_chief", "EX-P2-1"),
    ]


def test_an_old_register_and_a_new_officer(world: World) -> None:
    world.register(date(2025, 5, 19), 90)
    takes_over(world, "EX-P2-1", "E005", date(2026, 5, 10))
    assert tick(world, "2026-05-20T08:30") == [("E001", "register_stale", "EX-P1-1")]
    settle(world)
    assert tick(world, "2026-05-24T08:30") == [("E005", "first_visit", "EX-P2-1")]
    settle(world)
    world.target("9", beat="EX-P2-1")
    heard = tick(world, "2026-06-09T08:30")
    assert [one for one in heard if one[1] != "digest"] == [("E003", "first_visit_chief", "EX-P2-1")]


def test_who_has_begun_is_not_asked(world: World) -> None:
    takes_over(world, "EX-P2-1", "E005", date(2026, 5, 10))
    world.target("9", beat="EX-P2-1")
    world.visit("9", date(2026, 5, 12), beat="EX-P2-1", officer="E005")
    assert tick(world, "2026-05-24T08:30") == []


def test_an_absent_one_is_waited_for_or_stood_in_for(world: World) -> None:
    away(world, "E001", date(2026, 4, 1), date(2026, 4, 3))
    away(world, "E005", date(2026, 4, 1), date(2026, 4, 3), "E002")
    heard = tick(world, "2026-04-01T08:30")
    assert ("E002", "month_start", "EX-P1-2") in heard
    assert not [one for one in heard if one[0] in ("E001", "E005")]
    assert messages(world)[0].facts["notices"][0]["instead_of"] == world.officers["E005"]
    settle(world)
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-04-04T08:30")
    world.at("2026-04-05T08:30")
    settle(world)
    assert tick(world) == []


def test_an_absence_that_was_withdrawn_holds_nothing_back(world: World) -> None:
    away(world, "E001", date(2026, 4, 1), date(2026, 4, 3))
    with world.work() as work:
        stamp = work.stamp()
        work.session.execute(
            sa.text(
                "INSERT INTO absences (officer_id, starts_on, ends_on, withdrawn, recorded_at, audit_id)"
                " SELECT officer_id, starts_on, ends_on, :yes, recorded_at, :audit FROM absences"
            ),
            {"yes": True, "audit": stamp.audit_id},
        )
    assert ("E001", "month_start", "EX-P1-1") in tick(world, "2026-04-01T08:30")


def test_who_was_given_up_on_is_told_to_the_administrator_and_nobody_else_loops(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    world.at("2026-04-01T08:31")
    settle(world, OutboxState.FAILED, "user_not_found")
    assert tick(world, "2026-04-01T08:32") == [("E007", "undelivered", "EX")] * 3  # FR has no 管理者
    settle(world, OutboxState.FAILED, "user_not_found")
    settled = tick(world, "2026-04-02T07:00")
    assert [one for one in settled if one[1] == "undelivered"] == []


def test_two_ticks_in_the_same_second_say_it_once(world: World) -> None:
    world.at("2026-04-01T08:30")
    together, said = threading.Barrier(2), list[int]()

    def one_of_two() -> None:
        together.wait()
        said.append(say_notices(world.database, world.clock, is_day_off))

    threads = [threading.Thread(target=one_of_two) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(said) == len(messages(world)) == 4


def test_a_clock_that_steps_back_says_nothing_again(world: World) -> None:
    tick(world, "2026-04-01T08:45")
    settle(world)
    assert tick(world, "2026-04-01T07:45") == []
    assert tick(world, "2026-04-01T08:45") == []


def test_what_another_process_decided_meanwhile_is_left_to_it(world: World) -> None:
    """The others are said all the same, whichever comes first."""
    with world.database.writing() as session:
        session.add(
            NoticeDecision(
                kind=Notice.MONTH_START,
                period="2026-04",
                unit_id=world.units["EX-P1-2"],
                officer_id=world.officers["E005"],
                message_id=None,
                decided_at=world.now - LOOK_BACK,  # so long ago that the tick does not look: the database does
            )
        )
    assert [one[0] for one in tick(world, "2026-04-01T08:30")] == ["E001", "E003", "F001"]


def test_29_february(world: World) -> None:
    world.target("1")
    world.at("2028-02-01T12:00")
    world.plan(1)
    settle(world)
    assert ("E001", "shortfall_last", "EX-P1-1") in tick(world, "2028-02-29T08:30")


def test_nothing_is_put_into_the_outbox_twice_under_one_key(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    keys = [one.key for one in messages(world)]
    assert len(set(keys)) == len(keys)
    assert keys[0] == f"push:2026-04-01:{world.officers['E001']}"
    with world.database.reading() as session:
        unsaid = session.scalar(sa.select(sa.func.count()).where(NoticeDecision.message_id.is_(None)))
        assert unsaid == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(OutboxMessage)) == 4
