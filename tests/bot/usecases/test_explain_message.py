"""What is told of one message."""

import pytest

from bot.errors import Refusal
from bot.usecases.explain_message import AttachedFile, Explained, explain_message
from tests.helpers.notices import away, messages, tick
from tests.helpers.outbox import WALL, put
from tests.helpers.world import World


def explained(world: World, number: int) -> Explained:
    with world.work() as work:
        return explain_message(work, number, WALL)


def test_a_push_names_its_notices_and_whom_they_concern(world: World) -> None:
    world.at("2026-03-31T12:00")
    away(world, "E001", world.now.date(), world.at("2026-04-30T12:00").now.date(), "E005")
    tick(world, "2026-04-01T08:30")
    number = next(one.id for one in messages(world) if one.officer_id == world.officers["E005"])
    found = explained(world, number)
    told = [(one.kind, one.code, one.period, one.staff_no) for one in found.notices]
    assert (found.line.staff_no, found.state, found.posted_at) == ("E005", "waiting", None)
    assert told == [("month_start", "EX-P1-1", "2026-04", "E001"), ("month_start", "EX-P1-2", "2026-04", "E005")]
    assert {one.decided_at for one in found.notices} == {world.now}
    assert found.not_after is not None


def test_a_report_names_its_files_and_when_it_was_said(world: World) -> None:
    found = explained(world, put(world, "posted", "no_answer", files=2))
    assert found.files == (AttachedFile("0.pdf", "uploaded"), AttachedFile("1.pdf", "uploaded"))
    assert (found.about, found.line.error, found.notices) == ("EX-P1-1", "no_answer", ())
    assert found.posted_at is not None
    assert found.posted_at.timestamp() == pytest.approx(1793500000.0001)


def test_one_that_is_not_there(world: World) -> None:
    with pytest.raises(Refusal, match=r"outbox\.unknown"):
        explained(world, 1)
