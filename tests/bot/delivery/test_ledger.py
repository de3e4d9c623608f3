"""Rows are taken by one at a time, and nobody writes into a row that another has taken."""

from datetime import datetime, time, timedelta

import pytest

from bot.delivery.ledger import PASSED_OVER, SOON, LeaseLost, Ledger
from models.outbox import LAPSED, OutboxState
from models.rules.japan import JAPAN
from tests.helpers.delivery import QUICK, Office


@pytest.fixture
def ledger(office: Office) -> Ledger:
    return Ledger(office.database, office.clock, office.wall, QUICK)


def test_what_has_waited_longest_comes_first_and_only_once(office: Office, ledger: Ledger) -> None:
    office.put("second", not_before=office.clock() - timedelta(minutes=1))
    office.put("first", not_before=office.clock() - timedelta(minutes=2))
    claims = [ledger.claim(), ledger.claim(), ledger.claim()]
    assert [claim.letter.key if claim else None for claim in claims] == ["first", "second", None]


def test_a_lease_runs_out_and_its_taker_counts_as_failed(office: Office, ledger: Ledger) -> None:
    office.put("left")
    first = ledger.claim()
    office.wall.advance(seconds=19)
    assert ledger.claim() is None
    office.wall.advance(seconds=1)
    second = ledger.claim()
    assert first is not None
    assert second is not None
    assert (first.attempts, second.attempts) == (0, 1)
    with pytest.raises(LeaseLost):
        ledger.record(first, ts="1.0")
    with pytest.raises(LeaseLost):
        ledger.settle(first, OutboxState.FAILED, "late")
    assert office.row("left").ts is None


def test_a_lease_is_lengthened_before_a_request_that_it_would_not_outlast(office: Office, ledger: Ledger) -> None:
    office.put("held")
    claim = ledger.claim()
    assert claim is not None
    assert ledger.hold(claim, 8) is claim
    office.wall.advance(seconds=11)
    assert ledger.hold(claim, 8).lease_until == office.wall() + QUICK.lease


def test_a_lease_that_ran_out_unnoticed_is_still_ours(office: Office, ledger: Ledger) -> None:
    office.put("unnoticed")
    claim = ledger.claim()
    assert claim is not None
    office.wall.advance(minutes=5)
    assert ledger.hold(claim, 8).lease_until == office.wall() + QUICK.lease
    assert ledger.claim() is None


def test_the_rehearsals_clock_does_not_touch_leases(office: Office, ledger: Ledger) -> None:
    office.put("rehearsed")
    assert ledger.claim() is not None
    office.clock.advance(days=400)
    assert ledger.claim() is None


def test_what_is_settled_is_never_taken_again(office: Office, ledger: Ledger) -> None:
    office.put("done")
    claim = ledger.claim()
    assert claim is not None
    ledger.settle(claim, OutboxState.FAILED, "made_up")
    office.wall.advance(days=1)
    assert ledger.claim() is None


def test_what_comes_into_the_quiet_hours_waits_for_the_morning(office: Office, ledger: Ledger) -> None:
    office.clock.now = datetime(2026, 4, 1, 21, 0, tzinfo=JAPAN)
    office.put("late", awake_from=time(7), awake_until=time(21))
    office.put("asked for")
    claimed = ledger.claim()
    assert claimed is not None
    assert claimed.letter.key == "asked for"
    assert ledger.claim() is None
    assert office.row("late").not_before == datetime(2026, 4, 2, 7, 0, tzinfo=JAPAN)
    office.clock.now = datetime(2026, 4, 2, 7, 0, tzinfo=JAPAN)
    assert ledger.claim() is not None


@pytest.mark.parametrize(("state", "given_up"), [(OutboxState.WAITING, True), (OutboxState.SENDING, False)])
def test_what_has_lost_its_sense_is_given_up_unless_it_may_stand_already(
    office: Office, ledger: Ledger, state: OutboxState, given_up: bool
) -> None:
    office.put("stale", state=state, not_after=office.clock())
    claim = ledger.claim()
    assert (claim is None) is given_up
    row = office.row("stale")
    assert (row.state, row.last_error) == ((OutboxState.FAILED, LAPSED) if given_up else (state, None))


def test_hundreds_that_wait_for_the_morning_keep_nothing_else_back_for_long(office: Office, ledger: Ledger) -> None:
    office.clock.now = datetime(2026, 4, 1, 22, 0, tzinfo=JAPAN)
    officer = office.officer()
    for number in range(PASSED_OVER):
        early = office.clock() - timedelta(hours=2)
        office.put(f"late {number}", officer, not_before=early, awake_from=time(7), awake_until=time(21))
    office.put("late enough", officer, awake_from=time(7), awake_until=time(23))
    assert [ledger.claim() is not None for _ in range(3)] == [False, True, False]


def test_what_was_asked_for_comes_before_what_is_said_unasked(office: Office, ledger: Ledger) -> None:
    office.clock.now = datetime(2026, 4, 1, 8, 40, tzinfo=JAPAN)
    office.put("push", not_before=office.clock() - timedelta(minutes=10), awake_from=time(7), awake_until=time(21))
    office.put("report")
    claims = [ledger.claim(), ledger.claim()]
    assert [claim.letter.key for claim in claims if claim] == ["report", "push"]


@pytest.mark.parametrize(("attempts", "first"), [(SOON - 1, "begun"), (SOON, "new")])
def test_what_may_stand_already_comes_before_what_is_new_unless_it_fails_and_fails(
    office: Office, ledger: Ledger, attempts: int, first: str
) -> None:
    """Of a month's beginning it would else be the last."""
    office.put("begun", state=OutboxState.SENDING, attempts=attempts, lease_until=office.wall(), leased_by="the dead")
    office.put("new", not_before=office.clock() - timedelta(minutes=1))
    office.put("newer")
    claims = [ledger.claim() for _ in range(3)]
    keys = [claim.letter.key for claim in claims if claim]
    assert keys[0] == first
    assert sorted(keys) == ["begun", "new", "newer"]
