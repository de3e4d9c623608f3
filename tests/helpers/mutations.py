"""What somebody who tampers puts into buttons, states and inputs: other people's things, and what is none at all."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.payloads import Act

LONG = "x" * 5_000
"""More than Slack takes in a value or in a modal's metadata."""

ODD = ("", "\x00", "EX-P1-1/1\x00", "\ud800", LONG, "9" * 400, "-1")
NUMBERS = ("-1", "0", "9999", "2147483648", "999999999999999", "9" * 5_000, "\u00b2", "1.5")
DAYS = ("0001-01-01", "9999-12-31", "1900-01-01", "2100-12-31", "2026-02-30")
MOMENTS = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-03-02T09:30:38")
"""Two that are on no day of Python's elsewhere, and one that is nowhere."""

JSONS: tuple[Any, ...] = (None, True, -1, 9999, 2**31, 10**30, float("inf"), float("nan"), [None], {"s": 1})

DEEP = "[" * 100_000
METADATA = ("", "null", "[]", '"s"', '{"s":', '{"s":[]}', '{"n":1,"s":null}', DEEP, '{"s":' + "9" * 5_000 + "}")
"""What is no metadata of ours, the last two more than a parser takes."""

SEPARATOR = re.compile(r"([|/:])")
DAY = re.compile(r"\d{4}-\d\d-\d\d")
THIS_YEAR = re.compile(r"\b2026\b")

Forged = tuple[Act, str | None]
"""An act, and what stands in place of its metadata."""


@dataclass(frozen=True)
class Others:
    """What belongs to other people: names and codes, and numbers of rows."""

    names: tuple[str, ...] = ()
    ids: tuple[int, ...] = ()

    def like(self, true: str) -> tuple[str, ...]:
        """What could stand in a text's place: numbers for a number, days for a day, names for all others."""
        if true.isdigit():
            return *NUMBERS, *map(str, self.ids)
        return (*DAYS, *MOMENTS) if DAY.match(true) else (*ODD, *self.names)


def mutations(act: Act, others: Others) -> Iterator[Forged]:
    """The act with one thing of it changed; and with all its years."""
    for value in texts(act.value, others):
        yield replace(act, value=value), None
    for state in states(act.state, others):
        yield replace(act, state=state), None
    for block, value in act.values.items():
        for forged in inputs(value or {}, others):
            yield replace(act, values={**act.values, block: forged}), None
    for year in ("0001", "9999"):
        yield replace(act, value=THIS_YEAR.sub(year, act.value), state=in_year(act.state, year)), None
    if act.view_id or act.at_home:
        written = json.dumps({"n": "cut", "s": dict(act.state)})
        for metadata in (*METADATA, written[:-3], written[: len(written) // 2]):
            yield act, metadata


def texts(true: str, others: Others) -> list[str]:
    """Other texts: whole, cut off, too long, and part by part."""
    found = dict.fromkeys((*ODD, *others.like(true), true[:-1], f"{true}|1", f"{true}/1"))
    parts = SEPARATOR.split(true)
    for place in range(0, len(parts), 2):
        for other in (*ODD, *others.like(parts[place])):
            found["".join([*parts[:place], other, *parts[place + 1 :]])] = None
    found.pop(true, None)
    return list(found)


def states(true: Mapping[str, Any], others: Others) -> Iterator[dict[str, Any]]:
    """Other states: one entry another, one missing, some too many."""
    yield {**true, "extra": "EX-P1-1/1", "actor": "E003"}
    for key, value in true.items():
        yield {name: one for name, one in true.items() if name != key}
        likely = texts(value, others) if isinstance(value, str) else (*others.ids, [*others.ids, *JSONS], *others.names)
        yield from ({**true, key: forged} for forged in (*JSONS, *likely))


def in_year(state: Mapping[str, Any], year: str) -> dict[str, Any]:
    """A state with all years another."""
    return {
        key: THIS_YEAR.sub(year, one) if isinstance(one, str) else int(year) if one == 2026 else one
        for key, one in state.items()
    }


def inputs(true: Mapping[str, Any], others: Others) -> Iterator[Any]:
    """Other fillings of an input, of its kind and of none."""
    yield from (None, [], "x")
    for kind, value in true.items():
        if kind != "type":
            yield from ({kind: one} for one in fillings(kind, value, others))


def fillings(kind: str, value: Any, others: Others) -> list[Any]:
    """What can stand under the key of an input of some kind, and what cannot."""
    if kind == "selected_option":
        chosen = texts(str((value or {}).get("value", "")), others)
        return [*({"value": one} for one in chosen), {"value": 1}, {"value": []}, None]
    if kind == "selected_options":
        ticked = [[{"value": one}] for one in (*ODD, *NUMBERS)]
        return [*ticked, [{"value": 1}], [None], [[]], {}, "x"]
    if kind == "selected_date":
        return [*DAYS, "", LONG, 1, []]
    if kind == "selected_time":
        return ["25:00", "23:59:59.9+14:00", "", LONG, 1]
    return [*ODD, *NUMBERS, 1, None, []]
