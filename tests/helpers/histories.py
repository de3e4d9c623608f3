"""Random histories of targets, free of contradictions, dense around month and year ends and 29 February."""

import random
from datetime import date, time, timedelta

from models.rules.codes import LEAVINGS, CardState, Category, ChangeKind, SheetKind, TargetKind
from models.rules.contradictions import contradictions
from models.rules.facts import BeatSheets, Change, Entry, History, Visit
from models.rules.whereabouts import beat_on

BEATS = (1, 2, 3)
FIRST, LAST = date(2027, 11, 1), date(2029, 2, 28)
EDGES = tuple(
    date(2027, 12, 1) + timedelta(days=days) for days in (0, 29, 30, 31, 61, 62, 88, 89, 90, 91, 212, 213, 395, 396)
)
"""Days on which something goes wrong if anywhere: ends of months and years, 28 and 29 February 2028."""

PLAIN = (
    ChangeKind.EXCLUDED,
    ChangeKind.RELEASED,
    ChangeKind.CARD_WITHOUT_INTERVIEW,
    ChangeKind.MOVED_OUT,
    ChangeKind.DIED,
    ChangeKind.CLOSED,
    ChangeKind.MISTAKEN,
)


def random_day(dice: random.Random) -> date:
    if dice.random() < 0.4:
        return dice.choice(EDGES)
    return FIRST + timedelta(days=dice.randrange((LAST - FIRST).days))


def random_world(dice: random.Random, size: int) -> list[History]:
    """Some targets in three beats; twins that left as 重複 stand both beside and inside their survivors."""
    targets = [random_target(dice, number) for number in range(size)]
    for _ in range(size // 2):
        merge(dice, targets)
    return [whole(target, targets) for target in targets]


def random_target(dice: random.Random, number: int) -> History:
    card = dice.choice(list(CardState))
    entry = Entry(
        on=random_day(dice) if dice.random() < 0.5 else None,
        beat=dice.choice(BEATS),
        kind=dice.choice((TargetKind.HOUSEHOLD, TargetKind.HOUSEHOLD, *TargetKind)),
        category=dice.choice(list(Category)),
        card=card,
        carded_on=random_day(dice) if card is CardState.FULL and dice.random() < 0.4 else None,
    )
    history = History(number, entry)
    for _ in range(dice.randrange(9)):
        grown = with_one_more(dice, history)
        if not contradictions(grown):
            history = grown
    return history


def with_one_more(dice: random.Random, history: History) -> History:
    on = random_day(dice)
    if history.entry.on and dice.random() < 0.15:
        on = history.entry.on
    if dice.random() < 0.5:
        interview = dice.random() < 0.7
        visit = Visit(
            on,
            time(dice.randrange(24), dice.choice((0, 10, 50))),
            interview,
            interview and dice.random() < 0.4,
            dice.choice((0, 0, 2)),
            dice.choice((0, 0, 1)),
        )
        return history._replace(visits=(*history.visits, visit))
    return history._replace(changes=(*history.changes, random_change(dice, on)))


def random_change(dice: random.Random, on: date) -> Change:
    kind = dice.choice((*PLAIN, *(ChangeKind.CATEGORY, ChangeKind.BEAT, ChangeKind.EXCLUDED, ChangeKind.CR_CARDS) * 2))
    if kind is ChangeKind.CATEGORY:
        return Change(on, kind, category=dice.choice(list(Category)))
    if kind is ChangeKind.BEAT:
        return Change(on, kind, beat=dice.choice(BEATS))
    return Change(on, kind, sheets=3 if kind is ChangeKind.CR_CARDS else 0)


def merge(dice: random.Random, targets: list[History]) -> None:
    """Let one target leave as the 重複 of another, if that can be."""
    twin, survivor, on = dice.randrange(len(targets)), dice.randrange(len(targets)), random_day(dice)
    if twin == survivor or beat_on(targets[twin], on) != beat_on(targets[survivor], on):
        return
    if any(change.kind in LEAVINGS for change in targets[twin].changes):
        return  # nobody leaves twice, and `circular` follows one leaving only
    left = Change(on, ChangeKind.DUPLICATE, survivor=survivor)
    grown = targets[twin]._replace(changes=(*targets[twin].changes, left))
    trial = [grown if index == twin else target for index, target in enumerate(targets)]
    if circular(trial, twin) or any(contradictions(whole(target, trial)) for target in trial):
        return
    targets[twin] = grown


def circular(targets: list[History], start: int) -> bool:
    seen, at = set(), start
    while at not in seen:
        seen.add(at)
        names = [change.survivor for change in targets[at].changes if change.survivor is not None]
        if not names or names[0] is None:
            return False
        at = names[0]
    return True


def whole(target: History, targets: list[History]) -> History:
    """A history with those of its twins inside, and theirs in them."""
    twins = tuple(
        whole(twin, targets)
        for twin in targets
        if any(change.survivor == target.target and change.survivor is not None for change in twin.changes)
    )
    return target._replace(duplicates=twins)


def random_sheets(dice: random.Random) -> dict[int, list[BeatSheets]]:
    return {
        beat: [BeatSheets(random_day(dice), dice.choice(list(SheetKind)), 2) for _ in range(dice.randrange(3))]
        for beat in BEATS
    }
