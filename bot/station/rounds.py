"""The rounds of the officers: the year's plan, dealt out over the months, and how calling on people went."""

import random
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta

from bot.station.staffing import HELPING, helper, in_charge
from bot.station.story import Beat, Call, Service, Span, Target
from models.rules.codes import CardState, Category, ChangeKind, Outcome, TargetKind
from models.rules.due import months_later
from models.rules.policy import StationPolicy

PACE = (7, 8, 9, 7, 9, 10, 9, 6, 9, 10, 9, 7)
"""How much of a year's plan falls into each month: little around the New Year, when duties change, and in August."""

OUTCOMES = (Outcome.INTERVIEW, Outcome.ABSENT, Outcome.INTERCOM_ONLY, Outcome.REFUSED, Outcome.NO_ENTRY)
AT_HOMES = (58, 32, 6, 2, 0)
AT_LOCKED_DOORS = (40, 24, 20, 3, 13)
AT_WORK = (86, 11, 0, 3, 0)

AWAY_MONTHS, AWAY = (1, 8, 12), 1.5
"""When more people are away, and how many more."""

EMPTY_BEFORE, EMPTY_SHARE = 30, 0.3
"""For how many days a home stands empty before it is known that they left, and how often that is seen."""

NO_ROUNDS = ((1, 1), (1, 2), (1, 3), (8, 13), (8, 14), (8, 15), (12, 31))

MONTHS = {Category.PRIORITY: StationPolicy().priority_months, Category.GENERAL: StationPolicy().general_months}
"""How often somebody is due (第4-2)."""

FOLLOWED_UP = 4
"""How often somebody is called on who is known by a 仮カード only."""

SENT_IN_SHARE, SEEN_OFF_SHARE = 0.25, 0.5
"""Of those not followed up, who sends the card in; of those who moved out, who was met on that day."""

Plan = dict[Category, list[list[Target]]]
"""Who is to be called on, by category and month (from 0)."""


