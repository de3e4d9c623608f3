"""What a change does to the forms."""

from datetime import date, time

from models.rules.codes import CardState, Category, ChangeKind, Row, Split, TargetKind
from models.rules.effects import FormChange, form_changes
from models.rules.facts import Change, Entry, History, Visit

HERE, THERE = 7, 3
MARCH = date(2026, 3, 1)
HOME = History(1, Entry(None, HERE, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.FULL))
INTERVIEWED = HOME._replace(visits=(Visit(date(2026, 2, 1), time(9), interview=True),))


def with_change(history: History, change: Change) -> History:
    return history._replace(changes=(*history.changes, change))


def test_who_leaves_takes_along_what_stood() -> None:
    left = Change(MARCH, ChangeKind.MOVED_OUT)
    assert form_changes([HOME], [with_change(HOME, left)], 2026) == [
        FormChange(HERE, Row.MOVED_OUT, Split.GENERAL, MARCH, 1),
        FormChange(HERE, Row.NOT_INTERVIEWED, Split.GENERAL, None, -1),
        FormChange(HERE, Row.TARGETS, Split.GENERAL, None, -1),
        FormChange(HERE, Row.DIRECTORY_HOUSEHOLDS, Split.NONE, None, -1),
    ]
    rows = [one.row for one in form_changes([INTERVIEWED], [with_change(INTERVIEWED, left)], 2026)]
    assert rows == [Row.MOVED_OUT, Row.TARGETS, Row.DIRECTORY_HOUSEHOLDS]


def test_a_move_takes_from_one_beat_what_it_gives_the_other() -> None:
    moved = form_changes([HOME], [with_change(HOME, Change(MARCH, ChangeKind.BEAT, beat=THERE))], 2026)
    assert {(one.beat, one.n) for one in moved} == {(HERE, -1), (THERE, 1)}
    assert sum(one.n for one in moved) == 0


def test_a_category_leaves_unsplit_rows_alone() -> None:
    change = Change(MARCH, ChangeKind.CATEGORY, Category.PRIORITY)
    changed = form_changes([INTERVIEWED], [with_change(INTERVIEWED, change)], 2026)
    assert [(one.row, one.split, one.n) for one in changed] == [
        (Row.TARGETS, Split.GENERAL, -1),
        (Row.TARGETS, Split.PRIORITY, 1),
    ]


def test_entering_is_a_change_from_nothing() -> None:
    entered = HOME._replace(entry=HOME.entry._replace(on=MARCH, card=CardState.PROVISIONAL))
    assert [(one.row, one.n) for one in form_changes([], [entered], 2026)] == [
        (Row.PROVISIONAL_CREATED, 1),
        (Row.NOT_INTERVIEWED, 1),
        (Row.TARGETS, 1),
        (Row.PROVISIONAL, 1),
    ]


def test_nothing_for_a_year_before() -> None:
    assert form_changes([HOME], [with_change(HOME, Change(MARCH, ChangeKind.DIED))], 2025) == []


def test_a_move_before_an_interview_takes_that_along_too() -> None:
    """The beats' sums cancel out; each beat's form changes all the same (C3, C12)."""
    moved = with_change(INTERVIEWED, Change(date(2026, 1, 5), ChangeKind.BEAT, beat=THERE))
    flows = [one for one in form_changes([INTERVIEWED], [moved], 2026) if one.month is not None]
    assert flows == [
        FormChange(THERE, Row.FIRST_INTERVIEWS, Split.GENERAL, date(2026, 2, 1), 1),
        FormChange(HERE, Row.FIRST_INTERVIEWS, Split.GENERAL, date(2026, 2, 1), -1),
    ]
