"""Another time of day is proposed where nobody could be met."""

from datetime import date, datetime, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from models.holidays import is_day_off
from models.rules.bands import ENOUGH, MOST, bands, other_bands, suits
from models.rules.conduct import Preferred
from models.rules.japan import JAPAN

DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
TRIES = st.lists(st.tuples(DAYS, st.none() | st.times()), max_size=8)


@given(TRIES)
def test_what_is_proposed_was_tried_no_oftener_than_anything_else(tries: list[tuple[date, time | None]]) -> None:
    proposed = other_bands(tries, is_day_off)
    if len(tries) < ENOUGH:
        assert proposed == ()
        return
    tried = [band for on, at in tries for band in bands(on, at, is_day_off)]
    assert 1 <= len(proposed) <= MOST
    assert {tried.count(band) for band in proposed} == {min(map(tried.count, Preferred))}


@given(DAYS, st.times())
def test_every_visit_is_at_one_time(on: date, at: time) -> None:
    (band,) = bands(on, at, is_day_off)
    assert suits(band, datetime.combine(on, at, JAPAN), is_day_off)


def test_the_edges_of_the_day() -> None:
    monday = datetime(2026, 3, 2, tzinfo=JAPAN)
    found = [
        [one.value for one in Preferred if suits(one, monday + timedelta(hours=hour), is_day_off)]
        for hour in (11, 12, 17)
    ]
    assert found == [["morning"], ["afternoon"], ["evening"]]
    holiday = datetime(2026, 4, 29, 18, tzinfo=JAPAN)
    assert [one.value for one in Preferred if suits(one, holiday, is_day_off)] == ["evening", "weekend"]
    assert not suits(None, holiday, is_day_off)
