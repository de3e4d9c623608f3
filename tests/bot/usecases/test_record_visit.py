"""A visit is recorded by beat and number, and says what it counts for."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.record_visit import RecordedVisit, VisitOrder, record_visit
from bot.usecases.tell_effects import Effects
from models.registry import Visit
from models.rules.codes import CardState, ChangeKind, Outcome, Row
from tests.helpers.world import World

MARCH_1 = date(2026, 3, 1)


def record(world: World, number: str, on: date = MARCH_1, actor: str | None = "E001", **more: object) -> RecordedVisit:
    """Record an interview unless told otherwise."""
    order = VisitOrder(**{"number": number, "outcome": Outcome.INTERVIEW, "on": on, **more})  # type: ignore[arg-type]
    return world.do(actor, lambda work: record_visit(work, order), "visit")


def refused(
    world: World, code: str, number: str, on: date = MARCH_1, actor: str | None = "E001", **more: object
) -> None:
    """The visit is refused with a code, and nothing is stored."""
    before = stored(world)
    with pytest.raises(Refusal) as caught:
        record(world, number, on, actor, **more)
    assert caught.value.code == code
    assert stored(world) == before


def stored(world: World) -> int:
    """How many visits there are."""
    with world.database.reading() as session:
        return session.scalars(select(func.count()).select_from(Visit)).one()


def test_the_first_interview_of_the_year_counts(world: World) -> None:
    """実施数 +1, and the second one nothing (C3)."""
    world.target("12")
    first, second = record(world, "12", at=time(14, 30)), record(world, "12")
    assert first.first_of_year
    assert [(one.row, one.n) for one in first.effects.flows] == [(Row.FIRST_INTERVIEWS, 1)]
    assert not second.first_of_year
    assert second.effects == Effects()
    assert (first.beat_code, first.number, first.at) == ("EX-P1-1", "12", time(14, 30))


def test_an_earlier_interview_entered_later_takes_the_count_to_its_month(world: World) -> None:
    """The late entry becomes the first: one month gains, the other loses."""
    world.target("12")
    record(world, "12", date(2026, 3, 1))
    late = record(world, "12", date(2026, 1, 31))
    assert [(one.month, one.n) for one in late.effects.flows] == [(date(2026, 1, 1), 1), (date(2026, 3, 1), -1)]


def test_a_card_made_in_an_interview_resolves_the_provisional_one(world: World) -> None:
    """実施, 新規把握 and 解消 at once (C5, C7)."""
    world.target("7", card=CardState.PROVISIONAL)
    assert {one.row for one in record(world, "7", new_card=True).effects.flows} == {
        Row.FIRST_INTERVIEWS,
        Row.NEWLY_REGISTERED,
        Row.PROVISIONAL_RESOLVED,
    }


def test_a_new_card_is_told_with_the_stocks_of_cards(world: World) -> None:
    """D +1, and one 仮カード less; that A falls by an interview goes without saying (C7, C8)."""
    world.target("7", card=CardState.PROVISIONAL)
    stocks = record(world, "7", new_card=True).effects.stocks
    assert [(one.row, one.n) for one in stocks] == [(Row.PROVISIONAL, -1), (Row.DIRECTORY_HOUSEHOLDS, 1)]


def test_absence_is_stored_and_not_counted(world: World) -> None:
    """不在 counts nowhere (C4)."""
    world.target("12")
    assert record(world, "12", outcome=Outcome.ABSENT).effects == Effects()
    assert stored(world) == 1


def test_without_a_time_today_means_now_and_another_day_says_none(world: World) -> None:
    """The time is not invented."""
    world.target("12")
    assert record(world, "12", date(2026, 3, 2)).at == time(8, 30)
    assert record(world, "12", date(2026, 3, 1)).at is None


def test_refusals(world: World) -> None:
    """What must not be stored is refused by a code of its own."""
    world.target("12")
    world.target("N1", card=CardState.NONE, entered_on=date(2026, 2, 10))
    world.change("12", date(2026, 2, 20), ChangeKind.MOVED_OUT)
    world.target("1", beat="EX-P1-2")
    refused(world, "access.stranger", "12", actor=None)
    refused(world, "visit.future", "N1", date(2026, 3, 3))
    refused(world, "visit.future", "N1", date(2026, 3, 2), at=time(8, 31))
    refused(world, "target.unknown", "99")
    refused(world, "target.unknown_beat", "12", beat_code="NO-SUCH")
    refused(world, "target.unknown_beat", "12", beat_code="EX-P1")
    for number in ("1", "99"):  # whether it is taken is nobody's business
        refused(world, "visit.not_your_beat", number, beat_code="EX-P1-2")
    refused(world, "visit.card_needs_interview", "N1", outcome=Outcome.ABSENT, new_card=True)
    refused(world, "visit.sheets", "N1", cr_cards=1000)
    refused(world, "target.no_beat", "12", actor="E004")
    assert stored(world) == 0


def test_contradictions_are_refused(world: World) -> None:
    """Before entering, after leaving, a second card: each by its own code."""
    world.target("12")
    world.target("N1", card=CardState.NONE, entered_on=date(2026, 2, 10))
    world.change("12", date(2026, 2, 20), ChangeKind.MOVED_OUT)
    for number, on in (("N1", date(2026, 2, 9)), ("12", date(2026, 2, 21))):
        with pytest.raises(Refusal, match="contradiction"):
            record(world, number, on)
    with pytest.raises(Refusal, match="contradiction"):
        record(world, "12", date(2026, 2, 20), new_card=True)
    assert stored(world) == 0
    assert record(world, "12", date(2026, 2, 20)).first_of_year  # the day of leaving still belongs to it (C16)


def test_a_helper_records_within_the_duty_only(world: World) -> None:
    """応援 of February may enter February's visits in March, and none of March."""
    world.target("12")
    assert record(world, "12", date(2026, 2, 28), "E005", beat_code="EX-P1-1").first_of_year
    refused(world, "visit.not_your_beat", "12", date(2026, 3, 1), "E005", beat_code="EX-P1-1")


