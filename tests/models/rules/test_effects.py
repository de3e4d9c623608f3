"""What a change does to the stocks."""

from datetime import date, time

from models.rules.codes import CardState, Category, ChangeKind, Row, Split, TargetKind
from models.rules.effects import StockChange, stock_changes
from models.rules.facts import Change, Entry, History, Visit

HERE, THERE = 7, 3
MARCH = date(2026, 3, 1)
HOME = History(1, Entry(None, HERE, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.FULL))
INTERVIEWED = HOME._replace(visits=(Visit(date(2026, 2, 1), time(9), interview=True),))


def with_change(history: History, change: Change) -> History:
    return history._replace(changes=(*history.changes, change))


def test_who_leaves_takes_along_what_stood() -> None:
    left = Change(MARCH, ChangeKind.MOVED_OUT)
    assert stock_changes([HOME], [with_change(HOME, left)], 2026) == [
        StockChange(HERE, Row.NOT_INTERVIEWED, Split.GENERAL, -1),
        StockChange(HERE, Row.TARGETS, Split.GENERAL, -1),
        StockChange(HERE, Row.DIRECTORY_HOUSEHOLDS, Split.NONE, -1),
    ]
    rows = [one.row for one in stock_changes([INTERVIEWED], [with_change(INTERVIEWED, left)], 2026)]
    assert rows == [Row.TARGETS, Row.DIRECTORY_HOUSEHOLDS]


def test_a_move_takes_from_one_beat_what_it_gives_the_other() -> None:
    moved = stock_changes([HOME], [with_change(HOME, Change(MARCH, ChangeKind.BEAT, beat=THERE))], 2026)
    assert {(one.beat, one.n) for one in moved} == {(HERE, -1), (THERE, 1)}
    assert sum(one.n for one in moved) == 0


def test_a_category_leaves_unsplit_rows_alone() -> None:
    change = Change(MARCH, ChangeKind.CATEGORY, Category.PRIORITY)
    changed = stock_changes([INTERVIEWED], [with_change(INTERVIEWED, change)], 2026)
    assert [(one.row, one.split, one.n) for one in changed] == [
        (Row.TARGETS, Split.GENERAL, -1),
        (Row.TARGETS, Split.PRIORITY, 1),
    ]


def test_entering_is_a_change_from_nothing() -> None:
    entered = HOME._replace(entry=HOME.entry._replace(on=MARCH, card=CardState.PROVISIONAL))
    assert [(one.row, one.n) for one in stock_changes([], [entered], 2026)] == [
        (Row.NOT_INTERVIEWED, 1),
        (Row.TARGETS, 1),
        (Row.PROVISIONAL, 1),
    ]


def test_nothing_for_a_year_before() -> None:
    assert stock_changes([HOME], [with_change(HOME, Change(MARCH, ChangeKind.DIED))], 2025) == []
