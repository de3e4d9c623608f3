"""A made-up prefecture, beat by beat, as rows of the tables: deterministic, of any size, free of real people.

A whole one has 1,500 beats in 25 stations and 300 posts, 1.4 million targets, and 1.5 million visits of three years.
"""

import random
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

WHOLE = 1_500
"""Beats of a whole prefecture."""

BEATS_PER_POST, POSTS_PER_STATION = 5, 12

FIRST, TODAY = date(2024, 1, 1), date(2026, 11, 23)

LONG_AGO, DAYS = "2024-01-01T00:00:00.000000Z", (TODAY - FIRST).days

Rows = dict[str, list[tuple[Any, ...]]]
"""Rows by table; a moment is text as SQLite keeps it, which PostgreSQL reads as well."""

COLUMNS = {
    "units": "id kind code",
    "unit_versions": "id unit_id since name parent_id post_kind recorded_at audit_id",
    "officers": "id staff_no slack_user_id",
    "officer_versions": "id officer_id since name rank unit_id recorded_at audit_id",
    "officer_roles": "version_id role",
    "assignments": "id beat_id officer_id duty starts_on ends_on recorded_at audit_id",
    "audit": "id at officer_id actor command",
    "dwellings": "id building_id digest",
    "targets": "id beat_id dwelling_id kind category criteria card entered_on carded_on last_interview_on"
    " recorded_at audit_id",
    "target_numbers": "beat_id number target_id",
    "visits": "target_id home_beat_id visited_on visited_time outcome officer_id new_card cr_cards patrol_cards"
    " recorded_at audit_id",
    "target_changes": "target_id home_beat_id happened_on kind category criteria to_beat_id survivor_id sheets"
    " recorded_at audit_id",
    "beat_sheets": "id beat_id used_on kind sheets recorded_at audit_id",
    "register_figures": "id beat_id as_of households recorded_at audit_id",
    "plans": "id beat_id year approved_at recorded_at audit_id",
    "plan_months": "plan_id category month planned",
}
"""Visits and changes get their ids when they are stored, in the order of their days, as in real life."""


class Known(NamedTuple):
    """What the generator remembers of a target while it invents its facts."""

    id: int
    entered: int
    left: int
    card: str


