"""Ahead of the plan or behind it, day by day."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from models.rules.pace import pace

PLAN = st.lists(st.integers(0, 200), min_size=12, max_size=12)
DAY = st.dates(date(2026, 1, 1), date(2026, 12, 30))


def test_a_leap_year_has_a_day_more() -> None:
    assert pace([0, 29, *[0] * 10], 28, date(2028, 2, 28)) == 0
    assert pace([0, 28, *[0] * 10], 28, date(2026, 2, 28)) == 0


@given(PLAN, st.integers(0, 3000), DAY)
def test_it_never_rises_by_itself_and_ends_at_the_plan(planned: list[int], done: int, on: date) -> None:
    assert pace(planned, done, date.fromordinal(on.toordinal() + 1)) <= pace(planned, done, on)
    assert pace(planned, done, date(2026, 12, 31)) == done - sum(planned)
