"""Tells the whole story of the made-up station for a day and a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.station import tables as written
from bot.station.asides import Asides, asides_of, together
from bot.station.living import Life, redraw
from bot.station.rounds import Officer
from bot.station.settling import Settlement
from bot.station.staffing import Row, assignment_rows, beats_of, officer_rows, organisation_rows, services
from bot.station.story import Beat, Call, Span, Target, Words, dice_of, station_words

Tables = dict[str, list[Row]]
"""Rows by kind of import, in the order of import, with the English keys of ``files.md``."""


@dataclass(frozen=True, slots=True)
class Station:
    """The station: its ``tables``, the ``asides`` that no table holds, and the ``fresh`` visits of the last days.

    The tables are those of the evening of ``span.taken_in``; the fresh visits come after, in their order.
    """

    span: Span
    tables: Tables
    asides: Asides
    fresh: list[tuple[Target, Call]]


def invent_station(today: date, seed: int = 1) -> Station:
    """The station as of the morning of a day (Japan); the same day and seed give the same station."""
    words, span = station_words(), Span(today)
    people = settled(words, span, seed)
    plans = walked(people, words, span, seed)
    everybody = [target for targets in people.values() for target in targets]
    visits = written.by_time(everybody)
    tables = {
        "organisation": list(organisation_rows(words)),
        "officers": list(officer_rows(words)),
        "assignments": list(assignment_rows(services(words, span))),
        "targets": list(written.target_rows(everybody)),
        "events": [*written.event_rows(everybody), *sheets(list(people), span, seed)],
        "visits": list(written.visit_rows([each for each in visits if not written.is_fresh(each[1], span)])),
        "plans": plans,
        "register": [row for beat in people for row in written.register_rows(beat, everybody, span)],
    }
    asides = [asides_of(targets, words, span, dice_of(seed, beat.code, "asides")) for beat, targets in people.items()]
    return Station(span, tables, together(asides), [each for each in visits if written.is_fresh(each[1], span)])


def settled(words: Words, span: Span, seed: int) -> dict[Beat, list[Target]]:
    """Who lived in each beat through all the months, the boundary redrawn among them."""
    people = {}
    for beat in beats_of(words):
        settlement = Settlement(beat, words, span, dice_of(seed, beat.code))
        people[beat] = Life(settlement, span, dice_of(seed, beat.code, "life")).go_on()
    boundary = words["boundary"]
    for beat, targets in people.items():
        if beat.code == boundary["from"]:
            redraw(targets, boundary["to"], boundary["homes"], span)
    return people


def walked(people: Mapping[Beat, list[Target]], words: Words, span: Span, seed: int) -> list[Row]:
    """Let the officers make their rounds; the rows of what they had planned."""
    served = services(words, span)
    plans = []
    for beat, targets in people.items():
        officer = Officer(beat, targets, served, span, dice_of(seed, beat.code, "rounds"))
        officer.walk()
        plans += list(written.plan_rows(beat, officer.plans))
    return plans


def sheets(beats: Sequence[Beat], span: Span, seed: int) -> list[Row]:
    """The sheets of all beats that name no target."""
    return [row for beat in beats for row in written.sheet_rows(beat, span, dice_of(seed, beat.code, "sheets"))]