class Prefecture:
    """``beats`` beats with everything above and in them."""

    def __init__(self, beats: int) -> None:
        self.beats = beats
        self.posts = -(-beats // BEATS_PER_POST)
        self.stations = -(-self.posts // POSTS_PER_STATION)

    def beat(self, index: int) -> int:
        """The number of a beat's row, and also of the row of its only officer."""
        return 1 + self.stations + self.posts + index + 1

    def organisation(self) -> Rows:
        """The units and officers."""
        rows: Rows = defaultdict(list)
        rows["audit"].append((1, LONG_AGO, None, "system", "import"))
        self._unit(rows, 1, "prefecture", "HQ", None)
        for index in range(self.stations):
            self._unit(rows, 2 + index, "station", f"S{index:02}", 1)
        for index in range(self.posts):
            station = index // POSTS_PER_STATION
            self._unit(rows, 2 + self.stations + index, "post", f"S{station:02}-P{index:03}", 2 + station)
        for index in range(self.beats):
            post = index // BEATS_PER_POST
            code = f"S{post // POSTS_PER_STATION:02}-P{post:03}-{index % BEATS_PER_POST + 1}"
            self._unit(rows, self.beat(index), "beat", code, 2 + self.stations + post)
            self._officer(rows, self.beat(index), 2 + self.stations + post)
        return rows

    def chunks(self, size: int = 50) -> Iterator[Rows]:
        """The facts of the beats, some beats at a time."""
        numbers = _Numbers()
        for start in range(0, self.beats, size):
            rows: Rows = defaultdict(list)
            for index in range(start, min(start + size, self.beats)):
                neighbour = index + 1 if (index + 1) % BEATS_PER_POST and index + 1 < self.beats else max(index - 1, 0)
                _Beat(index, self.beat(index), self.beat(neighbour), numbers, rows).invent()
            yield rows

    @staticmethod
    def _unit(rows: Rows, unit: int, kind: str, code: str, parent: int | None) -> None:
        rows["units"].append((unit, kind, code))
        post_kind = "koban" if kind == "post" else None
        rows["unit_versions"].append((unit, unit, "0001-01-01", f"例示 {code}", parent, post_kind, LONG_AGO, 1))

    @staticmethod
    def _officer(rows: Rows, number: int, unit: int) -> None:
        rows["officers"].append((number, f"B{number:05}", f"UB{number:05}"))
        name = f"例示 {number}郎"
        rows["officer_versions"].append((number, number, "0001-01-01", name, "巡査長", unit, LONG_AGO, 1))
        rows["officer_roles"].append((number, "beat_officer"))
        rows["assignments"].append((number, number, number, "in_charge", "2024-01-01", None, LONG_AGO, 1))


class _Numbers:
    """The next free row numbers."""

    target = sheets = figure = plan = 0


class _Beat:
    """Invents the facts of one beat."""

    def __init__(self, index: int, beat: int, neighbour: int, numbers: _Numbers, rows: Rows) -> None:
        self.dice = random.Random(index)
        self.beat, self.neighbour, self.numbers, self.rows = beat, neighbour, numbers, rows
        self.plain: list[int] = []

    def invent(self) -> None:
        targets = [self._target(number) for number in range(1, self.dice.randint(700, 1170))]
        for target in targets:
            self._changes(target)
        self._visits(targets)
        self._figures()

    def _target(self, number: int) -> Known:
        dice, self.numbers.target = self.dice, self.numbers.target + 1
        target = self.numbers.target
        entered = None if dice.random() < 0.88 else dice.randrange(DAYS)
        card = dice.choices(("full", "provisional", "none"), (80, 8, 12) if entered is None else (40, 40, 20))[0]
        carded = None
        if card == "full" and dice.random() < 0.3:
            carded = f"{dice.randint(2010, 2023)}-05-01" if entered is None else day(entered)
        kind = dice.choices(("household", "business", "public_office"), (85, 13, 2))[0]
        category = "priority" if dice.random() < 0.2 else "general"
        self.rows["dwellings"].append((target, None, target.to_bytes(16)))
        entered_on = None if entered is None else day(entered)
        stamp = (LONG_AGO if entered is None else stamped(entered), 1)
        self.rows["targets"].append(
            (target, self.beat, target, kind, category, 0, card, entered_on, carded, None, *stamp)
        )
        self.rows["target_numbers"].append((self.beat, str(number), target))
        left = dice.randrange(entered or 0, DAYS) if dice.random() < 0.09 else DAYS
        return Known(target, entered or 0, left, card)

    def _changes(self, target: Known) -> None:
        """3 % leave in a year, 1 % change category, 0.5 % the beat, 0.2 % are excluded."""
        dice, quiet = self.dice, True
        if target.left < DAYS:
            kinds = ("moved_out", "died", "closed", "mistaken", "duplicate")
            kind = dice.choices(kinds, (80, 14, 4, 1, 1))[0]
            survivor = self.plain[-1] if kind == "duplicate" and self.plain else None
            self._change(target, target.left, "moved_out" if kind == "duplicate" and not survivor else kind, survivor)
            quiet = False
        chance = dice.random()
        if chance < 0.06 and target.left > target.entered:
            self._rare_change(target, chance, dice.randrange(target.entered, target.left))
            quiet = False
        if quiet:
            self.plain.append(target.id)

    def _rare_change(self, target: Known, chance: float, on: int) -> None:
        if chance < 0.03:
            was_priority = self.rows["targets"][-1][4] == "priority"
            self._change(target, on, "category", category="general" if was_priority else "priority")
        elif chance < 0.045 and self.neighbour != self.beat:
            self._change(target, on, "beat", to_beat=self.neighbour)
        elif chance < 0.051:
            self._change(target, on, "excluded")
            if chance < 0.048 and on + 90 < target.left:
                self._change(target, on + 90, "released")
        elif target.card != "full":
            self._change(target, on, "card_without_interview")

    def _change(
        self,
        target: Known,
        on: int,
        kind: str,
        survivor: int | None = None,
        *,
        category: str | None = None,
        to_beat: int | None = None,
    ) -> None:
        criteria = 0 if category else None
        self.rows["target_changes"].append(
            (target.id, self.beat, day(on), kind, category, criteria, to_beat, survivor, None, stamped(on), 1)
        )

    def _visits(self, targets: list[Known]) -> None:
        dice = self.dice
        carded = {row[0] for row in self.rows["target_changes"] if row[3] == "card_without_interview"}
        for _ in range(1_000):
            target = dice.choice(targets)
            if target.left <= target.entered:
                continue
            on = dice.randrange(target.entered, target.left)
            outcome = dice.choices(("interview", "absent", "intercom_only", "refused"), (60, 32, 5, 3))[0]
            new_card = outcome == "interview" and target.card != "full" and target.id not in carded
            if new_card:
                carded.add(target.id)
            cr_cards = int(dice.random() < 0.04)
            patrol_cards = int(outcome != "interview" and dice.random() < 0.2)
            at = f"{dice.randint(9, 18):02}:{dice.randrange(0, 60, 5):02}:00.000000"
            happened = (day(on), at, outcome, self.beat, int(new_card), cr_cards, patrol_cards)
            self.rows["visits"].append((target.id, self.beat, *happened, stamped(on), 1))

    def _figures(self) -> None:
        numbers, dice, rows = self.numbers, self.dice, self.rows
        for _ in range(12):
            numbers.sheets += 1
            on = dice.randrange(DAYS)
            kind = dice.choice(("cr_cards", "patrol_cards"))
            rows["beat_sheets"].append((numbers.sheets, self.beat, day(on), kind, 3, stamped(on), 1))
        for year in (2024, 2025, 2026):
            numbers.figure += 1
            numbers.plan += 1
            stamp = (f"{year}-04-10T00:00:00.000000Z", 1)
            rows["register_figures"].append(
                (numbers.figure, self.beat, f"{year}-04-01", dice.randint(600, 1000), *stamp)
            )
            rows["plans"].append((numbers.plan, self.beat, year, stamp[0], *stamp))
            rows["plan_months"] += [
                (numbers.plan, category, month, dice.randint(2, 30))
                for category in ("priority", "general")
                for month in range(1, 13)
            ]


DAYS_AS_TEXT = [(FIRST + timedelta(days=number)).isoformat() for number in range(DAYS + 1)]


def day(number: int) -> str:
    """The day so many days after the first, as ISO text."""
    return DAYS_AS_TEXT[number]


def stamped(number: int) -> str:
    """A moment in the evening of that day."""
    return f"{DAYS_AS_TEXT[number]}T09:00:00.000000Z"
