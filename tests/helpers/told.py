"""Worlds whose facts became known one after the other: some were recorded late, and some were voided."""

import random
from collections.abc import Sequence
from typing import NamedTuple

from models.rules.contradictions import contradictions
from models.rules.facts import Change, History, Visit
from tests.helpers.histories import whole

Name = tuple[int | None, Visit | Change | None]
"""A fact of a target; None is its entering."""


class Told(NamedTuple):
    """A world whose facts became known and were voided one after the other; each stage is free of contradictions."""

    all: Sequence[History]
    late: set[Name]
    voided: set[Name]

    def without(self, missing: set[Name]) -> list[History]:
        """The world as it looks to somebody who does not know some facts."""
        known = [
            one._replace(
                visits=tuple(visit for visit in one.visits if (one.target, visit) not in missing),
                changes=tuple(change for change in one.changes if (one.target, change) not in missing),
            )
            for one in self.all
            if (one.target, None) not in missing
        ]
        return [whole(one, known) for one in known]

    def in_order_of_recording(self, dice: random.Random) -> list[History]:
        """All facts, the late ones after the others, and those that were voided once more at the end."""

        def place(target: int | None, fact: Visit | Change | None) -> tuple[bool, bool, float]:
            return (target, fact) in self.voided, (target, fact) in self.late, dice.random()

        told = [
            one._replace(
                visits=tuple(sorted(one.visits, key=lambda visit: place(one.target, visit))),
                changes=tuple(sorted(one.changes, key=lambda change: place(one.target, change))),
            )
            for one in sorted(self.all, key=lambda one: place(one.target, None))
        ]
        return [whole(one, told) for one in told]


def facts_of(target: History) -> list[Visit | Change]:
    """What happened to a target after it entered."""
    return [*target.visits, *target.changes]


def told(dice: random.Random, targets: Sequence[History]) -> Told:
    """Targets of which some facts are recorded late, and some voided, wherever nothing else rests on them."""
    world = Told(targets, set(), set())
    for missing, share in ((world.late, 0.3), (world.voided, 0.2)):
        for one in world.all:
            names: list[Name] = [(one.target, fact) for fact in facts_of(one)]
            groups = [{name} for name in names]
            if not one.duplicates:  # whom others name as staying must be there
                groups.append({(one.target, None), *names})
            for group in groups:
                if dice.random() < share and not any(map(contradictions, world.without(missing | group))):
                    missing.update(group)
    return world
