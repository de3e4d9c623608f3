"""New officers have numbers and Slack users of their own."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.register_officer import OfficerOrder, change_slack_user, register_officer
from bot.usecases.transfer_officer import StandingOrder
from models.people import person_by_slack_id
from models.rules.codes import Role
from tests.helpers.world import World

NEW = StandingOrder("例示 八郎", "巡査", "EX-P1", frozenset({Role.BEAT_OFFICER}), date(2026, 3, 2))


def register(world: World, staff_no: str = "E008", slack: str | None = "U0E008") -> None:
    world.do("E003", lambda work: register_officer(work, OfficerOrder(staff_no, slack, NEW)))


def test_registered_and_known_by_slack(world: World) -> None:
    register(world)
    with world.database.reading() as session:
        found = person_by_slack_id(session, "U0E008", date(2026, 3, 2))
    assert found is not None
    assert (found.staff_no, found.name, found.roles) == ("E008", "例示 八郎", frozenset({Role.BEAT_OFFICER}))


@pytest.mark.parametrize(
    ("staff_no", "slack", "code"),
    [
        ("E001", None, "staff.number_taken"),
        ("八郎", None, "staff.number"),
        ("", None, "staff.number"),
        ("E008", "U0E001", "staff.slack_taken"),
        ("E008", "nobody", "app.stale"),
    ],
)
def test_what_is_refused(world: World, staff_no: str, slack: str | None, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        register(world, staff_no, slack)
    assert caught.value.code == code


def change(world: World, officer: str, user: str | None, seen: str | None) -> str:
    """What the 地域課長 sends off who saw somebody in the form."""
    return world.do("E003", lambda work: change_slack_user(work, world.officers[officer], user, seen))


def test_a_slack_user_is_taken_away_and_given_again(world: World) -> None:
    with pytest.raises(Refusal, match="slack_taken"):
        change(world, "E005", "U0E001", "U0E005")
    for user, seen in ((None, "U0E005"), ("U0NEW", None)):
        assert change(world, "E005", user, seen) == "E005"
        with world.database.reading() as session:
            assert person_by_slack_id(session, "U0E005", date(2026, 3, 2)) is None
    with pytest.raises(Refusal, match="nothing"):
        change(world, "E005", "U0NEW", "U0NEW")
    with pytest.raises(Refusal, match="not_yours"):
        change(world, "F001", None, "U0F001")


def test_whoever_filled_in_an_old_form_changes_nothing(world: World) -> None:
    change(world, "E005", "U0NEW", "U0E005")
    with pytest.raises(Refusal, match="meanwhile"):
        change(world, "E005", "U0OTHER", "U0E005")
    with world.database.reading() as session:
        assert person_by_slack_id(session, "U0NEW", date(2026, 3, 2)) is not None
