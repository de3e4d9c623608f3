"""Random worlds in which everything happens on a few days, so that facts meet on one day and in one month."""

import random
from collections.abc import Sequence
from datetime import date, time, timedelta

from models.rules.codes import CardState, Category, ChangeKind, TargetKind
from models.rules.contradictions import contradictions
from models.rules.facts import Change, Entry, History, Plan, RegisterFigure, Visit
from tests.helpers.doors import GONE, Records
from tests.helpers.histories import BEATS, EDGES, circular, random_sheets, random_world, whole

NEW_YEAR = date(2028, 1, 1)
HOUSEHOLDS = (0, 1, 2, 3, 7, 16)
"""C small enough to be exceeded by D; sixteenths lie halfway between two tenths of a percent."""

VISIT = "visit"
WHAT = (
    *(VISIT,) * 16,
    *(ChangeKind.EXCLUDED, ChangeKind.RELEASED, ChangeKind.CATEGORY, ChangeKind.BEAT) * 5,
    *(ChangeKind.CR_CARDS, ChangeKind.PATROL_CARDS, ChangeKind.CARD_WITHOUT_INTERVIEW),
    *(ChangeKind.MOVED_OUT, ChangeKind.DIED, ChangeKind.CLOSED, ChangeKind.MISTAKEN),
)
"""What may happen in a crowd."""

TWINS = (*(VISIT,) * 4, ChangeKind.CATEGORY, ChangeKind.EXCLUDED, ChangeKind.RELEASED)
"""What may happen among twins: they stay in one beat, and leave only as 重複 of each other."""


def random_records(seed: int) -> Records:
    """Targets scattered over years, crowded on a few days, or twins (by turns), with sheets, C and plans."""
    dice = random.Random(seed)
    if seed % 3 == 0:
        targets = random_world(dice, 5)
    else:
        targets = crowded_world(dice, 6, WHAT, BEATS[:2]) if seed % 3 == 1 else crowded_world(dice, 5, TWINS, BEATS[:1])
    figures = {
        beat: [RegisterFigure(on, dice.choice(HOUSEHOLDS)) for on in {any_day(dice) for _ in range(dice.randrange(4))}]
        for beat in BEATS
    }
    plans = {beat: Plan(twelve(dice), twelve(dice)) for beat in BEATS if dice.random() < 0.7}
    return Records(targets, random_sheets(dice), figures, plans)


def twelve(dice: random.Random) -> tuple[int, ...]:
    """A year's numbers."""
    return tuple(dice.randrange(10) for _ in range(12))


def any_day(dice: random.Random) -> date:
    """A day on which something goes wrong if anywhere, or any other of 2028 and the month before."""
    return dice.choice(EDGES) if dice.random() < 0.4 else NEW_YEAR + timedelta(days=dice.randrange(-31, 366))


def crowded_world(dice: random.Random, size: int, what: Sequence[str], beats: Sequence[int]) -> list[History]:
    """Some targets to which everything happens on four to seven days; chains of twins among them."""
    days = [any_day(dice) for _ in range(dice.randrange(4, 8))]
    targets = [crowded_target(dice, number, days, what, beats) for number in range(size)]
    for _ in range(size * 6):
        merge_crowded(dice, targets, dice.choice(days))
    return [whole(target, targets) for target in targets]


def crowded_target(
    dice: random.Random, number: int, days: list[date], what: Sequence[str], beats: Sequence[int]
) -> History:
    """One target; what would contradict its facts so far does not happen."""
    card = dice.choice(list(CardState))
    entry = Entry(
        on=dice.choice(days) if dice.random() < 0.65 else None,
        beat=dice.choice(beats),
        kind=dice.choice((TargetKind.HOUSEHOLD, *TargetKind)),
        category=dice.choice(list(Category)),
        card=card,
        carded_on=dice.choice(days) if card is CardState.FULL and dice.random() < 0.5 else None,
    )
    history = History(number, entry)
    for _ in range(dice.randrange(14)):
        grown = with_one_more(dice, history, dice.choice(days), dice.choice(what))
        if not contradictions(grown):
            history = grown
    return history


def with_one_more(dice: random.Random, history: History, on: date, kind: str) -> History:
    """A target with one fact more, which may contradict the others."""
    if not isinstance(kind, ChangeKind):
        met = dice.random() < 0.6
        moment = time(dice.randrange(24), dice.choice((0, 10, 50)))
        visit = Visit(on, moment, met, met and dice.random() < 0.5, dice.randrange(3), dice.randrange(3))
        return history._replace(visits=(*history.visits, visit))
    change = Change(
        on,
        kind,
        category=dice.choice(list(Category)) if kind is ChangeKind.CATEGORY else None,
        beat=dice.choice(BEATS) if kind is ChangeKind.BEAT else None,
        sheets=dice.randrange(1, 4) if kind in (ChangeKind.CR_CARDS, ChangeKind.PATROL_CARDS) else 0,
    )
    return history._replace(changes=(*history.changes, change))


def merge_crowded(dice: random.Random, targets: list[History], on: date) -> None:
    """Let one target leave as the 重複 of another, if that can be."""
    twin, survivor = dice.sample(range(len(targets)), 2)
    if any(change.kind in GONE for change in targets[twin].changes):
        return  # nobody leaves twice
    left = Change(on, ChangeKind.DUPLICATE, survivor=survivor)
    grown = targets[twin]._replace(changes=(*targets[twin].changes, left))
    trial = [grown if index == twin else target for index, target in enumerate(targets)]
    if not circular(trial, twin) and not any(contradictions(whole(target, trial)) for target in trial):
        targets[twin] = grown
