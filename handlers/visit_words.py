"""The grammar of ``/junkai visit``: entries of a target, an outcome and what else was said. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from bot.errors import Refusal
from bot.naming import TargetName, nfkc
from handlers.visit_meanings import DASHED, SHEETS, apart, meaning
from models.rules.codes import Outcome

MOST_ENTRIES = 100
BREAK = re.compile(r"[\n\r,、､;]")

UNSAID = tuple((kind, None) for kind in SHEETS)
"""Sheets of which it was not said how many."""

ADDED = frozenset({*SHEETS, "card"})
"""What belongs to the entry before it also after a separator: nothing else has sheets or a card."""


@dataclass(frozen=True, slots=True)
class Fault:
    """All that is wrong with an entry: codes with words in ``refusals.j2``, and safe facts, never what was typed."""

    codes: tuple[str, ...]
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

    @property
    def unfinished(self) -> tuple[TargetName, date | None] | None:
        """The one target with nothing else but perhaps a day: the rest is to be filled in."""
        if len(self.entries) != 1:
            return None
        (entry,) = self.entries
        if entry.name is None or entry.faults != ["outcome_missing"] or entry.said.keys() - {"date"}:
            return None
        return entry.name, entry.said.get("date", self.on)


def read_visits(text: str, today: date) -> VisitWords:
    """The entries of a text, each with its own faults.

    Refuses more than ``MOST_ENTRIES``, and all of it where a word may be personal.
    """
    entries: list[Entry] = []
    common = Entry(None)
    parts = [meanings(part, today) for part in BREAK.split(nfkc(text))]
    alone = sum(map(len, parts)) == 1
    for part in parts:
        read_part(part if alone else doubted(part), entries, common)
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
    if entries and words and all(kind in ADDED or is_moment(kind, value) for kind, value in words):
        add_to(entries[-1], words, common)
        return
    current: Entry | None = None
    for place, word in enumerate(words):
        current = entry_at(words, place, current, entries)
        put(current or common, *word)


def entry_at(words: list[tuple[str, Any]], place: int, current: Entry | None, entries: list[Entry]) -> Entry | None:
    """The entry to which a word belongs, begun by it or ``current`` already; None for a day that is for all."""
    kind, value = words[place]
    if kind == "target":
        if current is None or not is_sheets(words, place):
            return entry_of(value, current, entries)
        current.faults.append("sheets")
    elif current is None and (entries or not dates(kind, value)):
        current = Entry(None)
        entries.append(current)
    return current


def entry_of(name: TargetName, current: Entry | None, entries: list[Entry]) -> Entry:
    """The entry that a target begins, or takes over: words before it may be meant for it, and are no guess of ours."""
    if current is not None and current.name is None:
        current.name = name
        current.faults.append("order")
        return current
    entries.append(Entry(name))
    return entries[-1]


def add_to(entry: Entry, words: list[tuple[str, Any]], common: Entry) -> None:
    """Add what stands apart to the entry before it.

    A day there may be meant for others too: all without one are in doubt.
    """
    for kind, value in words:
        if kind in ADDED:
            put(entry, kind, value)
        elif kind == "time":
            entry.faults.append("apart")
        else:
            common.faults.append("apart" if kind == "date" else value)


def doubted(words: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """The same with a fault for each number without an outcome that may be meant as a day (11-30)."""
    following = [kind for kind, _ in words[1:]] + [""]
    return [
        ("fault", "dashed_date") if kind == "target" and then != "outcome" and may_be_a_day(value) else (kind, value)
        for (kind, value), then in zip(words, following, strict=False)
    ]


def may_be_a_day(name: TargetName) -> bool:
    """Whether a number could be a month and a day."""
    return name.beat is None and DASHED.fullmatch(name.number) is not None


def is_moment(kind: str, value: Any) -> bool:
    """Whether a word is a day or a time of day, or would be."""
    return kind in ("date", "time") or dates(kind, value)


def is_sheets(words: list[tuple[str, Any]], place: int) -> bool:
    """Whether a number is rather that of the sheets named just before it (``PC 2``): no outcome follows it."""
    before = words[place - 1] if place else ("", 0)
    number: TargetName = words[place][1]
    followed = place + 1 < len(words) and words[place + 1][0] == "outcome"
    return before in UNSAID and number.beat is None and number.number.isdigit() and not followed


def dates(kind: str, value: Any) -> bool:
    """Whether a word is a day, or would be one that does not exist."""
    return kind == "date" or (kind == "fault" and value in ("date", "dashed_date"))


def put(entry: Entry, kind: str, value: Any) -> None:
    """Add a word's meaning to an entry."""
    if kind == "fault":
        entry.faults.append(value)
    elif kind in SHEETS and value == 0:
        entry.faults.append("sheets")
    elif kind != "target":
        entry.take(kind, 1 if (kind, value) in UNSAID else value)


def complete(entry: Entry, common: Entry) -> None:
    """Note what an entry lacks. A faulty day for all spoils each entry without its own: today would be a guess."""
    if "date" not in entry.said:
        entry.faults += common.faults
    if entry.name is None and not {"no_space", "range"}.intersection(entry.faults):
        entry.faults.insert(0, "no_target")
    elif entry.name is not None and "outcome" not in entry.said:
        entry.faults.append("outcome_missing")


def meanings(text: str, today: date) -> list[tuple[str, Any]]:
    """The meaning of each word of a text. Refuses all of it, without repeating it, where one may be personal."""
    found = [meaning(each, today) for word in text.split() for each in apart(word)]
    if ("fault", "personal") in found:
        raise Refusal("words.personal")
    return found


def fault_of(entry: Entry) -> Fault | None:
    """What is wrong with an entry, with the target it belongs to; without one, with what else was understood."""
    if not entry.faults:
        return None
    name = entry.name
    facts = {"number": name.number, "beat": name.beat} if name else {"number": None, "beat": None, "said": entry.said}
    return Fault(tuple(f"words.{code}" for code in dict.fromkeys(entry.faults)), facts)
