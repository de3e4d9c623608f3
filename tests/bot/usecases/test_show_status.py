"""Each sees the beats that they answer for, and no other."""

from datetime import date

import pytest

from bot.errors import Refusal
from bot.usecases.show_status import Status, show_status
from tests.helpers.world import World


def status(world: World, actor: str | None) -> Status:
    """The status as an officer sees it."""
    return world.do(actor, show_status, "status")


@pytest.mark.parametrize(
    ("actor", "beats"),
    [
        ("E001", ["EX-P1-1"]),
        ("E005", ["EX-P1-2"]),
        ("E002", ["EX-P1-1", "EX-P1-2"]),
        ("E003", ["EX-P1-1", "EX-P1-2", "EX-P2-1"]),
        ("E004", ["EX-P1-1", "EX-P1-2", "EX-P2-1"]),
        ("E006", ["EX-P1-1", "EX-P1-2", "EX-P2-1", "FR-P1-1"]),
        ("F001", ["FR-P1-1"]),
    ],
)
def test_who_sees_what(world: World, actor: str, beats: list[str]) -> None:
    """受持警察官, 所長, 地域課長, 署長, 統括管理責任者."""
    assert [beat.code for beat in status(world, actor).beats] == beats


def test_a_helper_sees_the_helped_beat_within_the_duty(world: World) -> None:
    """応援 of February."""
    world.at("2026-02-28T12:00")
    assert [beat.code for beat in status(world, "E005").beats] == ["EX-P1-1", "EX-P1-2"]


@pytest.mark.parametrize(("actor", "code"), [("E007", "access.no_figures"), (None, "access.stranger")])
def test_who_sees_nothing(world: World, actor: str | None, code: str) -> None:
    """管理者 keeps settings, not figures; a stranger nothing."""
    with pytest.raises(Refusal) as caught:
        status(world, actor)
    assert caught.value.code == code


def test_the_figures_are_the_forms(world: World) -> None:
    """This month and this year, and when somebody last entered something."""
    world.target("1")
    world.target("2")
    world.visit("1", date(2026, 3, 1))
    world.register(date(2025, 10, 1), 4)
    beat = status(world, "E001").beats[0]
    assert (beat.month, beat.month_done, beat.year_done, beat.targets, beat.not_interviewed) == (3, 1, 1, 2, 1)
    assert (str(beat.completion_rate), str(beat.coverage_rate)) == ("50.0", "50.0")
    assert beat.year_planned is None
    assert beat.attainment is None
    assert beat.last_entry_on == date(2026, 3, 2)
    assert beat.officer == "例示 一郎"


@pytest.mark.parametrize(("actor", "whole"), [("E001", None), ("E002", "EX-P1"), ("E003", "EX"), ("E006", "HQ")])
def test_a_chief_sees_the_whole_of_the_unit(world: World, actor: str, whole: str | None) -> None:
    for beat in ("EX-P1-1", "EX-P1-2", "FR-P1-1"):
        world.target("1", beat=beat)
    world.visit("1", date(2026, 3, 1))
    found = status(world, actor).whole
    assert (found.code if found else None) == whole
    if found:
        targets = 3 if whole == "HQ" else 2
        assert (found.year_done, found.targets, found.not_interviewed) == (1, targets, targets - 1)
        assert (found.last_entry_on, found.officer) == (date(2026, 3, 2), None)


def test_two_served_beats_are_no_whole(world: World) -> None:
    """There may be more of them in the post."""
    world.at("2026-02-28T12:00")
    assert status(world, "E005").whole is None
