"""The card that an interview gave, when it was forgotten at first."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, time

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.add_card_to_visit import add_card_to_visit
from bot.usecases.close_request import close_request
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.record_visit import RecordedVisit, VisitOrder, record_visit
from bot.usecases.undo_last import undo_submission
from bot.usecases.visit_details import VisitDetails, load_details
from bot.work import Work
from models.known import known
from models.registry import Visit, Void
from models.rules.codes import CardState, ChangeKind, Outcome, Row, Split, UnitKind
from models.rules.conduct import Preferred, RequestCategory, RequestOutcome, Topic
from models.sealing import Sealer, new_key
from tests.helpers.world import World

SEALER = Sealer([new_key()])
FEBRUARY = date(2026, 2, 20)
SAID = VisitDetails(
    *(Topic.NEARBY | Topic.OTHER, RequestCategory.PATROL, "街灯が暗い", "犬がいる"),
    not_before=date(2026, 4, 1),
    preferred=Preferred.EVENING,
)


def recorded(
    world: World, outcome: Outcome = Outcome.INTERVIEW, *, card: bool = False, hour: int = 14
) -> RecordedVisit:
    def act(work: Work) -> RecordedVisit:
        work.keys = SEALER
        order = VisitOrder("1", outcome, FEBRUARY, time(hour, 30), "EX-P1-1", card, 1, 2, details=SAID)
        return record_visit(work, order)

    return world.do("E001", act, "visit")


def add(world: World, visit: int, officer: str = "E001") -> RecordedVisit:
    def act(work: Work) -> RecordedVisit:
        work.keys = SEALER
        return add_card_to_visit(work, visit)

    return world.do(officer, act, "card.by_interview")


def standing(world: World) -> list[Visit]:
    with world.database.reading() as session:
        return list(session.scalars(select(Visit).where(known(Visit, None))))


def figures(world: World) -> Mapping[Row, object]:
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 2, 28)))
    rows = (Row.FIRST_INTERVIEWS, Row.NEWLY_REGISTERED, Row.PROVISIONAL_RESOLVED)
    return {row: form.line(row, Split.ALL).months[1] for row in rows} | {
        Row.CR_CARDS: form.line(Row.CR_CARDS).months[1]
    }


def test_the_interview_stays_one_and_counts_for_the_card_too(world: World) -> None:
    world.target("1", card=CardState.PROVISIONAL)
    first = recorded(world)
    assert first.card is CardState.PROVISIONAL
    second = add(world, first.visit_id)
    assert second.first_of_year
    assert (second.new_card, second.card) == (True, CardState.FULL)
    (visit,) = standing(world)
    assert (visit.id, visit.visited_on, visit.visited_time) == (second.visit_id, FEBRUARY, time(14, 30))
    assert (visit.cr_cards, visit.patrol_cards, visit.new_card) == (1, 2, True)
    assert figures(world) == {
        Row.FIRST_INTERVIEWS: 1,
        Row.NEWLY_REGISTERED: 1,
        Row.PROVISIONAL_RESOLVED: 1,
        Row.CR_CARDS: 1,
    }
    with world.database.reading() as session:
        assert session.scalars(select(Void.reason)).all() == ["card"]
        assert load_details(Work(session, world.now, "test", None, SEALER), visit.id) == SAID


def test_it_can_be_undone_whole(world: World) -> None:
    world.target("1", card=CardState.NONE)
    second = add(world, recorded(world).visit_id)
    world.do("E001", lambda work: undo_submission(work, second.audit_id))
    assert standing(world) == []
    assert set(figures(world).values()) == {0}


def test_once_only(world: World) -> None:
    world.target("1", card=CardState.NONE)
    first = recorded(world)
    second = add(world, first.visit_id)
    for visit, code in ((first.visit_id, "void.already"), (second.visit_id, "card.no_interview"), (999, "app.stale")):
        with pytest.raises(Refusal) as caught:
            add(world, visit)
        assert caught.value.code == code
    assert len(standing(world)) == 1


def test_two_at_once(world: World) -> None:
    world.target("1", card=CardState.NONE)
    first = recorded(world)

    def act(_: int) -> bool:
        try:
            add(world, first.visit_id)
        except Refusal:
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        assert sorted(pool.map(act, range(3))) == [False, False, True]
    assert len(standing(world)) == 1


def test_what_cannot_be(world: World) -> None:
    world.target("1", card=CardState.FULL)
    first = recorded(world)
    with pytest.raises(Refusal, match="second_card"):
        add(world, first.visit_id)
    absent = recorded(world, Outcome.ABSENT, hour=15)
    with pytest.raises(Refusal, match="no_interview"):
        add(world, absent.visit_id)
    for officer in ("E002", "E003", "E005", "F001"):
        with pytest.raises(Refusal, match="no_right"):
            add(world, first.visit_id, officer)
    assert len(standing(world)) == 2


def test_an_answered_request_keeps_its_visit(world: World) -> None:
    world.target("1", card=CardState.NONE)
    first = recorded(world)

    def close(work: Work) -> None:
        work.keys = SEALER
        close_request(work, first.visit_id, RequestOutcome.DONE)

    world.do("E001", close)
    with pytest.raises(Refusal, match="answered"):
        add(world, first.visit_id)


def test_a_target_that_moved_since_is_found_where_it_was(world: World) -> None:
    world.target("1", card=CardState.NONE)
    first = recorded(world)
    world.change("1", date(2026, 3, 1), ChangeKind.BEAT, to_beat="EX-P1-2")
    assert add(world, first.visit_id).beat_code == "EX-P1-1"
