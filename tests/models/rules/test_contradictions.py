"""What contradicts what, and how it is told of whichever of the facts is the new one."""

import random
from datetime import date

import pytest

from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.rules.contradictions import Contradiction, Side, contradictions
from models.rules.facts import Change, Entry, History, Visit
from models.rules.postings import MIDNIGHT
from tests.helpers.crowds import crowded_world, with_one_more

MARCH, APRIL, MAY = date(2026, 3, 10), date(2026, 4, 10), date(2026, 5, 10)
ENTRY = Entry(None, 1, TargetKind.HOUSEHOLD, Category.GENERAL, CardState.NONE)
LEAVING = Change(MARCH, ChangeKind.MOVED_OUT)
VISIT = Visit(MAY, MIDNIGHT, interview=True, new_card=True)
PRIORITY = [Change(on, ChangeKind.CATEGORY, category=Category.PRIORITY) for on in (MARCH, MAY)]
EXCLUDED = [Change(on, ChangeKind.EXCLUDED) for on in (MARCH, MAY)]
RELEASED = [Change(on, ChangeKind.RELEASED) for on in (APRIL, MAY)]
MOVES = [Change(on, ChangeKind.BEAT, beat=2) for on in (MARCH, MAY)]


def told(history: History, new: Visit | Change) -> list[tuple[str, str, date]]:
    """What is told of a new fact: why not, and the other fact with its day."""
    found = [one.told_to(Side(history.target, new.on, new)) for one in contradictions(history)]
    assert all(one.side.fact == new for one in found)
    return [(one.code, one.others[0].what, one.others[0].on) for one in found]


@pytest.mark.parametrize(
    ("earlier", "later", "first", "second"),
    [
        (LEAVING, VISIT, "later_fact", "after_leaving"),
        (LEAVING, Change(MAY, ChangeKind.DIED), "left_twice", "left_twice"),
        (Change(MARCH, ChangeKind.CARD_WITHOUT_INTERVIEW), VISIT, "second_card", "second_card"),
        (*PRIORITY, "same_again_later", "same_category"),
        (*MOVES, "same_again_later", "same_beat"),
        (*EXCLUDED, "same_again_later", "already_excluded"),
    ],
)
def test_the_other_fact_is_named_whichever_is_new(
    earlier: Visit | Change, later: Visit | Change, first: str, second: str
) -> None:
    visits = tuple(one for one in (earlier, later) if isinstance(one, Visit))
    changes = tuple(one for one in (earlier, later) if isinstance(one, Change))
    history = History(7, ENTRY, visits, changes)
    kinds = [one.kind if isinstance(one, Change) else "visit" for one in (earlier, later)]
    assert told(history, earlier) == [(first, kinds[1], later.on)]
    assert told(history, later) == [(second, kinds[0], earlier.on)]


def test_the_day_of_a_card_may_lie_after_a_leaving() -> None:
    entry = ENTRY._replace(on=date(2026, 1, 1), card=CardState.FULL, carded_on=MAY)
    assert told(History(7, entry, changes=(LEAVING,)), LEAVING) == [("later_fact", "carded", MAY)]


def test_a_release_between_an_exclusion_and_its_release() -> None:
    history = History(7, ENTRY, changes=(EXCLUDED[0], *RELEASED))
    assert told(history, RELEASED[0]) == [("same_again_later", "released", MAY)]
    assert told(history, RELEASED[1]) == [("not_excluded", "released", APRIL)]


def test_the_survivor_of_another_is_needed() -> None:
    twin = History(2, ENTRY, changes=(Change(APRIL, ChangeKind.DUPLICATE, survivor=7),))
    for new in (LEAVING, MOVES[0]):
        history = History(7, ENTRY, changes=(new,), duplicates=(twin,))
        assert told(history, new) == [("needed_as_survivor", "duplicate", APRIL)]


@pytest.mark.parametrize("seed", range(150))
def test_whatever_a_new_fact_brings_names_it(seed: int) -> None:
    """Else nobody could say which row of a table is to blame."""
    dice = random.Random(seed)
    what = (*ChangeKind, "visit")
    world = crowded_world(dice, 4, [kind for kind in what if kind != ChangeKind.DUPLICATE], (1, 2))
    days = sorted({change.on for target in world for change in target.changes}) or [MAY]
    for target in world:
        on, kind = dice.choice(days), dice.choice(what)
        if kind == ChangeKind.DUPLICATE:
            survivor = dice.choice([one.target for one in world if one is not target])
            grown = target._replace(changes=(*target.changes, Change(on, kind, survivor=survivor)))
        else:
            grown = with_one_more(dice, target, on, kind)
        fact = (grown.changes if len(grown.changes) > len(target.changes) else grown.visits)[-1]
        after = [grown if one is target else one for one in world]
        for found in all_contradictions(after):
            assert found.told_to(Side(target.target, fact.on, fact)).side.fact == fact


def all_contradictions(world: list[History]) -> list[Contradiction]:
    """Those of every target, with its twins as they are now: they may even go in a circle."""
    twins = {
        target.target: tuple(
            one._replace(duplicates=())
            for one in world
            if any(change.survivor == target.target and change.survivor is not None for change in one.changes)
        )
        for target in world
    }
    return [found for one in world for found in contradictions(one._replace(duplicates=twins[one.target]))]
