"""Sheets without a visit count for their month, in the beat that one serves."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.issue_form import FormOrder, issue_form
from bot.usecases.record_sheets import RecordedSheets, SheetsOrder, record_sheets
from bot.usecases.void_fact import void_fact
from models.rules.codes import Row, SheetKind, UnitKind
from models.rules.conduct import VoidReason
from tests.helpers.world import World

MARCH = date(2026, 3, 1)


def record(world: World, officer: str = "E001", **order: object) -> RecordedSheets:
    asked = {"kind": SheetKind.CR, "sheets": 3, "on": MARCH} | order
    return world.do(officer, lambda work: record_sheets(work, SheetsOrder(**asked)))  # type: ignore[arg-type]


def on_form(world: World) -> object:
    with world.database.reading() as session:
        form = issue_form(session, FormOrder(UnitKind.BEAT, "EX-P1-1", 2026, date(2026, 3, 31)))
    return form.line(Row.CR_CARDS).months[2]


def test_they_count_and_can_be_voided(world: World) -> None:
    stored = record(world)
    assert on_form(world) == 3
    world.do("E001", lambda work: void_fact(work, stored.entry, VoidReason.MISTYPED))
    assert on_form(world) == 0


@pytest.mark.parametrize(
    ("officer", "order", "code"),
    [
        ("E001", {"on": date(2026, 3, 3)}, "sheets.future"),
        ("E001", {"sheets": 0}, "sheets.number"),
        ("E001", {"sheets": 1000}, "sheets.number"),
        ("E001", {"beat_code": "FR-P1-1"}, "sheets.not_your_beat"),
        ("E001", {"beat_code": "NO"}, "target.unknown_beat"),
        ("E001", {"on": date(2024, 1, 1)}, "target.no_beat"),
        ("E005", {"on": date(2026, 2, 3)}, "sheets.which_beat"),
        ("E003", {}, "target.no_beat"),
    ],
)
def test_what_is_refused(world: World, officer: str, order: dict[str, object], code: str) -> None:
    with pytest.raises(Refusal) as caught:
        record(world, officer, **order)
    assert caught.value.code == code


def test_a_helper_within_the_dates(world: World) -> None:
    assert record(world, "E005", on=date(2026, 2, 3), beat_code="EX-P1-1").beat_code == "EX-P1-1"


def test_no_sheets_of_a_day_without_the_beat(world: World) -> None:
    world.more_beats(1, since=MARCH)
    world.assign("E001", "EX-P1-3", date(2026, 2, 1))
    with pytest.raises(Refusal) as caught:
        record(world, on=date(2026, 2, 28), beat_code="EX-P1-3")
    assert (caught.value.code, caught.value.field) == ("target.beat_not_yet", "on")
    assert record(world, beat_code="EX-P1-3").sheets == 3
