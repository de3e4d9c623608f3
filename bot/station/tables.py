"""The story as the tables that an administrator imports (``files.md``): English headers, the words of the lexicon."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from bot.lexicon import word
from bot.station.rounds import Plan, plan_counts
from bot.station.staffing import Row
from bot.station.story import Beat, Call, Span, Target
from models.rules.codes import CardState, ChangeKind, TargetKind
from models.rules.due import months_later

STALE_MONTHS = 13
"""A figure of the resident register of that age is old."""

WEAK = 0.6
"""Whoever does less than this share of the plan also forgets to ask for the figure."""


def target_rows(targets: Sequence[Target]) -> Iterator[Row]:
    """Who is in the registry."""
    for target in targets:
        yield {
            "beat_code": target.beat,
            "number": str(target.number),
            "kind": word("kind", target.kind),
            "category": word("category", target.category),
            "criteria": word("criterion", target.criterion) if target.criterion else "",
            "name": target.name,
            "name_kana": target.kana,
            "address": target.home.address,
            "building": target.home.building,
            "unit": target.home.unit,
            "card": "" if target.card is CardState.NONE else word("card", target.card),
            "entered_on": text(target.entered),
            "carded_on": text(target.carded),
            "last_interview_on": text(target.last),
        }


def event_rows(targets: Sequence[Target]) -> Iterator[Row]:
    """What happened besides visits."""
    for target in targets:
        for event in target.events:
            before = event.on - timedelta(days=1)
            yield {
                "beat_code": target.beat_on(before),
                "number": str(target.number),
                "date": event.on.isoformat(),
                "event": word("change", event.kind),
                "value": event.value,
            }


def sheet_rows(beat: Beat, span: Span, dice: random.Random) -> Iterator[Row]:
    """Sheets handed out at a school gate or a market, without naming a target: on some days of each month."""
    day = span.start
    while (day := day + timedelta(days=dice.randrange(20, 50))) <= span.taken_in:
        yield {
            "beat_code": beat.code,
            "number": "",
            "date": day.isoformat(),
            "event": word("change", dice.choice((ChangeKind.CR_CARDS, ChangeKind.PATROL_CARDS))),
            "value": str(dice.randrange(2, 9)),
        }


def visit_rows(visits: Sequence[tuple[Target, Call]]) -> Iterator[Row]:
    """The visits that were made before the bot was there."""
    for target, call in visits:
        yield {
            "beat_code": target.beat_on(call.at.date()),
            "number": str(target.number),
            "visited_at": call.at.isoformat(timespec="minutes"),
            "outcome": word("outcome", call.outcome),
            "staff_no": call.officer,
            "card": word("new_card", "new") if call.carded else "",
            "cr_cards": str(call.cr_cards),
            "patrol_cards": str(call.patrol_cards),
        }


def plan_rows(beat: Beat, plans: dict[int, Plan]) -> Iterator[Row]:
    """The approved plans of all years."""
    for year, plan in plans.items():
        for category, counts in plan_counts(plan):
            months = {f"m{month}": str(count) for month, count in enumerate(counts, start=1)}
            yield {"beat_code": beat.code, "year": str(year), "category": word("category", category), **months}


def register_rows(beat: Beat, targets: Sequence[Target], span: Span) -> Iterator[Row]:
    """C, so that the rate of the beat's words comes out on its day; the weak beat's is more than a year old."""
    latest = months_later(span.today, -STALE_MONTHS) if beat.rounds.done < WEAK else span.taken_in
    days = [date(span.start.year, 1, 1), *(date(year, month, 1) for year in span.years for month in (4, 10))]
    for day in days:
        if day <= latest:
            households = round(in_directory(beat, targets, day) * 100 / beat.rounds.coverage)
            yield {"beat_code": beat.code, "as_of": day.isoformat(), "households": str(households)}


def in_directory(beat: Beat, targets: Sequence[Target], day: date) -> int:
    """D on a day (C8)."""
    return sum(
        one.kind is TargetKind.HOUSEHOLD
        and (one.entered is None or one.entered <= day)
        and (one.left is None or one.left > day)
        and one.beat_on(day) == beat.code
        and one.carded_by(day)
        for one in targets
    )


def text(day: date | None) -> str:
    """A date as the tables have it."""
    return day.isoformat() if day else ""


def by_time(targets: Sequence[Target]) -> list[tuple[Target, Call]]:
    """All visits of a beat in the order in which they were made."""
    found = [(target, call) for target in targets for call in target.calls]
    return sorted(found, key=lambda one: (one[1].at, one[0].number))


def is_fresh(call: Call, span: Span) -> bool:
    """Whether a visit was recorded with the bot, by whoever made it."""
    return call.at > datetime.combine(span.taken_in + timedelta(days=1), datetime.min.time())
