"""What happens to homes and shops by itself: people come and go, die, close, are entered twice."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from bot.lexicon import word
from bot.station.settling import Settlement
from bot.station.story import Home, Span, Target
from models.rules.codes import CardState, Category, ChangeKind, TargetKind

MOVING_SEASON = (4, 5, 22, 18, 6, 4, 5, 6, 6, 6, 4, 4)
"""How many people move in each month: most before April, when schools and offices begin their year."""

HOUSEHOLD_FATES = ((ChangeKind.MOVED_OUT, 0.09), (ChangeKind.DIED, 0.012), (ChangeKind.CATEGORY, 0.02))
BUSINESS_FATES = ((ChangeKind.CLOSED, 0.06), (ChangeKind.CATEGORY, 0.02))

EXCLUDED_SHARE, RELEASED_SHARE = 0.006, 0.4
SUCCEEDED_SHARE, NEW_HOMES_SHARE = 0.75, 0.02
NOTICED_SHARE = 0.55
"""Of those who came, how many are first noticed (仮カード) rather than met."""

DUPLICATE_EVERY, MISTAKEN_EVERY = 150, 240
"""One such correction for so many targets of a beat."""


class Life:
    """What happens in one beat."""

    def __init__(self, settlement: Settlement, span: Span, dice: random.Random) -> None:
        self.settlement, self.span, self.dice = settlement, span, dice
        self.targets = list(settlement.open())
        self.coming: list[tuple[date, Home]] = []

    def go_on(self) -> list[Target]:
        """Everybody with their events but no visits yet, in the order of their numbers."""
        for target in self.targets:
            self._fate(target)
        self._exclude()
        self._correct()
        for _ in range(round(len(self.targets) * NEW_HOMES_SHARE)):
            self.coming.append((self._day(), self.settlement.house()))
        for day, home in sorted(self.coming, key=lambda one: one[0]):
            self.targets.append(self._arrival(day, home))
        return self.targets

    def _fate(self, target: Target) -> None:
        fates = HOUSEHOLD_FATES if target.kind is TargetKind.HOUSEHOLD else BUSINESS_FATES
        thrown = self.dice.random()
        for kind, share in fates:
            if thrown < share:
                self._strike(target, kind)
                return
            thrown -= share

    def _strike(self, target: Target, kind: ChangeKind) -> None:
        day = self._day()
        if kind is ChangeKind.CATEGORY:
            target.happen(day, kind, category_value(target))
            return
        target.left = day
        target.happen(day, kind)
        after = day + timedelta(days=self.dice.randrange(5, 70))
        if kind is ChangeKind.MOVED_OUT and after <= self.span.taken_in and self.dice.random() < SUCCEEDED_SHARE:
            self.coming.append((after, target.home))

    def _exclude(self) -> None:
        """第4-1(1) ただし書; some are released again."""
        for target in self._quiet(round(len(self.targets) * EXCLUDED_SHARE)):
            day = self._day()
            target.happen(day, ChangeKind.EXCLUDED)
            released = day + timedelta(days=self.dice.randrange(30, 200))
            if released <= self.span.taken_in and self.dice.random() < RELEASED_SHARE:
                target.happen(released, ChangeKind.RELEASED)

    def _correct(self) -> None:
        """Homes entered twice, and others that never were."""
        twins = self._quiet(2 * (len(self.targets) // DUPLICATE_EVERY))
        for twin, survivor in zip(twins[::2], twins[1::2], strict=True):
            self._remove(twin, ChangeKind.DUPLICATE, str(survivor.number))
            twin.name, twin.kana, twin.home = survivor.name, survivor.kana, survivor.home
        survivors = twins[1::2]
        for target in self._quiet(len(self.targets) // MISTAKEN_EVERY):
            if target not in survivors:
                self._remove(target, ChangeKind.MISTAKEN)

    def _remove(self, target: Target, kind: ChangeKind, value: str = "") -> None:
        target.left = self._day()
        target.happen(target.left, kind, value)

    def _quiet(self, number: int) -> list[Target]:
        """Some homes to which nothing happened yet."""
        quiet = [one for one in self.targets if not one.events and one.kind is TargetKind.HOUSEHOLD]
        return self.dice.sample(quiet, number)

    def _arrival(self, day: date, home: Home) -> Target:
        noticed = self.dice.random() < NOTICED_SHARE
        card = CardState.PROVISIONAL if noticed else CardState.NONE
        return self.settlement.household(home, card=card, entered=day)

    def _day(self) -> date:
        """A day of the history, by the season; never its first weeks or later than the tables tell."""
        first, last = self.span.start + timedelta(days=14), self.span.taken_in
        days = (last - first).days
        drawn = [first + timedelta(days=self.dice.randrange(days + 1)) for _ in range(6)]
        return self.dice.choices(drawn, [MOVING_SEASON[day.month - 1] for day in drawn])[0]


def category_value(target: Target) -> str:
    """重点 becomes 一般; 一般 becomes 重点 with a criterion."""
    if target.category is Category.PRIORITY:
        return word("category", Category.GENERAL)
    criterion = "household_3" if target.kind is TargetKind.HOUSEHOLD else "business_8"
    return f"{word('category', Category.PRIORITY)} {word('criterion', criterion)}"


def redraw(targets: Sequence[Target], to: str, homes: int, span: Span) -> None:
    """The last homes of a beat go over to another, on a 1 April."""
    day = next(day for year in reversed(span.years) if (day := date(year, 4, 1)) <= span.taken_in)
    survivors = {event.value for one in targets for event in one.events if event.kind is ChangeKind.DUPLICATE}
    quiet = [one for one in targets if not one.events and one.entered is None and str(one.number) not in survivors]
    for target in quiet[-homes:]:
        target.happen(day, ChangeKind.BEAT, to)
