"""What the made-up station is told in: beats, targets, and what happened to each. Days and times are Japan's."""

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from models.rules.codes import CardState, Category, ChangeKind, Duty, Outcome, TargetKind
from models.rules.due import months_later

WORDS = Path(__file__).parents[2] / "templates" / "demo" / "station.ja.toml"

HISTORY_MONTHS = 18
FRESH = 7
"""The days before today whose visits the officers recorded with the bot; what was before came in with the tables."""

Words = dict[str, Any]


@cache
def station_words() -> Words:
    """The names of the made-up station."""
    return tomllib.loads(WORDS.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Span:
    """The days of which is told: from ``start`` until the day before ``today``."""

    today: date

    @property
    def start(self) -> date:
        """The first of the month, a year and a half ago."""
        return months_later(self.today, -HISTORY_MONTHS).replace(day=1)

    @property
    def end(self) -> date:
        """The last day on which anything happened."""
        return self.today - timedelta(days=1)

    @property
    def taken_in(self) -> date:
        """The day on which the tables were imported: they say nothing of later days but what may lie ahead."""
        return self.today - timedelta(days=FRESH + 1)

    @property
    def years(self) -> range:
        """The calendar years of the story."""
        return range(self.start.year, self.today.year + 1)


@dataclass(frozen=True, slots=True)
class Rounds:
    """How the rounds of a beat go; the words are explained in the file of words."""

    done: float
    tries: int
    more: float
    resolving: float
    coverage: float


@dataclass(frozen=True, slots=True)
class Beat:
    """A beat: its place in its post, how many targets it has at first, and how its rounds go."""

    code: str
    post: str
    place: int
    beats_of_post: int
    size: int
    rounds: Rounds


@dataclass(frozen=True, slots=True)
class Call:
    """A visit; ``at`` is Japan's wall clock. ``officer`` is a staff number."""

    at: datetime
    officer: str
    outcome: Outcome
    carded: bool = False
    cr_cards: int = 0
    patrol_cards: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """Something else that happened; ``value`` as the import reads it."""

    on: date
    kind: ChangeKind
    value: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a target is."""

    address: str
    building: str = ""
    unit: str = ""
    manner: str = ""
    """Of a building: ``auto_lock``, ``rented`` or ``public``."""


@dataclass
class Target:
    """A target with its story. ``criterion`` is a code of the lexicon, or empty."""

    beat: str
    number: int
    kind: TargetKind
    category: Category
    criterion: str
    name: str
    kana: str
    home: Home
    card: CardState
    entered: date | None = None
    carded: date | None = None
    last: date | None = None
    left: date | None = None
    calls: list[Call] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def beat_on(self, day: date) -> str:
        """The code of the beat that it belongs to at the end of a day."""
        moves = [event for event in self.events if event.kind is ChangeKind.BEAT and event.on <= day]
        return moves[-1].value if moves else self.beat

    def there(self, day: date) -> bool:
        """Whether it is in the registry, and was so in the morning."""
        return (self.entered is None or self.entered < day) and (self.left is None or day < self.left)

    def excluded(self, day: date) -> bool:
        """Whether nobody is to call on it."""
        kinds = [event.kind for event in self.events if event.on <= day]
        return kinds.count(ChangeKind.EXCLUDED) > kinds.count(ChangeKind.RELEASED)

    def carded_by(self, day: date) -> bool:
        """Whether it has a real card at the end of a day."""
        return (
            self.card is CardState.FULL
            or any(call.carded and call.at.date() <= day for call in self.calls)
            or any(event.kind is ChangeKind.CARD_WITHOUT_INTERVIEW and event.on <= day for event in self.events)
        )

    def happen(self, on: date, kind: ChangeKind, value: str = "") -> None:
        """Add an event."""
        self.events.append(Event(on, kind, value))


@dataclass(frozen=True, slots=True)
class Service:
    """Who serves a beat, from when to when (None: until further notice)."""

    beat: str
    officer: str
    duty: Duty
    since: date
    until: date | None

    def covers(self, day: date) -> bool:
        """Whether the duty holds on a day."""
        return self.since <= day and (self.until is None or day <= self.until)


def dice_of(seed: int, *names: object) -> random.Random:
    """Dice of their own for each part of the story, so that one part can change without all others."""
    return random.Random(":".join(map(str, (seed, *names))))  # noqa: S311 (invented people, not secrets)
