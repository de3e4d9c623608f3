"""What Slack refuses is refused over HTTP, with Slack's code and the place of the fault; and nothing else is."""

import json

import pytest

from tests.bot.playground.checks.kit import Malformed
from tests.bot.playground.checks.malformed_messages import MESSAGES
from tests.bot.playground.checks.malformed_views import HOMES, MODALS, OTHERS
from tests.bot.playground.conftest import Call

MALFORMED = [*MESSAGES, *MODALS, *HOMES, *OTHERS]


@pytest.mark.parametrize("case", MALFORMED, ids=lambda case: f"{case.method} {case.name}")
def test_a_malformed_call_is_refused(call: Call, channel: str, case: Malformed) -> None:
    answer = call(case.method, **case.arguments)
    assert (answer["ok"], answer["error"]) == (False, case.error)
    messages = answer.get("response_metadata", {}).get("messages", [])
    assert messages[:1] == ([f"[ERROR] {case.complaint}"] if case.complaint else [])


def test_the_refused_are_many() -> None:
    assert len({json.dumps([case.method, case.arguments]) for case in MALFORMED}) >= 80
