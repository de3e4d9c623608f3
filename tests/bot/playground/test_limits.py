"""Where limits are kept, whoever asks too often is told when to come back."""

import time

import pytest

from bot.gateway import Temporary
from bot.playground.client import started
from bot.playground.limits import LIMITS, Limits
from tests.helpers.delivery import gateway


def test_without_a_speed_there_are_no_limits() -> None:
    limits = Limits(0)
    assert {limits.take("files.info") for _ in range(1000)} == {0}


def test_so_many_a_minute_and_no_more() -> None:
    limits = Limits(1)
    waits = [limits.take("files.info") for _ in range(LIMITS["files.info"] + 2)]
    assert set(waits[:-2]) == {0}
    assert waits[-2:] == [60, 60]
    assert limits.refused == {"files.info": 2}
    assert limits.take("conversations.open") == 0
    assert limits.take("views.open") == 0


def test_the_minute_passes_faster_at_a_higher_speed() -> None:
    limits = Limits(600)
    assert [limits.take("conversations.open") for _ in range(51)][-1] == 1
    time.sleep(0.11)
    assert limits.take("conversations.open") == 0


def test_one_message_a_second_into_one_conversation() -> None:
    limits = Limits(1)
    waits = [limits.take("chat.postMessage", channel) for channel in ("D1", "D2", "D1")]
    assert waits == [0, 0, 1]


def test_the_refusal_is_slacks_own() -> None:
    with started("--limits", "1", "--user", "U1=架空 太郎") as slack:
        way = gateway(slack)
        channel = way.open_dm("U1")
        way.post(channel, "一", [], "1")
        with pytest.raises(Temporary) as refused:
            way.post(channel, "二", [], "2")
        assert (refused.value.code, refused.value.retry_after, refused.value.everyone) == ("ratelimited", 1.0, True)
        assert slack.refused() == {"chat.postMessage": 1}
        assert [one["text"] for one in slack.messages("U1")] == ["一"]
