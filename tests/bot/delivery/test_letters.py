"""Patience."""

from datetime import timedelta

from bot.delivery.letters import Patience


def test_waits_double_up_to_the_longest() -> None:
    patience = Patience()
    waits = [patience.retry(attempts).total_seconds() for attempts in range(10)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    assert patience.retry(10_000) == timedelta(minutes=5)


def test_the_lease_far_outlasts_a_request() -> None:
    assert Patience().lease > 2 * (timedelta(seconds=8) + Patience().margin)