def test_a_number_in_two_served_beats_needs_the_beat(world: World) -> None:
    """A helper who serves two beats names the beat."""
    world.target("12")
    world.target("12", beat="EX-P1-2")
    refused(world, "target.which_beat", "12", date(2026, 2, 28), "E005")
    assert record(world, "12", date(2026, 2, 28), "E005", beat_code="ex-p1-2").beat_code == "EX-P1-2"


def test_a_moved_target_is_named_by_its_new_beat(world: World) -> None:
    """On the day of the move the old beat will do too (files.md)."""
    world.target("12")
    world.change("12", date(2026, 2, 10), ChangeKind.BEAT, to_beat="EX-P1-2")
    refused(world, "target.elsewhere", "12", date(2026, 2, 11), beat_code="EX-P1-1")
    refused(world, "target.elsewhere", "12", date(2026, 2, 9), "E005", beat_code="EX-P1-2")
    assert record(world, "12", date(2026, 2, 9)).first_of_year
    assert record(world, "12", date(2026, 2, 11), "E005", beat_code="EX-P1-2").effects == Effects()


def test_two_officers_at_one_door_at_the_same_moment(world: World) -> None:
    """Both cannot make the card; exactly one is refused."""
    world.target("7", card=CardState.PROVISIONAL)
    order = VisitOrder("7", Outcome.INTERVIEW, date(2026, 2, 28), beat_code="EX-P1-1", new_card=True)

    def attempt(actor: str) -> str:
        try:
            with world.work(actor, "visit") as work:
                record_visit(work, order)
        except Refusal as refusal:
            return refusal.code
        return "stored"

    with ThreadPoolExecutor(2) as pool:
        results = sorted(pool.map(attempt, ("E001", "E005")))
    assert results.count("stored") == 1, results
    assert stored(world) == 1
