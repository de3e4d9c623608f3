"""A wrong entry is voided by those who may, once, with a reason, and never from under later facts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.record_visit import VisitOrder, record_visit
from bot.usecases.tell_effects import Effects
from bot.usecases.void_fact import VoidedFact, void_fact
from bot.work import Work
from models.entries import entry_named, of_target, recorded_by
from models.registry import Void
from models.rules.codes import CardState, ChangeKind, Outcome, Row, Split, UnitKind
from models.rules.conduct import VoidReason
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def void(world: World, name: str, officer: str = "E003", reason: VoidReason = VoidReason.MISTYPED) -> VoidedFact:
    return world.do(officer, lambda work: void_fact(work, name, reason), "today.void")


def effects(world: World, name: str) -> Effects:
    found = void(world, name).effects
    assert found is not None
    return found


def refused(world: World, name: str, officer: str = "E003", reason: VoidReason = VoidReason.MISTYPED) -> str:
    with pytest.raises(Refusal) as caught:
        void(world, name, officer, reason)
    return caught.value.code


def done(world: World) -> object:
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 31)))
    return form.line(Row.FIRST_INTERVIEWS, Split.ALL).months[2]


def test_figures_follow(world: World) -> None:
    world.target("1")
    visit = world.visit("1", MARCH)
    assert done(world) == 1
    (effect,) = effects(world, f"visit:{visit}").flows
    assert (effect.row, effect.n) == (Row.FIRST_INTERVIEWS, -1)
    assert done(world) == 0
    assert refused(world, f"visit:{visit}") == "void.already"


def test_the_second_interview_becomes_the_first(world: World) -> None:
    world.target("1")
    first = world.visit("1", date(2026, 2, 1))
    world.visit("1", MARCH)
    months = [(effect.month.month, effect.n) for effect in effects(world, f"visit:{first}").flows if effect.month]
    assert months == [(2, -1), (3, 1)]


@pytest.mark.parametrize(
    ("officer", "may"), [("E001", False), ("E002", True), ("E003", True), ("E004", False), ("E006", False)]
)
def test_who_may_void_what_others_entered(world: World, officer: str, may: bool) -> None:
    """Entered by the system: nobody's own."""
    world.target("1")
    name = f"visit:{world.visit('1', MARCH)}"
    if may:
        assert void(world, name, officer).entry.name == name
    else:
        assert refused(world, name, officer) == "access.other_unit"


def test_ones_own_entries_without_a_role(world: World) -> None:
    world.target("1")

    def own(work: Work) -> str:
        order = VisitOrder("1", Outcome.ABSENT, MARCH)
        return f"visit:{record_visit(work, order).visit_id}"

    name = world.do("E001", own, "visit")
    assert refused(world, name, "E005") == "access.other_unit"
    assert void(world, name, "E001").entry.name == name


def test_nothing_goes_from_under_what_stands_on_it(world: World) -> None:
    target = world.target("1", card=CardState.NONE)
    survivor = world.target("2")
    carded = world.visit("1", MARCH, new_card=True)
    left = world.change("1", MARCH, ChangeKind.DUPLICATE, survivor="2")
    assert refused(world, f"target:{target}") == "void.others_stand_on_it"
    assert refused(world, f"target:{survivor}") == "void.others_stand_on_it"
    void(world, f"change:{left}")
    void(world, f"target:{survivor}")
    void(world, f"visit:{carded}")
    void(world, f"target:{target}")


def test_a_release_stands_on_its_exclusion(world: World) -> None:
    world.target("1")
    excluded = world.change("1", date(2026, 2, 1), ChangeKind.EXCLUDED)
    released = world.change("1", MARCH, ChangeKind.RELEASED)
    assert refused(world, f"change:{excluded}") == "void.others_stand_on_it"
    void(world, f"change:{released}")
    void(world, f"change:{excluded}")


def test_the_reason_is_stored_as_a_code(world: World) -> None:
    world.target("1")
    void(world, f"visit:{world.visit('1', MARCH)}", reason=VoidReason.TWICE)
    with world.database.reading() as session:
        assert session.scalars(select(Void.reason)).all() == ["twice"]


@pytest.mark.parametrize("name", ["visit:999", "visit:", "visit:-1", "plan:1", "visit:１", "x", "visit:" + "9" * 40])
def test_names_that_were_never_sent_out(world: World, name: str) -> None:
    assert refused(world, name) == "app.stale"


def test_sheets_and_figures_are_entries_too(world: World) -> None:
    world.register(MARCH, 9)
    with world.database.reading() as session:
        entry = entry_named(session, "register:1")
        assert entry is not None
        assert (entry.count, entry.on, entry.target_id) == (9, MARCH, None)
    assert void(world, "register:1").effects is None


def test_entries_by_who_recorded_them_and_of_a_target(world: World) -> None:
    target = world.target("1")
    world.visit("1", MARCH)
    with world.database.reading() as session:
        assert [one.kind.value for one in of_target(session, target)] == ["target", "visit"]
        assert recorded_by(session, world.officers["E001"], world.now - timedelta(days=1), world.now) == []
    world.do("E001", lambda work: record_visit(work, VisitOrder("1", Outcome.ABSENT, MARCH)), "visit")
    with world.database.reading() as session:
        (entry,) = recorded_by(session, world.officers["E001"], world.now - timedelta(days=1), world.now)
        assert (entry.what, entry.officer_id, entry.voided) == ("absent", world.officers["E001"], False)
