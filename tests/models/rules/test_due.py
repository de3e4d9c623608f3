"""When a target is due again."""

from datetime import date, time

import pytest

from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.rules.due import due
from models.rules.facts import Change, Entry, History, Visit
from models.rules.policy import StationPolicy

DAY = date(2026, 3, 2)
POLICY = StationPolicy()


def target(*changes: Change, category: Category = Category.PRIORITY, visits: tuple[Visit, ...] = ()) -> History:
    return History(1, Entry(None, 7, TargetKind.HOUSEHOLD, category, CardState.FULL), visits, changes)


def interview(on: date, *, interview: bool = True) -> Visit:
    return Visit(on, time(10), interview)


@pytest.mark.parametrize(
    ("category", "due_on"), [(Category.PRIORITY, date(2026, 2, 28)), (Category.GENERAL, date(2028, 2, 28))]
)
def test_by_category_after_the_last_interview(category: Category, due_on: date) -> None:
    history = target(category=category, visits=(interview(date(2025, 2, 28)), interview(DAY, interview=False)))
    found = due(history, date(2024, 1, 1), POLICY, DAY)
    assert found is not None
    assert (found.last, found.due_on, found.by(DAY)) == (date(2025, 2, 28), due_on, category is Category.PRIORITY)


def test_never_interviewed_is_due_at_once_and_the_time_before_counts() -> None:
    never, before = due(target(), None, POLICY, DAY), due(target(), date(2025, 12, 1), POLICY, DAY)
    assert never is not None
    assert before is not None
    assert never.by(date(2000, 1, 1))
    assert before.due_on == date(2026, 12, 1)


@pytest.mark.parametrize("kind", [ChangeKind.MOVED_OUT, ChangeKind.EXCLUDED, ChangeKind.MISTAKEN])
def test_who_is_not_to_be_visited_is_not_due(kind: ChangeKind) -> None:
    assert due(target(Change(date(2026, 1, 1), kind)), None, POLICY, DAY) is None


def test_released_and_recategorised_targets_are_due_as_they_are_now() -> None:
    changes = (
        Change(date(2026, 1, 1), ChangeKind.EXCLUDED),
        Change(date(2026, 2, 1), ChangeKind.RELEASED),
        Change(date(2026, 2, 1), ChangeKind.CATEGORY, category=Category.GENERAL),
    )
    found = due(target(*changes, visits=(interview(date(2025, 1, 1)),)), None, POLICY, DAY)
    assert found is not None
    assert found.due_on == date(2028, 1, 1)


def test_an_interview_of_a_twin_counts() -> None:
    twin = target(visits=(interview(date(2026, 1, 10)),))
    found = due(target()._replace(duplicates=(twin,)), None, POLICY, DAY)
    assert found is not None
    assert found.last == date(2026, 1, 10)
