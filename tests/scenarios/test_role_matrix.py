"""Every act by every role, in every place, in and out of its dates, through the conversation itself.

The rows are held against the tables of the acts: a new command, button, modal or picker without one fails.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import pytest

from bot.interactions import ACTIONS, EVENTS, HOMES, SOURCES, SUBMISSIONS
from bot.subcommands import discover
from bot.work import Work
from models.rules.codes import Duty, Role
from models.sealing import Sealer, digest_key, new_key
from tests.helpers import databases
from tests.helpers.opening import opened
from tests.helpers.rehearsal import Answered, Asked, Rehearsal
from tests.helpers.world import World
from tests.scenarios.matrix_acts import PROBES
from tests.scenarios.matrix_asking import day, one, words
from tests.scenarios.matrix_cast import BEATS, ROLES, TODAY, YESTERDAY, assign, enter_cast, user
from tests.scenarios.matrix_places import Place, enter_place
from tests.scenarios.matrix_rights import NAMES, RIGHTS

REACHES: Final = {"-": 0, "b": 1, "p": 2, "s": 3, "k": 4, "*": 4}
"""In how many of the four places each letter lets somebody act."""

OUTSIDE: Final = ("past", "future")
"""In the order of the letters after ``|``."""

RIGHT_CODES: Final = {
    *("access.no_right", "access.other_unit", "access.no_figures", "access.stranger"),
    *("target.not_yours", "target.no_beat", "visit.not_your_beat", "visit.nothing", "sheets.not_your_beat"),
    *("staff.not_yours", "staff.elsewhere", "policy.not_yours", "audit.not_yours", "absence.not_yours"),
    *("requests.none", "absence.gone", "undo.nothing", "void.no_longer", "explain.not_for_prefecture"),
}
"""The refusals that a missing right may have: any other says that a row of this test is wrong."""


class Matrix:
    """The cast and the places, in a database to which nothing is ever added."""

    def __init__(self, world: World) -> None:
        sealer = Sealer([new_key()])
        with world.work() as work:
            digest_key(work.session, sealer)  # for good: what a modal brings back is compared by it
            self.officers = enter_cast(work, world)
        self.places = [self._entered(world, sealer, code) for code in BEATS]
        self.rehearsal = Rehearsal(world, sealer)

    @staticmethod
    def _entered(world: World, sealer: Sealer, code: str) -> Place:
        """In a work of its own: each has its submission."""
        with world.work() as work:
            return enter_place(work, world, sealer, code)

    def act(self, name: str, who: str, place: Place) -> Answered:
        """What comes of it."""
        act, probe = name.partition(" ")[0], PROBES[name]
        given = probe.given(place, self.officers.get(who, place.resident)) if probe.given else None
        asked = probe.ask(place)
        answer = self.rehearsal.act(who, act, asked, given)
        if probe.twice and answer.ended == "done":
            answer = self.rehearsal.act(who, act, replace(asked, state=answer.state), given)
        return answer

    def reach(self, name: str, who: str, seen: str) -> str:
        """In which of the places somebody may, and may not: ``++--``.

        Nobody is told names who may not see them: ``seen`` says where one may, by its letter.
        """
        return "".join("-+"[self._may(name, who, place, BEATS[: REACHES[seen]])] for place in self.places)

    def _may(self, name: str, who: str, place: Place, seen: Sequence[str]) -> bool:
        answer, mark = self.act(name, who, place), PROBES[name].mark
        told = (who, place.code, answer.ended, answer.code)
        assert answer.ended == "done" or (answer.ended == "refused" and answer.code in RIGHT_CODES), told
        assert {each.code for each in self.places if each.name in answer.shown} <= {*seen}, told
        return answer.ended == "done" and (mark is None or mark(place) in answer.shown)


@pytest.fixture(scope="module")
def matrix(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    """On SQLite: who may do what is asked of the bot, not of the database."""
    with databases.fresh("sqlite", tmp_path_factory.mktemp("matrix")) as url:
        world = World(opened(url))
        yield Matrix(world)
        world.database.dispose()


def letters(row: str) -> tuple[str, str]:
    """The letters of the roles, and those outside the dates of a duty."""
    inside, _, outside = row.replace(" ", "").partition("|")
    return inside, outside or "--"


def pattern(letter: str) -> str:
    """The places that a letter stands for, as ``Matrix.reach`` writes them."""
    return ("+" * REACHES[letter]).ljust(len(BEATS), "-")


def differing(found: Mapping[Any, Any], due: Mapping[Any, Any]) -> dict[Any, str]:
    """What is not as it should be."""
    return {each: f"{found[each]}, not {due[each]}" for each in due if found[each] != due[each]}


def test_every_role_acts() -> None:
    assert {role for _, role, _ in ROLES.values()} == {*Role, None}


def test_every_act_has_its_rows() -> None:
    acts = {*discover(), *ACTIONS.rows, *SUBMISSIONS.rows, *SOURCES.rows, *EVENTS.rows, *HOMES.rows}
    assert {name.partition(" ")[0] for name in RIGHTS} == acts
    assert PROBES.keys() == RIGHTS.keys()


@pytest.mark.parametrize("name", RIGHTS)
def test_within_the_dates(matrix: Matrix, name: str) -> None:
    due = {role: pattern(letter) for role, letter in zip(ROLES, letters(RIGHTS[name])[0], strict=True)}
    seen = dict(zip(ROLES, letters(NAMES)[0], strict=True))
    found = {role: matrix.reach(name, user(role), seen[role]) for role in ROLES}
    assert differing(found, due) == {}


@pytest.mark.parametrize("when", OUTSIDE)
@pytest.mark.parametrize("name", RIGHTS)
def test_outside_the_dates(matrix: Matrix, name: str, when: str) -> None:
    """A duty leaves what its letter says; a role leaves what anybody may, and nothing that it did not give."""
    inside, outside = letters(RIGHTS[name])
    duty = outside[OUTSIDE.index(when)]
    due = {
        role: pattern(duty if serves else min(letter, inside[-1], key=REACHES.__getitem__))
        for (role, (_, _, serves)), letter in zip(ROLES.items(), inside, strict=True)
    }
    found = {role: matrix.reach(name, user(role, when), "-") for role in ROLES}
    assert differing(found, due) == {}


@pytest.mark.parametrize("name", RIGHTS)
def test_a_stranger_is_refused(matrix: Matrix, name: str) -> None:
    answer = matrix.act(name, "U0STRANGER", matrix.places[0])
    told = ("done", "") if name == "help" else ("refused", "access.stranger")
    assert (answer.ended, answer.code) == told


@pytest.mark.parametrize("beat", [{}, {"beat": one(BEATS[0])}])
def test_a_beat_left_yesterday_tells_no_names_to_who_serves_another(matrix: Matrix, beat: dict[str, Any]) -> None:
    """A home that is alike would be shown with its name; one of the day before may still be entered."""
    left, served = matrix.places[:2]
    who = user("charge", "past")

    def moved(work: Work) -> None:
        assign(work, served.beat, matrix.officers[who], Duty.IN_CHARGE, TODAY, None)

    def enters(name: str) -> Answered:
        home = {"name": words(f"{name} 2郎"), "address": words(f"{name}町2"), "building": words(f"{name}荘")}
        asked = Asked("", {}, {**beat, **home, "unit": words("101"), "entered_on": day(YESTERDAY)})
        return matrix.rehearsal.act(who, "target.register", asked, moved)

    alike, new = enters(left.name), enters("架空")
    assert (alike.ended, alike.code) == ("refused", "target.not_yours")
    assert left.name not in alike.shown
    assert new.ended == "done"
