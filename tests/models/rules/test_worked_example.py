"""The worked example, and every named trap, each by itself."""

import json
from datetime import date, time
from pathlib import Path

import pytest

from models.rules.codes import CardState, Category, ChangeKind, Row, SheetKind, Split, TargetKind, UnitKind
from models.rules.contradictions import contradictions
from models.rules.facts import BeatSheets, Change, Entry, History, RegisterFigure, Visit
from models.rules.form import Form, Header, Ledger, beat_form
from models.rules.postings import postings, sheet_postings

HOME, SHOP = TargetKind.HOUSEHOLD, TargetKind.BUSINESS
PRIORITY, GENERAL = Category.PRIORITY, Category.GENERAL
FULL, NONE, PROVISIONAL = CardState.FULL, CardState.NONE, CardState.PROVISIONAL
EXPECTED = Path(__file__).parents[2] / "data" / "example" / "expected.json"
BEAT, OTHER = 1, 2


def home(
    *facts: Visit | Change,
    category: Category = GENERAL,
    card: CardState = FULL,
    kind: TargetKind = HOME,
    on: date | None = None,
    twins: tuple[History, ...] = (),
) -> History:
    """A target of the beat with what happened to it, free of contradictions."""
    found = History(
        1,
        Entry(on, BEAT, kind, category, card),
        tuple(fact for fact in facts if isinstance(fact, Visit)),
        tuple(fact for fact in facts if isinstance(fact, Change)),
        twins,
    )
    assert contradictions(found) == []
    return found


def met(month: int, day: int, year: int = 2026, at: time = time(10), *, card: bool = False) -> Visit:
    """An interview."""
    return Visit(date(year, month, day), at, interview=True, new_card=card)


def then(month: int, day: int, kind: ChangeKind, category: Category | None = None, beat: int | None = None) -> Change:
    """A change of 2026."""
    return Change(date(2026, month, day), kind, category, beat, survivor=1 if kind is ChangeKind.DUPLICATE else None)


def form(*targets: History, beat: int = BEAT, year: int = 2026, c: tuple[RegisterFigure, ...] = ()) -> Form:
    """The form of a beat at the end of a year."""
    posted = [one for target in targets for one in postings(target, year) if one.beat == beat]
    header = Header(UnitKind.BEAT, "X", "X")
    return beat_form(header, Ledger(posted, c, None), year, date(year, 12, 31), None)


def months(found: Form, row: Row, split: Split = Split.ALL) -> list[object]:
    """The twelve months of a row."""
    return list(found.line(row, split).months)


def test_the_worked_example() -> None:
    """Every number of counting.md §4, as the files of the example expect it."""
    absent = Visit(date(2026, 1, 12), time(11), interview=False, patrol_cards=1)
    targets = [
        home(met(1, 10), met(1, 15), then(2, 15, ChangeKind.MOVED_OUT), category=PRIORITY),
        home(category=PRIORITY),
        home(category=PRIORITY),
        home(category=PRIORITY, kind=SHOP),
        home(absent),
        *[home() for _ in range(3)],
        home(met(2, 5, card=True), card=PROVISIONAL),
        home(kind=SHOP),
        home(met(2, 10), category=PRIORITY, card=PROVISIONAL, on=date(2026, 1, 20)),
        home(met(1, 25, card=True), card=NONE, on=date(2026, 1, 25)),
    ]
    posted = [one for target in targets for one in postings(target, 2026)]
    posted += sheet_postings(BEAT, [BeatSheets(date(2026, 2, 20), SheetKind.CR, 2)], 2026)
    ledger = Ledger(posted, [RegisterFigure(date(2025, 12, 31), 9)], None)
    found = beat_form(Header(UnitKind.BEAT, "X", "X"), ledger, 2026, date(2026, 2, 28), None)
    rows = json.loads(EXPECTED.read_text(encoding="utf-8"))["rows"]
    assert len(rows) == len(found.lines) == 33
    for line, expected in zip(found.lines, rows, strict=True):
        assert (line.row, line.split) == (expected["key"], expected["category"])
        assert [None if cell is None else float(cell) for cell in line.months] == expected["months"]
        for part in ("first_half", "second_half", "total"):
            cell = getattr(line, part)
            assert (None if cell is None else float(cell)) == expected[part]


def test_the_second_interview_becomes_the_first_when_that_is_voided() -> None:
    assert months(form(home(met(2, 1), met(4, 1))), Row.FIRST_INTERVIEWS)[1:4] == [1, 0, 0]
    assert months(form(home(met(4, 1))), Row.FIRST_INTERVIEWS)[1:4] == [0, 0, 1]


def test_new_years_eve_and_new_years_morning_are_two_years() -> None:
    both = home(met(12, 31, 2025, time(23, 50)), met(1, 1, 2026, time(0, 10)))
    assert months(form(both, year=2025), Row.FIRST_INTERVIEWS)[11] == 1
    assert months(form(both), Row.FIRST_INTERVIEWS)[0] == 1


def test_two_officers_at_one_door_at_one_moment_are_one_interview() -> None:
    found = form(home(met(3, 1), met(3, 1)))
    assert months(found, Row.FIRST_INTERVIEWS)[2] == 1
    assert months(found, Row.NOT_INTERVIEWED)[2] == 0


