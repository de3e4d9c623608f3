"""Messages put back and taken back: only what was surely not sent; a doubt is looked into, never sent blind."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.mend_messages import AFTER_DOUBT, Mended, cancel_messages, failed_messages, retry_messages
from models.audit import Audit, AuditNote
from models.outbox import OutboxFile
from tests.helpers.outbox import WALL, put, stands, taken
from tests.helpers.world import World

HOUR = timedelta(hours=1)


def retry(world: World, *numbers: int) -> list[Mended]:
    with world.work("E007", "outbox retry") as work:
        return [one.became for one in retry_messages(work, numbers, WALL)]


def cancel(world: World, *numbers: int) -> list[Mended]:
    with world.work("E007", "outbox cancel") as work:
        return [one.became for one in cancel_messages(work, numbers)]


def notes(world: World) -> list[tuple[str, str, Any]]:
    with world.database.reading() as session:
        query = select(Audit.actor, AuditNote.what, AuditNote.detail).join(Audit, Audit.id == AuditNote.audit_id)
        return [(actor, what, detail) for actor, what, detail in session.execute(query)]


def test_what_was_given_up_is_made_anew(world: World) -> None:
    number = put(world, "failed", "user_not_found", files=2, attempts=4, after_ts="1.0", channel="D1")
    assert retry(world, number) == [Mended.AGAIN]
    row = stands(world, number)
    assert (row.state, row.attempts, row.settled_at, row.body) == ("waiting", 0, None, None)
    assert row.after_ts == "1.0"  # should it have been sent after all, it is found
    with world.database.reading() as session:
        assert session.scalars(select(OutboxFile)).all() == []
    assert notes(world) == [("E007", "outbox.retried", {"messages": [number]})]


def test_what_waits_after_a_failure_goes_at_once(world: World) -> None:
    number = put(world, "waiting", "unreachable", lease_until=WALL + HOUR, attempts=9)
    assert retry(world, number) == [Mended.AGAIN]
    row = stands(world, number)
    assert (row.state, row.lease_until, row.attempts) == ("waiting", None, 0)


@pytest.mark.parametrize("state", ["sending", "posted"])
def test_a_doubt_is_looked_into_sooner_but_not_at_once_and_never_sent(world: World, state: str) -> None:
    late = put(world, state, "no_answer", lease_until=WALL + HOUR, checks=1)
    soon = put(world, state, "no_answer", lease_until=WALL + timedelta(seconds=2), checks=1)
    assert retry(world, late, soon) == [Mended.SOONER] * 2
    row = stands(world, late)
    assert (row.state, row.lease_until) == (state, WALL + AFTER_DOUBT)
    assert row.checks == (0 if state == "sending" else 1)  # all look-ups anew before it may be sent again
    assert stands(world, soon).lease_until == WALL + timedelta(seconds=2)


def test_what_is_not_put_back(world: World) -> None:
    past: dict[str, Any] = {"not_after": world.now}
    numbers = {
        put(world, "sent"): Mended.SAID,
        put(world, "failed", "files_not_shown", channel="D1", ts="1.0"): Mended.PARTLY,
        put(world, "failed", "outbox.lapsed", **past): Mended.LATE,
        put(world, "waiting", **past): Mended.LATE,
        put(world, "waiting", **taken()): Mended.HELD,
        put(world, "sending", **taken()): Mended.HELD,
    }
    before = [(row.state, row.lease_until) for row in (stands(world, one) for one in numbers)]
    assert retry(world, *numbers) == [*numbers.values()]
    assert [(row.state, row.lease_until) for row in (stands(world, one) for one in numbers)] == before
    assert notes(world) == []


def test_which_are_meant_by_failed(world: World) -> None:
    meant = put(world, "failed", "no_slack_user", not_after=world.now + HOUR)
    put(world, "failed", "outbox.cancelled")
    put(world, "failed", "outbox.lapsed")
    put(world, "failed", "compose", not_after=world.now)
    put(world, "failed", "compose", settled_at=world.now - timedelta(days=8))
    put(world, "failed", "files_not_shown", channel="D1", ts="1.0")
    put(world, "waiting", "ratelimited")
    with world.work() as work:
        assert failed_messages(work) == (meant,)


def test_only_what_waits_is_taken_back(world: World) -> None:
    """Also from a deliverer that makes it ready: before it asks Slack for anything, it finds that it lost it."""
    numbers = {
        put(world, "waiting", files=1): Mended.CANCELLED,
        put(world, "waiting", **taken()): Mended.CANCELLED,
        put(world, "sending", lease_until=WALL): Mended.DOUBT,
        put(world, "posted"): Mended.DOUBT,
        put(world, "sent"): Mended.SAID,
        put(world, "failed", "compose"): Mended.ENDED,
    }
    assert cancel(world, *numbers) == [*numbers.values()]
    first, second, *rest = (stands(world, one) for one in numbers)
    assert {(row.state, row.last_error, row.leased_by) for row in (first, second)} == {
        ("failed", "outbox.cancelled", None)
    }
    assert first.settled_at == world.now
    assert [row.state for row in rest] == ["sending", "posted", "sent", "failed"]
    assert notes(world) == [("E007", "outbox.cancelled", {"messages": [first.id, second.id]})]
    assert retry(world, first.id) == [Mended.AGAIN]


@pytest.mark.parametrize("act", [retry, cancel])
def test_with_one_that_is_not_there_nothing_is_done(world: World, act: Any) -> None:
    number = put(world, "waiting", lease_until=WALL + HOUR)
    with pytest.raises(Refusal, match=r"outbox\.unknown") as refused:
        act(world, number, number + 1)
    assert refused.value.facts == {"numbers": [number + 1]}
    assert stands(world, number).lease_until == WALL + HOUR
