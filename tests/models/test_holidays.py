"""Days off: public holidays, moved ones among them, weekends, and the turn of the year."""

from datetime import date

import pytest

from models.holidays import is_day_off


@pytest.mark.parametrize(
    ("day", "off"),
    [
        (date(2026, 9, 22), True),  # between two holidays
        (date(2026, 5, 6), True),  # for the third, a Sunday
        (date(2027, 3, 21), True),  # the equinox, reckoned
        (date(2026, 12, 28), False),
        (date(2026, 12, 29), True),
        (date(2028, 1, 3), True),
        (date(2028, 1, 4), False),
        (date(2026, 11, 22), True),  # a Sunday
        (date(2028, 2, 29), False),
    ],
)
def test_what_is_off(day: date, off: bool) -> None:
    assert is_day_off(day) is off
