"""The grammar of ``/junkai visit``: entries of a target, an outcome and what else was said. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot import lexicon
from bot.errors import Refusal
from bot.naming import TargetName, nfkc, personal, typed_target
from handlers.arguments import Unreadable, clock_time, day
from models.rules.codes import Outcome

MOST_ENTRIES = 100
BREAK = re.compile(r"[\n\r,、､;]")
SHEET_DIGITS = 4

UNSAID = (("patrol_cards", None), ("cr_cards", None))
"""Sheets of which it was not said how many."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with an entry: a code with words in ``refusals.j2``, and safe facts, never what was typed."""

    code: str
    facts: dict[str, Any]


@dataclass
class Entry:
    """One visit as typed; ``name`` None where words stood without a target."""

    name: TargetName | None
    said: dict[str, Any] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def take(self, kind: str, value: Any) -> None:
        """Keep what was said; saying it twice is a fault."""
        if kind in self.said:
            self.faults.append("twice")
        self.said[kind] = value

    @property
    def outcome(self) -> Outcome:
        """How the visit ended; only for an entry without faults."""
        return Outcome(self.said["outcome"])

    @property
    def at(self) -> time | None:
        """The time of day, if said."""
        found: time | None = self.said.get("time")
        return found


@dataclass(frozen=True, slots=True)
class VisitWords:
    """All entries in the order typed; ``on`` is the day said before the first target."""

    entries: tuple[Entry, ...]
    on: date | None


def read_visits(text: str, today: date) -> VisitWords:
    """The entries of a text, each with its own faults.

    Refuses more than ``MOST_ENTRIES``, and all of it where a word may be personal.
    """
    entries: list[Entry] = []
    common = Entry(None)
    for part in BREAK.split(nfkc(text)):
        read_part(meanings(part, today), entries, common)
        if len(entries) > MOST_ENTRIES:
            raise Refusal("visit.too_many", most=MOST_ENTRIES)
    if common.faults and not entries:
        entries.append(Entry(None))
    for place, entry in enumerate(entries):
        complete(entry, common)
        if any(same(entry, other) for other in entries[:place]):
            entry.faults.append("repeated")
    return VisitWords(tuple(entries), common.said.get("date"))


def same(entry: Entry, other: Entry) -> bool:
    """Whether the very same visit was written down before."""
    return entry.name is not None and (entry.name, entry.said) == (other.name, other.said)


def read_part(words: list[tuple[str, Any]], entries: list[Entry], common: Entry) -> None:
    """Add the entries between two separators; days before the first entry of all go to ``common``."""
    current: Entry | None = None
    for place, (kind, value) in enumerate(words):
        if kind == "target" and current is not None and apart(words, place):
            current.faults.append("sheets")
        elif kind == "target":
            current = entry_of(value, current, entries)
        elif current is None and (entries or not dates(kind, value)):
            current = Entry(None)
            entries.append(current)
        put(current or common, kind, value)


def entry_of(name: TargetName, current: Entry | None, entries: list[Entry]) -> Entry:
    """The entry that a target begins, or takes over: words before it may be meant for it, and are no guess of ours."""
    if current is not None and current.name is None:
        current.name = name
        current.faults.append("order")
        return current
    entries.append(Entry(name))
    return entries[-1]


def apart(words: list[tuple[str, Any]], place: int) -> bool:
    """Whether a number is rather that of the sheets named just before it (``PC 2``): no outcome follows it."""
    before = words[place - 1] if place else ("", 0)
    number: TargetName = words[place][1]
    followed = place + 1 < len(words) and words[place + 1][0] == "outcome"
    return before in UNSAID and number.beat is None and number.number.isdigit() and not followed


def dates(kind: str, value: Any) -> bool:
    """Whether a word is a day, or would be one that does not exist."""
    return kind == "date" or (kind == "fault" and value == "date")


def put(entry: Entry, kind: str, value: Any) -> None:
    """Add a word's meaning to an entry."""
    if kind == "fault":
        entry.faults.append(value)
    elif kind != "target":
        entry.take(kind, 1 if (kind, value) in UNSAID else value)


def complete(entry: Entry, common: Entry) -> None:
    """Note what an entry lacks. A faulty day for all spoils each entry without its own: today would be a guess."""
    if "date" not in entry.said:
        entry.faults += common.faults
    if entry.name is None:
        entry.faults.insert(0, "no_target")
    elif "outcome" not in entry.said:
        entry.faults.append("outcome_missing")


def meanings(text: str, today: date) -> list[tuple[str, Any]]:
    """The meaning of each word of a text. Refuses all of it, without repeating it, where one may be personal."""
    found = [meaning(word, today) for word in text.split()]
    if ("fault", "personal") in found:
        raise Refusal("words.personal")
    return found


def meaning(word: str, today: date) -> tuple[str, Any]:
    """The kind of a word and its value; kind ``fault`` with a code for what has none."""
    if outcome := lexicon.code("outcome", word):
        return "outcome", outcome
    if lexicon.code("word", word) == "card":
        return "card", True
    for found in sheets(word):
        return found
    try:
        return when(word, today) or target_meaning(word)
    except Unreadable as fault:
        return "fault", fault.code


def when(word: str, today: date) -> tuple[str, Any] | None:
    """A day or a time of day; raises Unreadable for one that does not exist."""
    if (on := day(word, today)) is not None:
        return "date", on
    if (at := clock_time(word)) is not None:
        return "time", at
    return None


def target_meaning(word: str) -> tuple[str, Any]:
    """A word that is nothing else: a target, what may be personal, or unknown."""
    if name := typed_target(word):
        return "target", name
    return "fault", "personal" if personal(word) else "unknown_word"


def sheets(word: str) -> Iterator[tuple[str, int | str | None]]:
    """Which sheets a word names and how many, None if it does not say; a fault for what is no number of sheets."""
    plain = lexicon.plain(word)
    for code in ("patrol_cards", "cr_cards"):
        for spelling in lexicon.spellings("word", code):
            rest = plain.removeprefix(lexicon.plain(spelling))
            if rest == plain or not re.fullmatch(r"-?\d*", rest, re.ASCII):
                continue
            if rest.startswith("-") or len(rest) > SHEET_DIGITS:
                yield "fault", "sheets"
            else:
                yield code, int(rest) if rest else None


def faults_of(entry: Entry) -> list[Fault]:
    """The faults of an entry, each once, with the target they belong to."""
    facts = {"number": entry.name.number if entry.name else None, "beat": entry.name.beat if entry.name else None}
    return [Fault(f"words.{code}", facts) for code in dict.fromkeys(entry.faults)]
