"""How a month stands: what will be missed is what cannot be reached at the pace so far, and nothing else."""

from hypothesis import given
from hypothesis import strategies as st

from models.rules.shortfall import MonthStanding


@given(st.integers(0, 500), st.integers(0, 500), st.integers(28, 31), st.data())
def test_a_shortfall_is_told_only_where_something_is_short(
    planned: int, done: int, days: int, data: st.DataObject
) -> None:
    standing = MonthStanding(planned, done, days, data.draw(st.integers(1, days)))
    assert not (standing.will_miss and standing.short == 0)
    assert standing.short == max(planned - done, 0)
    assert standing.days_left >= 1
    assert standing.a_day * standing.days_left >= standing.short > (standing.a_day - 1) * standing.days_left or (
        standing.short == standing.a_day == 0
    )


@given(st.integers(0, 500), st.integers(0, 500), st.integers(28, 31))
def test_on_the_last_day_whatever_is_left_is_missed(planned: int, done: int, days: int) -> None:
    assert MonthStanding(planned, done, days, days).will_miss is (done < planned)
