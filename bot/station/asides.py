"""What is recorded beside the counted facts: requests, memos, steps of cards, notes on doors, a visit taken back."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from bot.station.story import Call, Span, Target, Words
from models.rules.codes import CardState, Outcome, TargetKind
from models.rules.conduct import CardPart, CardStep, Preferred, RequestCategory, RequestOutcome, Topic

TOLD_DAYS = 150
"""Of how many days what was said at visits is kept."""

TOLD_SHARE, MEMO_SHARE, PREFERRED_SHARE = 0.4, 0.12, 0.1
PUT_OFF_SHARE, PUT_OFF_DAYS = 0.05, (30, 400)
"""How many ask not to be visited for a while, and from when to when it may last."""

REQUEST_EVERY = 28
"""One visit of so many brought a request."""

ANSWERED_AFTER, ANSWERED_SHARE = 10, 0.6
STEP_SHARES = (
    (CardStep.CONFIRMED, 0.6),
    (CardStep.REVISED, 0.05),
    (CardStep.COLLECTED, 0.04),
    (CardStep.DICTATED, 0.02),
)
HANDED_OUT_SHARE = 0.35
"""Of those without a card, how many were given one to fill in."""


@dataclass(frozen=True, slots=True)
class Told:
    """What was said at a visit, with the answer to a request if it was closed."""

    target: Target
    call: Call
    topics: Topic
    preferred: Preferred | None
    memo: str
    not_before: date | None
    request: RequestCategory | None = None
    words: str = ""
    outcome: RequestOutcome | None = None
    answer: str = ""
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a target's paper card."""

    target: Target
    step: CardStep
    on: date
    parts: CardPart = CardPart(0)  # noqa: RUF009 (a flag cannot change)


@dataclass(frozen=True, slots=True)
class Asides:
    """All of it, of the whole station."""

    told: list[Told]
    steps: list[Step]
    access: list[tuple[Target, str]]
    """What is noted of a building's door, by one who lives there."""

    taken_back: list[tuple[Target, Call]]
    """Recorded for the wrong number."""


def asides_of(targets: Sequence[Target], words: Words, span: Span, dice: random.Random) -> Asides:
    """Of one beat."""
    locked = {one.home.building: one for one in targets if one.home.manner == "auto_lock"}
    missed = [(one, call) for one in targets for call in one.calls if call.outcome is Outcome.ABSENT]
    old = [each for each in missed if each[1].at.date() < span.taken_in - timedelta(days=30)]
    return Asides(
        told=list(_told(targets, words, span, dice)),
        steps=[step for one in targets for step in _steps(one, span, dice)],
        access=[(one, dice.choice(words["asides"]["access"])) for one in locked.values()],
        taken_back=dice.sample(old, min(2, len(old))),
    )


def together(parts: Sequence[Asides]) -> Asides:
    """The asides of several beats as one."""
    return Asides(
        told=[each for part in parts for each in part.told],
        steps=[each for part in parts for each in part.steps],
        access=[each for part in parts for each in part.access],
        taken_back=[each for part in parts for each in part.taken_back],
    )


def _told(targets: Sequence[Target], words: Words, span: Span, dice: random.Random) -> Iterator[Told]:
    since = span.today - timedelta(days=TOLD_DAYS)
    interviews = [
        (one, call)
        for one in targets
        for call in one.calls
        if call.outcome is Outcome.INTERVIEW and since <= call.at.date() <= span.taken_in and one.left is None
    ]
    dice.shuffle(interviews)
    requests = len(interviews) // REQUEST_EVERY + 1
    for index, (target, call) in enumerate(interviews):
        request = dice.choice(words["requests"]) if index < requests else None
        if request or dice.random() < TOLD_SHARE:
            yield Told(target, call, **_said(call, words, dice), **_asked(request, call, span, dice))


def _said(call: Call, words: Words, dice: random.Random) -> dict[str, Any]:
    put_off = call.at.date() + timedelta(days=dice.randrange(*PUT_OFF_DAYS))
    return {
        "topics": Topic(sum({dice.choice(list(Topic)) for _ in range(2)})),
        "preferred": dice.choice(list(Preferred)) if dice.random() < PREFERRED_SHARE else None,
        "not_before": put_off if dice.random() < PUT_OFF_SHARE else None,
        "memo": dice.choice(words["asides"]["memos"]) if dice.random() < MEMO_SHARE else "",
    }


def _asked(request: dict[str, str] | None, call: Call, span: Span, dice: random.Random) -> dict[str, Any]:
    """A request with its answer, if there is one by now."""
    if request is None:
        return {}
    asked = {"request": RequestCategory(request["category"]), "words": request["words"]}
    closed_on = call.at.date() + timedelta(days=dice.randrange(1, ANSWERED_AFTER))
    if closed_on > span.taken_in or dice.random() > ANSWERED_SHARE:
        return asked
    return {
        **asked,
        "outcome": RequestOutcome(request["outcome"]),
        "answer": request["answer"],
        "closed_on": closed_on,
    }


def _steps(target: Target, span: Span, dice: random.Random) -> Iterator[Step]:
    """The paper card's own story, of homes that are still there."""
    if target.kind is not TargetKind.HOUSEHOLD or target.left is not None:
        return
    calls = [call for call in target.calls if call.at.date() <= span.taken_in]
    if not target.carded_by(span.today):
        yield from _handed_out(target, calls, dice)
    elif target.card is CardState.FULL and calls and calls[-1].outcome is Outcome.INTERVIEW:
        yield from _kept_up(target, calls[-1].at.date(), dice)


def _handed_out(target: Target, calls: Sequence[Call], dice: random.Random) -> Iterator[Step]:
    if target.entered is not None and dice.random() < HANDED_OUT_SHARE:
        yield Step(target, CardStep.HANDED_OUT, calls[-1].at.date() if calls else target.entered)


def _kept_up(target: Target, day: date, dice: random.Random) -> Iterator[Step]:
    thrown = dice.random()
    for step, share in STEP_SHARES:
        if thrown < share:
            if step is CardStep.COLLECTED:
                yield Step(target, CardStep.HANDED_OUT, day - timedelta(days=1))
            yield Step(target, step, day, CardPart.MEMBERS if step is CardStep.REVISED else CardPart(0))
            return
        thrown -= share
