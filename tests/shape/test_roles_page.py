"""The page that tells administrators who may do what says what the bot does."""

import pytest

from bot.roles import SERVING, Right
from models.rules.codes import Duty, Role
from tests.shape.roles_page import OUTSIDE, PAGE, page, person, reach, serving


def test_the_page_is_up_to_date() -> None:
    """Else: ``python -m tests.shape.roles_page``, and read what changed."""
    assert PAGE.read_text(encoding="utf-8") == page()


@pytest.mark.parametrize("right", list(Right))
@pytest.mark.parametrize("duty", list(Duty))
def test_serving_ends_with_its_dates_and_at_its_beat(right: Right, duty: Duty) -> None:
    assert reach(serving(duty), right) == ({"own"} if right in SERVING else set())
    assert reach(serving(duty), right, OUTSIDE) == set()


POST_WIDE, STATION_WIDE = {"own", "post"}, {"own", "other_beat", "post", "station"}
EVERYWHERE = {*STATION_WIDE, "other_station", "prefecture"}

EXPECTED: dict[Role, tuple[set[str], set[str]]] = {
    Role.BEAT_OFFICER: (set(), set()),
    Role.POST_CHIEF: (POST_WIDE, {"look", "figures", "explain", "correct", "void", "absence"}),
    Role.SUPERVISOR: (POST_WIDE, {"look", "figures", "explain"}),
    Role.SECTION_CHIEF: (STATION_WIDE, {*Right} - {"record"}),
    Role.STATION_CHIEF: (STATION_WIDE, {"look", "figures", "explain", "audit"}),
    Role.PREFECTURE_MANAGER: (EVERYWHERE, {"figures", "audit"}),
    Role.ADMINISTRATOR: (STATION_WIDE, {"staff", "settings", "absence"}),
}
"""Written by hand from the directive and the task, not from the table."""


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("right", list(Right))
def test_every_role_with_every_right_everywhere(role: Role, right: Right) -> None:
    where, rights = EXPECTED[role]
    assert reach(person(role), right) == (where if right in rights else set())
