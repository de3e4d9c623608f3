"""A form is asked for by those who may see it, and will be sent as known at that moment."""

from datetime import date

import pytest
from sqlalchemy import select, update

from bot.errors import Refusal
from bot.usecases.issue_form import issue_form
from bot.usecases.request_report import ReportRequested, order_from, request_report
from bot.work import Work
from models.outbox import OutboxMessage, OutboxState
from models.rules.codes import Row, Split, UnitKind
from tests.helpers.world import World


def ask(world: World, actor: str | None, scope: UnitKind, code: str | None, **more: object) -> ReportRequested:
    """Ask for a form of this year."""

    def request(work: Work) -> ReportRequested:
        return request_report(work, scope, code, **more)  # type: ignore[arg-type]

    return world.do(actor, request, "report")


def test_the_outbox_holds_the_order(world: World) -> None:
    """What is recorded after the asking is not in the form, however late it is rendered (C17)."""
    world.target("1")
    world.target("2")
    world.visit("1", date(2026, 3, 1))
    requested = ask(world, "E001", UnitKind.BEAT, "EX-P1-1")
    world.visit("2", date(2026, 3, 1))
    with world.database.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        form = issue_form(session, order_from(message.facts))
    assert (message.words, message.officer_id) == ("report.ready", world.officers["E001"])
    assert form.known_at == requested.known_at
    assert form.line(Row.FIRST_INTERVIEWS, Split.ALL).total == 1
    assert (requested.name, requested.year, requested.as_of) == ("第1受持区", 2026, date(2026, 3, 2))


def test_a_writer_with_a_slow_clock_is_stamped_after_the_form(world: World) -> None:
    """A clock that jumps back an hour cannot slip a fact under a form already issued (C17)."""
    world.target("1")
    requested = ask(world, "E001", UnitKind.BEAT, "EX-P1-1")
    world.later(hours=-1)
    world.visit("1", date(2026, 3, 1))
    with world.database.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        form = issue_form(session, order_from(message.facts))
    assert form.known_at == requested.known_at
    assert form.line(Row.FIRST_INTERVIEWS, Split.ALL).total == 0


def test_who_asks_again_before_it_is_begun_gets_one_report_with_the_latest_facts(world: World) -> None:
    world.target("1")
    first = ask(world, "E001", UnitKind.BEAT, "EX-P1-1")
    world.later(minutes=1)
    world.visit("1", date(2026, 3, 1))
    again = ask(world, "E001", UnitKind.BEAT, "EX-P1-1")
    assert (first.renewed, again.renewed) == (False, True)
    with world.database.reading() as session:
        message = session.scalars(select(OutboxMessage)).one()
        assert issue_form(session, order_from(message.facts)).line(Row.FIRST_INTERVIEWS, Split.ALL).total == 1


def test_what_is_begun_or_otherwise_asked_for_comes_besides(world: World) -> None:
    """Another day, another asker, and what somebody is drawing already or tried to."""
    ask(world, "E001", UnitKind.BEAT, "EX-P1-1")
    assert not ask(world, "E001", UnitKind.BEAT, "EX-P1-1", as_of=date(2026, 2, 28)).renewed
    assert not ask(world, "E002", UnitKind.BEAT, "EX-P1-1").renewed
    for begun in ({"leased_by": "somebody"}, {"attempts": 1}, {"state": OutboxState.SENDING}):
        with world.database.writing() as session:
            session.execute(update(OutboxMessage).values(**begun))
        world.later(minutes=1)
        assert not ask(world, "E001", UnitKind.BEAT, "EX-P1-1").renewed, begun
    with world.database.reading() as session:
        assert len(session.scalars(select(OutboxMessage)).all()) == 6


@pytest.mark.parametrize(
    ("actor", "scope", "code"),
    [
        ("E001", UnitKind.BEAT, "EX-P1-1"),
        ("E002", UnitKind.POST, "EX-P1"),
        ("E003", UnitKind.STATION, "EX"),
        ("E004", UnitKind.BEAT, "EX-P2-1"),
        ("E006", UnitKind.PREFECTURE, None),
    ],
)
def test_who_may_ask(world: World, actor: str, scope: UnitKind, code: str | None) -> None:
    """Each for the own unit and what is below it."""
    assert ask(world, actor, scope, code).scope is scope


@pytest.mark.parametrize(
    ("actor", "scope", "code", "refusal"),
    [
        (None, UnitKind.BEAT, "EX-P1-1", "access.stranger"),
        ("E001", UnitKind.BEAT, "EX-P1-2", "access.other_unit"),
        ("E001", UnitKind.POST, "EX-P1", "access.other_unit"),
        ("E002", UnitKind.STATION, "EX", "access.other_unit"),
        ("E004", UnitKind.STATION, "FR", "access.other_unit"),
        ("E004", UnitKind.PREFECTURE, None, "access.other_unit"),
        ("E007", UnitKind.STATION, "EX", "access.other_unit"),
        ("E004", UnitKind.STATION, "NO-SUCH", "form.unknown_unit"),
    ],
)
def test_who_may_not(world: World, actor: str | None, scope: UnitKind, code: str | None, refusal: str) -> None:
    """Nothing goes into the outbox."""
    with pytest.raises(Refusal) as caught:
        ask(world, actor, scope, code)
    assert caught.value.code == refusal
    with world.database.reading() as session:
        assert session.scalars(select(OutboxMessage)).all() == []


def test_a_year_that_is_over(world: World) -> None:
    """Last year's form is as of 31 December."""
    assert ask(world, "E001", UnitKind.BEAT, "EX-P1-1", year=2025).as_of == date(2025, 12, 31)
