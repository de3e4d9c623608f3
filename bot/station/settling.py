"""Who lives and works in a beat when the story begins."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count
from typing import Any

from bot.station.story import Beat, Home, Span, Target, Words
from models.rules.codes import CardState, Category, TargetKind
from models.rules.due import months_later

KINDS = {TargetKind.HOUSEHOLD: 85, TargetKind.BUSINESS: 13, TargetKind.PUBLIC_OFFICE: 2}

HOUSES_FIRST = 20
"""The first numbers of a beat are houses, its buildings come then: they were registered along the street."""

NOTEWORTHY = {3: 50, 4: 10, 5: 6, 6: 8, 7: 14, 10: 10, 8: 1, 9: 1}
"""世帯 criteria of the 別表 by how often a noteworthy home has them."""

ALWAYS_MASKED = {33: 8, 57: 9}
"""Numbers of homes with 世帯8 and 世帯9: every beat has one of each."""

MET_SHARE, RENEWED_SHARE = 0.98, 0.8
"""Of those in the registry from the beginning: who was met before, and whose card was renewed at that meeting."""

NOTICED_DAYS = 300
FLATS_A_FLOOR = 6
HOUSES_A_LOT = 8


class Settlement:
    """The places and names of a beat, drawn one after the other."""

    def __init__(self, beat: Beat, words: Words, span: Span, dice: random.Random) -> None:
        self.beat, self.words, self.span, self.dice = beat, words, span, dice
        places = words["places"]["posts"][beat.post]
        streets = [
            (town, block) for town, blocks in places["towns"] for block in (range(1, blocks + 1) if blocks else (0,))
        ]
        self.streets = streets[beat.place :: beat.beats_of_post]
        self.buildings: list[list[Any]] = places["buildings"][beat.place :: beat.beats_of_post]
        self.houses = count()
        self.numbers = count(1)

    def open(self) -> Iterator[Target]:
        """Everybody who is in the registry from the beginning."""
        flats = [home for building in self.buildings for home in self._flats(*building)]
        for index in range(self.beat.size):
            flat = index - min(HOUSES_FIRST, self.beat.size // 3)
            home = flats[flat] if 0 <= flat < len(flats) else None
            yield self._opening(home)

    def household(self, home: Home, *, card: CardState, entered: date | None) -> Target:
        """A family in a home, with the next number."""
        name, kana = self.person()
        category, criterion = self._standing(home)
        number = next(self.numbers)
        if entered is None and number in ALWAYS_MASKED:
            category, criterion = Category.PRIORITY, f"household_{ALWAYS_MASKED[number]}"
        return Target(
            self.beat.code, number, TargetKind.HOUSEHOLD, category, criterion, name, kana, home, card, entered
        )

    def house(self) -> Home:
        """The next house along the streets of the beat."""
        index = next(self.houses)
        town, block = self.streets[index % len(self.streets)]
        along = index // len(self.streets)
        return Home(self._address(town, block, along // HOUSES_A_LOT + 1, along % HOUSES_A_LOT + 1))

    def person(self) -> tuple[str, str]:
        """A name and its reading; some surnames are more common than others."""
        people = self.words["people"]
        surnames = people["surnames"]
        surname = surnames[min(self.dice.randrange(len(surnames)), self.dice.randrange(len(surnames)))].split()
        given = self.dice.choice(people["given"]).split()
        return f"{surname[0]} {given[0]}", f"{surname[1]} {given[1]}"

    def _opening(self, flat: Home | None) -> Target:
        kind = TargetKind.HOUSEHOLD if flat else self.dice.choices(list(KINDS), list(KINDS.values()))[0]
        card = self.dice.choices((CardState.FULL, CardState.PROVISIONAL, CardState.NONE), (93, 4, 3))[0]
        if kind is TargetKind.HOUSEHOLD:
            target = self.household(flat or self.house(), card=card, entered=None)
        else:
            target = self._establishment(kind)
        self._past(target)
        return target

    def _establishment(self, kind: TargetKind) -> Target:
        home, (town, _) = self.house(), self.dice.choice(self.streets)
        if kind is TargetKind.PUBLIC_OFFICE:
            name, criterion = self.dice.choice(self.words["offices"]["names"]), ""
        else:
            business = self.dice.choice(self.words["businesses"])
            name, criterion = business["name"], business.get("criterion", "")
        name = name.format(surname=self.person()[0].split()[0], town=town)
        category = Category.PRIORITY if criterion else Category.GENERAL
        return Target(self.beat.code, next(self.numbers), kind, category, criterion, name, "", home, CardState.FULL)

    def _standing(self, home: Home) -> tuple[Category, str]:
        """Whether a home is 重点, and for which criterion."""
        if home.manner == "public":
            return Category.PRIORITY, "household_1"
        if home.manner == "rented" and self.dice.random() < 0.6:
            return Category.PRIORITY, "household_2"
        if self.dice.random() < 0.12:
            criterion = self.dice.choices(list(NOTEWORTHY), list(NOTEWORTHY.values()))[0]
            return Category.PRIORITY, f"household_{criterion}"
        return Category.GENERAL, ""

    def _past(self, target: Target) -> None:
        """When it was met last, so that nobody is overdue when the story begins; and since when it has its card.

        仮カード are from the year before.
        """
        before = date(self.span.start.year, 1, 1)
        if target.card is CardState.PROVISIONAL:
            target.entered = before - timedelta(days=self.dice.randrange(1, NOTICED_DAYS))
        elif self.dice.random() < MET_SHARE:
            months = 12 if target.category is Category.PRIORITY else 36
            target.last = before - timedelta(
                days=self.dice.randrange(1, (before - months_later(self.span.start, -months)).days)
            )
        if target.card is CardState.FULL:
            renewed = self.dice.random() < RENEWED_SHARE
            target.carded = (target.last or before) - timedelta(days=0 if renewed else self.dice.randrange(8 * 365))

    def _flats(self, name: str, number: int, manner: str) -> Iterator[Home]:
        address = self.house().address
        for index in range(number):
            yield Home(address, name, str((index // FLATS_A_FLOOR + 1) * 100 + index % FLATS_A_FLOOR + 1), manner)

    def _address(self, town: str, block: int, lot: int, house: int) -> str:
        places = self.words["places"]
        shape: str = places["block"] if block else places["plain"]
        return shape.format(prefix=places["prefix"], town=town, block=block, lot=lot, house=house)
