"""What the rooms of a building are called: ``101-112``, ``101-612`` (six floors), ``101-103,201``. Pure."""

import re
from collections.abc import Iterator

from bot.errors import Refusal
from bot.naming import nfkc
from bot.usecases.survey_building import MOST_UNITS

BREAK = re.compile(r"[\s,、､;]+")
DASH = r"[-~\N{WAVE DASH}\N{EN DASH}\N{HYPHEN}\N{MINUS SIGN}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}]"
ROOM = r"(?:\u53f7\u5ba4|\u53f7)?"
"""号室 or 号 or neither, after a number."""

UNITS = re.compile(
    rf"(?P<letters>[A-Za-z]{{0,3}})(?P<first>\d{{1,5}}){ROOM}(?:{DASH}(?P<again>[A-Za-z]{{0,3}})(?P<last>\d{{1,5}}){ROOM})?",
    re.ASCII,
)

FLOOR = 100
"""The last two digits of a room's number count on its floor; those before are the floor."""


def units_in(text: str) -> tuple[str, ...]:
    """The rooms that a text names, each once, in its order. Refuses what names none, and more than ``MOST_UNITS``."""
    units: dict[str, None] = {}
    for word in filter(None, BREAK.split(nfkc(text))):
        found = UNITS.fullmatch(word)
        if found is None or (found["again"] and found["again"] != found["letters"]):
            raise Refusal("building.units")
        for number in numbers(found["first"], found["last"] or found["first"]):
            units[f"{found['letters']}{number:0{len(found['first'])}}"] = None
            if len(units) > MOST_UNITS:
                raise Refusal("building.too_many", most=MOST_UNITS)
    if not units:
        raise Refusal("building.units")
    return tuple(units)


def numbers(first: str, last: str) -> Iterator[int]:
    """The numbers from one to another: along one floor, or the same rooms of each floor. Refuses what is neither."""
    low, high = int(first), int(last)
    floors, rooms = range(low // FLOOR, high // FLOOR + 1), range(low % FLOOR, high % FLOOR + 1)
    if not floors or not rooms or (len(floors) > 1 and low < FLOOR):
        raise Refusal("building.floors")
    yield from (floor * FLOOR + room for floor in floors for room in rooms)
