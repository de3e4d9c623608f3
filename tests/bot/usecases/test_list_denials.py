"""Refusals are listed for whoever answers for the officer; those of strangers for all of these."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.list_denials import Denials, list_denials
from bot.usecases.list_looks import LooksWanted
from bot.usecases.note_denial import note_denial
from tests.helpers.world import World


def denials(world: World, officer: str, wanted: LooksWanted | None = None, page: int = 1) -> Denials:
    return world.do(officer, lambda work: list_denials(work, wanted or LooksWanted(), page))


@pytest.fixture
def denied(world: World) -> World:
    """Two officers of one station, one of another, and a stranger, on two days."""
    for officer in ("E001", "E002", "F001"):
        world.do(officer, lambda work: note_denial(work, "report.cell", "access.other_unit", ""))
    world.at("2026-03-03T23:10")
    world.do(None, lambda work: note_denial(work, "entry.void", "access.stranger", "U999"))
    return world


def test_each_answers_for_the_own_station(denied: World) -> None:
    found = denials(denied, "E003")
    assert [(one.who, one.stranger, one.subcommand, one.code) for one in found.denied] == [
        ("U999", True, "today", "access.stranger"),
        ("E002", False, "report", "access.other_unit"),
        ("E001", False, "report", "access.other_unit"),
    ]
    assert denials(denied, "E006").total == 4


@pytest.mark.parametrize(
    ("wanted", "total"),
    [(LooksWanted(staff_no="e001"), 1), (LooksWanted(on=date(2026, 3, 3)), 1), (LooksWanted(staff_no="F001"), 0)],
)
def test_narrowed(denied: World, wanted: LooksWanted, total: int) -> None:
    assert denials(denied, "E003", wanted).total == total


@pytest.mark.parametrize("officer", ["E001", "E002", "E007", "F001"])
def test_all_others_are_refused(denied: World, officer: str) -> None:
    with pytest.raises(Refusal, match="access"):
        denials(denied, officer)


def test_thirty_days_back_in_pages(denied: World) -> None:
    assert denials(denied, "E003", page=99).page == 1
    denied.at("2026-04-02T08:30")
    assert denials(denied, "E003").total == 1