def test_rates_without_and_above_the_whole() -> None:
    none = form(home(), c=(RegisterFigure(date(2026, 1, 1), 0),))
    assert none.line(Row.COVERAGE_RATE).total is None
    above = form(home(), home(), home(), c=(RegisterFigure(date(2026, 1, 1), 2),))
    assert str(above.line(Row.COVERAGE_RATE).total) == "150.0"
    assert form().line(Row.COMPLETION_RATE).total is None


def test_excluded_after_the_interview_and_included_again() -> None:
    found = form(home(met(3, 1), then(6, 1, ChangeKind.EXCLUDED), then(9, 1, ChangeKind.RELEASED)))
    assert months(found, Row.TARGETS)[4:9] == [1, 0, 0, 0, 1]
    assert months(found, Row.NOT_INTERVIEWED)[2:] == [0] * 10
    assert found.line(Row.FIRST_INTERVIEWS, Split.ALL).total == 1
    assert months(found, Row.DIRECTORY_HOUSEHOLDS, Split.NONE)[5] == 1  # D does not care (C8)


def test_a_beat_change_takes_the_interview_along() -> None:
    moved = home(met(3, 1), then(5, 1, ChangeKind.BEAT, beat=OTHER), met(6, 1))
    old, new = form(moved), form(moved, beat=OTHER)
    assert months(old, Row.FIRST_INTERVIEWS)[2] == 1
    assert months(new, Row.FIRST_INTERVIEWS) == [0] * 12
    assert (months(old, Row.TARGETS)[4], months(new, Row.TARGETS)[4]) == (0, 1)
    assert months(new, Row.NOT_INTERVIEWED)[4] == 0


def test_a_category_change_before_and_after_the_interview() -> None:
    before = form(home(then(2, 1, ChangeKind.CATEGORY, PRIORITY), met(3, 1)))
    after = form(home(met(3, 1), then(4, 1, ChangeKind.CATEGORY, PRIORITY)))
    assert months(before, Row.FIRST_INTERVIEWS, Split.PRIORITY)[2] == 1
    assert months(after, Row.FIRST_INTERVIEWS, Split.GENERAL)[2] == 1
    assert months(after, Row.TARGETS, Split.PRIORITY)[2:4] == [0, 1]
    assert months(after, Row.NOT_INTERVIEWED)[3] == 0


def test_the_twenty_ninth_of_february() -> None:
    found = form(home(met(2, 29, 2028)), year=2028)
    assert months(found, Row.FIRST_INTERVIEWS)[1] == 1


def test_entering_and_leaving_within_a_month() -> None:
    short = home(met(5, 3), then(5, 20, ChangeKind.MOVED_OUT), card=PROVISIONAL, category=PRIORITY, on=date(2026, 5, 3))
    found = form(short)
    for row in (Row.FIRST_INTERVIEWS, Row.MOVED_OUT, Row.PROVISIONAL_CREATED):
        assert months(found, row, Split.PRIORITY)[4] == 1
    for row in (Row.TARGETS, Row.NOT_INTERVIEWED, Row.PROVISIONAL):
        assert months(found, row) == [0] * 12


@pytest.mark.parametrize(("survivor_met", "counted"), [((), 1), ((met(2, 1),), 2), ((met(6, 1),), 1)])
def test_the_survivor_of_an_interviewed_twin(survivor_met: tuple[Visit, ...], counted: int) -> None:
    """It counts as interviewed; interviews counted before stand, and a later one is not one more (C9)."""
    twin = home(met(3, 1), then(5, 1, ChangeKind.DUPLICATE))._replace(target=2)
    found = form(home(*survivor_met, twins=(twin,)), twin)
    assert found.line(Row.FIRST_INTERVIEWS, Split.ALL).total == counted
    assert months(found, Row.NOT_INTERVIEWED)[4:] == [0] * 8
    assert months(found, Row.TARGETS)[3:5] == [2, 1]
    assert found.line(Row.MOVED_OUT, Split.ALL).total == 0


def test_leaving_while_excluded_counts_as_moved_out_only() -> None:
    found = form(home(then(2, 1, ChangeKind.EXCLUDED), then(3, 1, ChangeKind.DIED)))
    assert months(found, Row.MOVED_OUT)[2] == 1
    assert months(found, Row.TARGETS)[:3] == [1, 0, 0]


def test_a_card_without_interview_is_neither_new_nor_resolved() -> None:
    found = form(home(then(3, 1, ChangeKind.CARD_WITHOUT_INTERVIEW), card=PROVISIONAL))
    assert found.line(Row.NEWLY_REGISTERED, Split.ALL).total == 0
    assert found.line(Row.PROVISIONAL_RESOLVED, Split.ALL).total == 0
    assert months(found, Row.PROVISIONAL)[1:3] == [1, 0]
    assert months(found, Row.DIRECTORY_HOUSEHOLDS, Split.NONE)[1:3] == [0, 1]


def test_the_register_is_carried_forward() -> None:
    found = form(c=(RegisterFigure(date(2026, 3, 31), 5), RegisterFigure(date(2026, 9, 1), 7)))
    assert months(found, Row.REGISTER_HOUSEHOLDS, Split.NONE) == [None, None, 5, 5, 5, 5, 5, 5, 7, 7, 7, 7]