class Officer:
    """Whoever makes the rounds of one beat."""

    def __init__(
        self, beat: Beat, targets: Sequence[Target], served: list[Service], span: Span, dice: random.Random
    ) -> None:
        self.beat, self.targets, self.served, self.span, self.dice = beat, targets, served, span, dice
        self.by_number = {target.number: target for target in targets}
        self.plans: dict[int, Plan] = {}

    def walk(self) -> None:
        """All rounds of the history; the plans are kept."""
        for target in self.targets:
            self._first_meetings(target)
        for year in self.span.years:
            self.plans[year] = self._plan(year)
            for months in self.plans[year].values():
                self._work_off(year, months)
            self._meet_others(year)
        for target in self.targets:
            self._see_off(target)
            target.calls.sort(key=lambda call: call.at)

    def _plan(self, year: int) -> Plan:
        """Everybody who is due in a year as known when it begins, the longest due first, dealt out over the months."""
        there = [one for one in self.targets if one.there(date(year, 1, 1))]
        due = sorted((due_on(one, year), one.number) for one in there)
        numbers = [number for day, number in due if day.year <= year]
        planned = [self.by_number[number] for number in numbers]
        return {each: self._dealt([one for one in planned if one.category is each], year) for each in Category}

    def _dealt(self, targets: list[Target], year: int) -> list[list[Target]]:
        began = self.span.start.month if year == self.span.start.year else 1
        pace = [0 if month < began else share for month, share in enumerate(PACE, start=1)]
        bounds = [round(len(targets) * sum(pace[:month]) / sum(pace)) for month in range(13)]
        return [targets[bounds[month] : bounds[month + 1]] for month in range(12)]

    def _work_off(self, year: int, months: list[list[Target]]) -> None:
        for month, targets in enumerate(months, start=1):
            for target in targets:
                if self.dice.random() < self.beat.rounds.done and not met_in(target, year):
                    self._call_again(target, self._day_in(year, month), self.beat.rounds.tries)

    def _meet_others(self, year: int) -> None:
        """Those who are not planned, but were met on the way."""
        for target in self.targets:
            if self.dice.random() < self.beat.rounds.more and not met_in(target, year):
                self._call_again(target, self._day_in(year, self.dice.randrange(1, 13)), 1)

    def _first_meetings(self, target: Target) -> None:
        """Somebody new is met on the day of entering, or called on until there is a card."""
        if target.entered is None or target.entered < self.span.start:
            return
        if target.card is CardState.NONE:
            self._store(target, target.entered, Outcome.INTERVIEW, carded=True)
        elif self.dice.random() < self.beat.rounds.resolving:
            self._call_again(target, self._later(target.entered, 7, 45), FOLLOWED_UP, for_card=True)
        elif self.dice.random() < SENT_IN_SHARE:
            day = self._later(target.entered, 10, 60)
            if target.there(day) and day <= self.span.taken_in:
                target.happen(day, ChangeKind.CARD_WITHOUT_INTERVIEW)

    def _see_off(self, target: Target) -> None:
        """Some movings-out were seen at the door."""
        moved_out = any(event.kind is ChangeKind.MOVED_OUT for event in target.events)
        if target.left and moved_out and self.dice.random() < SEEN_OFF_SHARE:
            self._store(target, target.left, Outcome.MOVE_OUT_CONFIRMED)

    def _call_again(self, target: Target, day: date, tries: int, *, for_card: bool = False) -> None:
        for _ in range(tries):
            if day > self.span.end or not target.there(day) or target.excluded(day):
                return
            outcome = self._outcome(target, day)
            carded = outcome is Outcome.INTERVIEW and self._gives_card(target, for_card)
            self._store(target, day, outcome, carded=carded)
            if outcome is Outcome.REFUSED or (outcome is Outcome.INTERVIEW and (carded or not for_card)):
                return
            day = self._later(day, 2, 60 // self.beat.rounds.tries)

    def _gives_card(self, target: Target, for_card: bool) -> bool:  # noqa: FBT001 (a plain answer to a plain question)
        if target.carded_by(self.span.today):
            return False
        return for_card or self.dice.random() < self.beat.rounds.resolving

    def _outcome(self, target: Target, day: date) -> Outcome:
        if target.left and (target.left - day).days < EMPTY_BEFORE and self.dice.random() < EMPTY_SHARE:
            return Outcome.VACANT
        weights = AT_WORK if target.kind is not TargetKind.HOUSEHOLD else AT_HOMES
        if target.home.manner == "auto_lock":
            weights = AT_LOCKED_DOORS
        away = AWAY if day.month in AWAY_MONTHS else 1.0
        return self.dice.choices(OUTCOMES, [weights[0], weights[1] * away, *weights[2:]])[0]

    def _store(self, target: Target, day: date, outcome: Outcome, *, carded: bool = False) -> None:
        if any(call.at.date() == day for call in target.calls):
            return
        helping = helper(self.served, target.beat_on(day), day)
        officer = in_charge(self.served, target.beat_on(day), day)
        if helping and self.dice.random() < HELPING:
            officer = helping
        missed = outcome in (Outcome.ABSENT, Outcome.INTERCOM_ONLY, Outcome.NO_ENTRY)
        target.calls.append(
            Call(
                at=datetime.combine(day, time(self.dice.randrange(9, 18), self.dice.randrange(60))),
                officer=officer,
                outcome=outcome,
                carded=carded,
                cr_cards=int(not missed and self.dice.random() < 0.15),
                patrol_cards=int(missed and self.dice.random() < 0.7),
            )
        )

    def _day_in(self, year: int, month: int) -> date:
        """A day of a month on which rounds are made, never before the story begins."""
        day = date(year, month, self.dice.randrange(monthrange(year, month)[1]) + 1)
        return workday(day) if day >= self.span.start else self.span.today

    def _later(self, day: date, least: int, most: int) -> date:
        return workday(day + timedelta(days=self.dice.randrange(least, max(most, least + 1))))


def due_on(target: Target, year: int) -> date:
    """The day on which a target is due, as known when a year begins; whoever was never met is due at once."""
    met = [call.at.date() for call in target.calls if call.outcome is Outcome.INTERVIEW and call.at.year < year]
    latest = max([*met, *([target.last] if target.last else [])], default=None)
    return months_later(latest, MONTHS[target.category]) if latest else date.min


def met_in(target: Target, year: int) -> bool:
    """Whether there was an interview in a year."""
    return any(call.outcome is Outcome.INTERVIEW and call.at.year == year for call in target.calls)


def workday(day: date) -> date:
    """The day, or the next on which rounds are made."""
    while (day.month, day.day) in NO_ROUNDS:
        day += timedelta(days=1)
    return day


def plan_counts(plan: Plan) -> Iterator[tuple[Category, Iterable[int]]]:
    """How many targets are planned, by category and month."""
    for category, months in plan.items():
        yield category, (len(targets) for targets in months)
