"""Tells the whole story of the made-up station for a day and a seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.station import tables as written
from bot.station.asides import Asides, asides_of, together
from bot.station.living import Life, redraw
from bot.station.rounds import Officer
from bot.station.settling import Settlement
from bot.station.staffing import Row, assignment_rows, beats_of, officer_rows, organisation_rows, services
from bot.station.story import Beat, Call, Span, Target, dice_of, station_words

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
    served = services(words, span)
    beats = list(beats_of(words))
    people = {
        beat: Life(
            Settlement(beat, words, span, dice_of(seed, beat.code)), span, dice_of(seed, beat.code, "life")
        ).go_on()
        for beat in beats
    }
    boundary = words["boundary"]
    for beat, targets in people.items():
        if beat.code == boundary["from"]:
            redraw(targets, boundary["to"], boundary["homes"], span)
    rounds = {
        beat: Officer(beat, targets, served, span, dice_of(seed, beat.code, "rounds"))
        for beat, targets in people.items()
    }
    for officer in rounds.values():
        officer.walk()
    everybody = [target for targets in people.values() for target in targets]
    visits = written.by_time(everybody)
    return Station(
        span,
        {
            "organisation": list(organisation_rows(words)),
            "officers": list(officer_rows(words)),
            "assignments": list(assignment_rows(served)),
            "targets": list(written.target_rows(everybody)),
            "events": [*written.event_rows(everybody), *sheets(beats, span, seed)],
            "visits": list(written.visit_rows([each for each in visits if not written.is_fresh(each[1], span)])),
            "plans": [row for beat, officer in rounds.items() for row in written.plan_rows(beat, officer.plans)],
            "register": [row for beat in beats for row in written.register_rows(beat, everybody, span)],
        },
        together(
            [asides_of(targets, words, span, dice_of(seed, beat.code, "asides")) for beat, targets in people.items()]
        ),
        [each for each in visits if written.is_fresh(each[1], span)],
    )


def sheets(beats: Sequence[Beat], span: Span, seed: int) -> list[Row]:
    """The sheets of all beats that name no target."""
    return [row for beat in beats for row in written.sheet_rows(beat, span, dice_of(seed, beat.code, "sheets"))]
