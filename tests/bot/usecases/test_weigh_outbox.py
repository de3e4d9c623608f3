"""What the outbox holds, and what of it is stuck."""

from datetime import timedelta

from bot.usecases.weigh_outbox import Stuck, stuck_messages, weigh_outbox
from models.outbox import OutboxState
from models.rules.notices import Notice
from tests.helpers.notices import decided, messages, settle, tick
from tests.helpers.outbox import put
from tests.helpers.world import World


def test_an_empty_outbox_weighs_nothing(world: World) -> None:
    with world.database.reading() as session:
        weight = weigh_outbox(session)
    assert weight.states == dict.fromkeys(OutboxState, 0)
    assert (weight.open_kinds, weight.oldest_waiting, weight.oldest_doubt, weight.decided_at) == ({}, None, None, None)


def test_by_state_kind_and_age(world: World) -> None:
    tick(world, "2026-04-01T08:30")
    ticked, pushes = world.now, len(messages(world))
    settle(world)
    ages = {"waiting": (1, 5), "sending": (2,), "posted": (3,), "sent": (9, 9), "failed": (7,)}
    for state, hours in ages.items():
        for each in hours:
            put(world, state, not_before=ticked - timedelta(hours=each))
    put(world, "waiting", words="notices.push")
    with world.database.reading() as session:
        weight = weigh_outbox(session)
        sent = weight.states.pop(OutboxState.SENT)
    assert weight.states == {"waiting": 3, "sending": 1, "posted": 1, "failed": 1}
    assert sent == 2 + pushes
    assert weight.open_kinds == {"report": 4, "notices": 1}
    assert (weight.oldest_waiting, weight.oldest_doubt) == tuple(ticked - timedelta(hours=each) for each in (5, 3))
    assert weight.decided_at == ticked


def stuck(world: World) -> Stuck:
    with world.work() as work:
        return stuck_messages(work)


def test_what_is_stuck(world: World) -> None:
    world.at("2026-04-08T12:00")
    now, hours = world.now, timedelta(hours=1)
    waiting = put(world, "waiting", not_before=now - 2 * hours)
    doubts = tuple(put(world, state, not_before=now - 2 * hours) for state in ("sending", "posted"))
    for state in ("waiting", "sending", "posted"):
        put(world, state, not_before=now - hours / 2)
    put(world, "waiting", not_before=now + hours)
    put(world, "sent", not_before=now - 2 * hours)
    for code in ("outbox.lapsed", "outbox.cancelled"):
        put(world, "failed", code, settled_at=now - 30 * hours)
    put(world, "failed", "compose", settled_at=now - timedelta(days=8))
    old, new = (put(world, "failed", "compose", settled_at=now - each * hours) for each in (30, 2))
    assert stuck(world) == Stuck(doubts, (waiting,), (old, new), (old,))


def test_what_an_administrator_heard_of_is_told(world: World) -> None:
    world.at("2026-04-08T12:00")
    number = put(world, "failed", "no_slack_user", settled_at=world.now - timedelta(hours=30))
    assert stuck(world).untold == (number,)
    tick(world)
    assert (Notice.UNDELIVERED, str(number), True) in decided(world)
    assert (stuck(world).failed, stuck(world).untold) == ((number,), ())
