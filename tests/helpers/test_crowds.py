"""The random worlds hold what goes wrong, and often: else two counters that agree on them would prove little."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from models.rules.codes import CardState, ChangeKind
from models.rules.facts import History
from tests.helpers.crowds import random_records
from tests.helpers.doors import AWAY, GONE, Records, state_on

WORLDS, OFTEN = 1_600, 15
EXPECTED_KINDS = {*ChangeKind, "visit", "interview", "card by interview", "entering", "opening"}
TWINS = {
    "only the twin was interviewed",
    "both were interviewed before",
    "the survivor was interviewed first on the day",
    "the survivor was interviewed only afterwards",
    "only the twin's twin was interviewed",
    "the twin was interviewed in another year",
    "the survivor left on the day",
}
LEAP_DAY = date(2028, 2, 29)


def kinds(target: History) -> Iterator[str]:
    """The facts of a target by kind."""
    yield "entering" if target.entry.on else "opening"
    yield from (change.kind for change in target.changes)
    for visit in target.visits:
        yield "visit"
        if visit.interview:
            yield "interview"
        if visit.new_card:
            yield "card by interview"


def days(target: History, *wanted: ChangeKind) -> set[date]:
    return {change.on for change in target.changes if change.kind in wanted}


def met_on(target: History) -> set[date]:
    return {visit.on for visit in target.visits if visit.interview}


def meeting_days(target: History) -> dict[str, bool]:
    """Facts that meet on one day or in one month (C16)."""
    entered, left, met = target.entry.on, days(target, *GONE), met_on(target)
    moved, recast = days(target, ChangeKind.BEAT), days(target, ChangeKind.CATEGORY)
    return {
        "interview on the day of entering": entered in met,
        "interview on the day of leaving": bool(met & left),
        "interview on the day of a beat change": bool(met & moved),
        "interview on the day of a category change": bool(met & recast),
        "category change on the day of entering": entered in recast,
        "beat change on the day of entering": entered in moved,
        "beat and category change on one day": bool(moved & recast),
        "category or beat change on the day of leaving": bool((moved | recast) & left),
        "exclusion and release on one day": bool(days(target, ChangeKind.EXCLUDED) & days(target, ChangeKind.RELEASED)),
        "entered and left in one month": bool(
            entered and any((on.year, on.month) == (entered.year, entered.month) for on in left)
        ),
        "something on 29 February": LEAP_DAY in met | left | moved | recast | {entered},
        "two interviews on one day": len(met) < sum(visit.interview for visit in target.visits),
        "interviews in two years": len({on.year for on in met}) > 1,
    }


def states(target: History, records: Records) -> dict[str, bool]:
    """Facts that meet a state of the target (C7–C12)."""
    entry, met = target.entry, met_on(target)
    excluded_when_met = {on for on in met if state_on(target, on, records).exclusions}
    left = days(target, *GONE)
    by_interview = any(visit.new_card for visit in target.visits)
    without = bool(days(target, ChangeKind.CARD_WITHOUT_INTERVIEW))
    provisional = entry.card is CardState.PROVISIONAL
    after = {one.kind for one in target.changes for on in met if on < one.on and on.year == one.on.year}
    return {
        "interviewed while excluded": bool(excluded_when_met),
        "moved out while excluded": any(state_on(target, on, records).exclusions for on in days(target, *AWAY)),
        "corrected while excluded": any(
            state_on(target, on, records).exclusions for on in days(target, ChangeKind.DUPLICATE, ChangeKind.MISTAKEN)
        ),
        "provisional, card by interview": provisional and by_interview,
        "provisional, card without interview": provisional and without,
        "provisional, interviewed, no card": provisional and bool(met) and not by_interview and not without,
        "provisional, left": provisional and bool(left) and not by_interview and not without,
        "no card yet, card by interview": entry.card is CardState.NONE and by_interview,
        "no card yet, card without interview": entry.card is CardState.NONE and without,
        "carded long before entering": bool(entry.on and entry.carded_on and entry.carded_on < entry.on),
        "carded after entering": bool(entry.carded_on and (entry.on is None or entry.carded_on > entry.on)),
        **{f"{kind} after an interview": kind in after for kind in ChangeKind},
    }


def twins(target: History, records: Records) -> Iterator[str]:
    """A survivor and its 重複 (C9)."""
    for twin in target.duplicates:
        removed = next(change.on for change in twin.changes if change.kind is ChangeKind.DUPLICATE)
        mine = {on for on in met_on(target) if on.year == removed.year}
        theirs = {on for on in met_on(twin) if on.year == removed.year}
        if theirs:
            yield from whose(mine, removed)
        if not theirs and state_on(twin, removed, records).interviewed:
            yield "only the twin's twin was interviewed"
        if met_on(twin) and not theirs:
            yield "the twin was interviewed in another year"
        if removed in days(target, *GONE):
            yield "the survivor left on the day"


def whose(mine: set[date], removed: date) -> Iterator[str]:
    """When the survivor of an interviewed twin was interviewed itself in the year of the removal."""
    if not mine:
        yield "only the twin was interviewed"
    elif min(mine) < removed:
        yield "both were interviewed before"
    elif min(mine) == removed:
        yield "the survivor was interviewed first on the day"
    else:
        yield "the survivor was interviewed only afterwards"


def test_every_kind_of_fact_and_meeting_happens_often() -> None:
    """Each is counted by itself, in the very worlds that the census is taken of."""
    found, wanted = Counter[str](), set[str](EXPECTED_KINDS) | TWINS
    for records in map(random_records, range(WORLDS)):
        for target in records.targets:
            found.update(kinds(target))
            found.update(twins(target, records))
            for name, so in (meeting_days(target) | states(target, records)).items():
                wanted.add(name)
                found[name] += so
    rare = {name: found[name] for name in wanted if found[name] < OFTEN}
    assert not rare
