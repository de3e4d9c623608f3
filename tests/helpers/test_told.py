"""The told worlds hold what they are for: facts of every kind, in time, late and voided."""

import random

from models.rules.codes import ChangeKind
from models.rules.contradictions import contradictions
from models.rules.facts import Change, Visit
from tests.helpers.crowds import random_records
from tests.helpers.told import Name, told


def kinds(names: set[Name]) -> list[str]:
    """What kinds of facts these are."""
    return [fact.kind if isinstance(fact, Change) else type(fact).__name__ for _, fact in names]


def test_facts_of_every_kind_come_late_and_are_voided() -> None:
    """Else no property over these worlds could fail for them."""
    worlds = [told(random.Random(seed), random_records(seed).targets) for seed in range(600)]
    for chosen in ([kinds(each.late) for each in worlds], [kinds(each.voided) for each in worlds]):
        found = [kind for each in chosen for kind in each]
        for kind in (*ChangeKind, Visit.__name__, type(None).__name__):
            assert found.count(kind) >= 5, kind


def test_every_stage_can_be_counted() -> None:
    """Before the late facts came, with them, and after the voids; in the order of recording all are there."""
    for seed in range(60):
        dice = random.Random(seed)
        world = told(dice, random_records(seed).targets)
        for missing in (set[Name](), world.late, world.voided):
            assert not any(map(contradictions, world.without(missing)))
        again = {one.target: one for one in world.in_order_of_recording(dice)}
        for one in world.all:
            assert set(again[one.target].visits) == set(one.visits)
            assert set(again[one.target].changes) == set(one.changes)
