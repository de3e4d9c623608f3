"""The random worlds come to an end."""

import random

import pytest

from tests.helpers.histories import random_world


@pytest.mark.parametrize("seed", [12_851, 36_723])
def test_a_twin_that_left_does_not_leave_again_in_a_circle(seed: int) -> None:
    """In these worlds it tried to, and unfolding the circle had no end."""
    assert len(random_world(random.Random(seed), 6)) == 6
