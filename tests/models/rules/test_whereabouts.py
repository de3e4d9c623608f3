"""Where a target is and what it is, at the edges of the days on which that changes."""

from datetime import date, time, timedelta

import pytest

from models.rules.codes import LEAVINGS, CardState, Category, ChangeKind, TargetKind
from models.rules.facts import Change, Entry, History, Visit
from models.rules.whereabouts import beat_on, beats_on, card_on, category_on, leaving, registered_on

DAY = date(2028, 2, 29)
BEFORE, AFTER = DAY - timedelta(1), DAY + timedelta(1)
HERE, THERE, FAR = 7, 3, 5  # falling, so that the greatest number is not the latest


def history(*changes: Change, on: date | None = None) -> History:
    entry = Entry(on, HERE, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.FULL)
    return History(1, entry, changes=changes)


def moved(on: date, beat: int) -> Change:
    return Change(on, ChangeKind.BEAT, beat=beat)


def test_the_day_of_entering_belongs_to_the_registry() -> None:
    target = history(on=DAY)
    assert [registered_on(target, day) for day in (BEFORE, DAY, AFTER)] == [False, True, True]
    assert registered_on(history(), date.min)


@pytest.mark.parametrize("kind", list(ChangeKind))
def test_the_day_of_leaving_belongs_to_it_and_only_leavings_end_it(kind: ChangeKind) -> None:
    target = history(Change(DAY, kind))
    assert [registered_on(target, day) for day in (BEFORE, DAY, AFTER)] == [True, True, kind not in LEAVINGS]


def test_a_beat_is_that_of_the_last_move_in_whatever_order_they_were_recorded() -> None:
    for moves in ((moved(BEFORE, THERE), moved(AFTER, FAR)), (moved(AFTER, FAR), moved(BEFORE, THERE))):
        target = history(*moves)
        days = (BEFORE - timedelta(1), BEFORE, DAY, AFTER)
        assert [beat_on(target, day) for day in days] == [HERE, THERE, THERE, FAR]


def test_on_the_day_of_a_move_both_beats_may_be_named() -> None:
    target = history(moved(DAY, THERE))
    assert [beats_on(target, day) for day in (BEFORE, DAY, AFTER)] == [{HERE}, {HERE, THERE}, {THERE}]
    assert beats_on(target, date.min) == {HERE}


def test_a_category_holds_from_the_day_of_its_change() -> None:
    target = history(
        Change(AFTER, ChangeKind.CATEGORY, Category.GENERAL), Change(DAY, ChangeKind.CATEGORY, Category.PRIORITY)
    )
    found = [category_on(target, day) for day in (BEFORE, DAY, AFTER)]
    assert found == [Category.GENERAL, Category.PRIORITY, Category.GENERAL]


def test_a_card_is_what_was_made_last() -> None:
    provisional = Entry(BEFORE, HERE, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.PROVISIONAL)
    by_visit = History(1, provisional, visits=(Visit(DAY, time(9), interview=True, new_card=True),))
    by_post = History(1, provisional, changes=(Change(DAY, ChangeKind.CARD_WITHOUT_INTERVIEW),))
    later = History(1, provisional._replace(card=CardState.FULL, carded_on=DAY))
    assert [card_on(by_visit, day) for day in (BEFORE, DAY)] == [CardState.PROVISIONAL, CardState.FULL]
    assert [card_on(by_post, day) for day in (BEFORE, DAY)] == [CardState.PROVISIONAL, CardState.FULL]
    assert [card_on(later, day) for day in (BEFORE, DAY)] == [CardState.NONE, CardState.FULL]
    assert card_on(history(), DAY) is CardState.FULL


def test_a_leaving_is_told_whenever_it_is() -> None:
    assert leaving(history(moved(DAY, THERE))) is None
    left = Change(AFTER, ChangeKind.DUPLICATE, survivor=2)
    assert leaving(history(moved(DAY, THERE), left)) == left
