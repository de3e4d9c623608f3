"""Absences are kept as they were entered: one after the other, also when two decide at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import func, select

from bot.errors import Refusal
from bot.usecases.list_absences import AbsenceLine, list_absences
from bot.usecases.plan_absence import AbsenceOrder, PlannedAbsence, plan_absence, withdraw_absence
from bot.usecases.transfer_officer import StandingOrder, TransferOrder, transfer_officer
from models.audit import AuditNote
from models.notices import Absence
from tests.helpers.world import World

FROM, TO = date(2026, 3, 10), date(2026, 3, 12)


def plan(world: World, who: str, starts: date = FROM, ends: date = TO, **of: str) -> PlannedAbsence:
    officers = {name: world.officers[staff_no] for name, staff_no in of.items()}
    order = AbsenceOrder(officers.get("officer"), starts, ends, officers.get("acting"))
    return world.do(who, lambda work: plan_absence(work, order))


def refused(world: World, *what: object, **how: str) -> str:
    with pytest.raises(Refusal) as caught:
        plan(world, *what, **how)  # type: ignore[arg-type]
    return caught.value.code


def listed(world: World, who: str) -> tuple[AbsenceLine, ...]:
    return world.do(who, lambda work: list_absences(work).lines)


def test_it_is_stored_with_who_did_it(world: World) -> None:
    planned = plan(world, "E002", officer="E005", acting="E001")
    assert (planned.staff_no, planned.acting, planned.back_on) == ("E005", "E001", date(2026, 3, 13))
    with world.database.reading() as session:
        (note,) = session.scalars(select(AuditNote))
    assert (note.what, note.detail["officer"], note.detail["acting"]) == ("absence.planned", "E005", "E001")
    assert [(one.staff_no, one.own) for one in listed(world, "E005")] == [("E005", True)]
    assert [(one.staff_no, one.own) for one in listed(world, "E002")] == [("E005", False)]


@pytest.mark.parametrize(("actor", "officer"), [("E001", "E005"), ("E002", "F001"), ("E003", "F001"), ("E004", "E001")])
def test_not_everybody_enters_those_of_others(world: World, actor: str, officer: str) -> None:
    assert refused(world, actor, officer=officer) == "absence.not_yours"


@pytest.mark.parametrize(("acting", "may"), [(f"E00{each}", each != 7) for each in range(2, 8) if each != 6])
def test_who_stands_in_reads_figures_by_a_role(world: World, acting: str, may: bool) -> None:
    """Not a mere 管理者, who sees no figures."""
    if may:
        assert plan(world, "E001", acting=acting).acting == acting
    else:
        assert refused(world, "E001", acting=acting) == "absence.no_reader"
        assert listed(world, "E001") == ()


@pytest.mark.parametrize(("since", "may"), [(10, False), (12, False), (13, True)])
def test_on_every_one_of_the_days(world: World, since: int, may: bool) -> None:
    standing = StandingOrder("例示 五郎", "巡査長", "EX-P1", frozenset(), date(2026, 3, since))
    order = TransferOrder(world.officers["E005"], standing)
    world.do("E003", lambda work: transfer_officer(work, order))
    if may:
        assert plan(world, "E001", acting="E005").acting == "E005"
    else:
        assert refused(world, "E001", acting="E005") == "absence.no_reader"


def test_a_later_entry_of_the_same_day_takes_its_place(world: World) -> None:
    plan(world, "E001")
    plan(world, "E001", FROM, date(2026, 3, 20), acting="E005")
    (one,) = listed(world, "E001")
    assert (one.ends_on, one.acting) == (date(2026, 3, 20), "E005")
    assert refused(world, "E001", date(2026, 3, 20), date(2026, 3, 21)) == "absence.overlaps"


def test_what_is_over_cannot_be_taken_back(world: World) -> None:
    plan(world, "E001")
    (one,) = listed(world, "E001")
    world.at("2026-03-13T08:00")
    with pytest.raises(Refusal, match="gone"):
        world.do("E001", lambda work: withdraw_absence(work, one.absence_id))
    with pytest.raises(Refusal, match="gone"):
        world.do("E005", lambda work: withdraw_absence(work, one.absence_id))


def test_of_two_who_would_stand_in_for_each_other_one_is_refused(world: World) -> None:
    """Each would be away, and the notices of both would wait for nobody."""

    def at_once(pair: tuple[str, str]) -> str:
        who, acting = pair
        order = AbsenceOrder(None, FROM, TO, world.officers[acting])
        with world.work(who) as work:
            try:
                plan_absence(work, order)
            except Refusal as refusal:
                return refusal.code
        return ""

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(at_once, [("E001", "E005"), ("E005", "E001")]))
    assert ended == ["", "absence.acting_away"]
    with world.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Absence)) == 1
