"""Issue the 巡回連絡年間実施計画・結果表 of a beat, 交番, 署 or the 県."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.errors import Refusal
from models.ledgers import ledgers
from models.organisation import HEADQUARTERS
from models.rules.codes import UnitKind
from models.rules.form import Form, Header, Part, beat_form
from models.rules.order import natural
from models.rules.rollup import part_of, roll_up
from models.units import UnitCode, UnitNow, beats_below, chain_on, officers_in_charge, superiors, unit_by_code, units_on

BATCH = 50
"""How many beats are read at once: few queries, little memory."""


@dataclass(frozen=True, slots=True)
class FormOrder:
    """Which form: of which unit and calendar year, as of which day (Japan), as known at which moment.

    ``known_at`` None: as known now, and the form does not say a moment.
    """

    scope: UnitKind
    code: str | None
    year: int
    as_of: date
    known_at: datetime | None = None


def form_order(
    scope: UnitKind, code: str | None, year: int, today: date, as_of: date | None, known_at: datetime | None = None
) -> FormOrder:
    """An order with the default day: today, at most 31 December. Refuses a day after the year (files.md)."""
    last = date(year, 12, 31)
    if as_of is not None and as_of > last:
        raise Refusal("form.as_of_after_year", as_of=as_of, year=year)
    return FormOrder(scope, code, year, as_of or min(today, last), known_at)


def issue_form(session: Session, order: FormOrder) -> Form:
    """The form that was ordered. Refuses an unknown unit, one of another kind, and a unit without beats."""
    if order.scope is UnitKind.BEAT:
        return issue_beat_form(session, order)
    units = units_on(session, order.as_of, order.known_at)
    top = find_unit(session, units, order)
    beats = beats_below(units, top.id)
    if not beats:
        raise no_beats(top.code, order)
    forms = list(beat_forms(session, beats, units, order))
    header = header_of(top, units, None)
    return roll_up(header, forms, parts_of(order, forms, units), order.year, order.as_of, order.known_at)


def issue_beat_form(session: Session, order: FormOrder) -> Form:
    """The form of one beat; reads only the beat and its superiors of the organisation."""
    named = unit_by_code(session, order.code or "")
    chain = chain_on(session, named.id, order.as_of, order.known_at) if named else []
    units = {unit.id: unit for unit in chain}
    return next(beat_forms(session, [unit_in(units, named, order)], units, order))


def every_beat(units: Mapping[int, UnitNow]) -> list[UnitNow]:
    """All beats of the prefecture, in the order of their codes."""
    return sorted((unit for unit in units.values() if unit.kind is UnitKind.BEAT), key=lambda unit: natural(unit.code))


def ordered_beats(units: Mapping[int, UnitNow], order: FormOrder) -> list[UnitNow]:
    """The same, for an order. Refuses where there is none by then, or as known then."""
    found = every_beat(units)
    if not found:
        raise no_beats(HEADQUARTERS, order)
    return found


def no_beats(code: str, order: FormOrder) -> Refusal:
    """There is nothing to issue, as of the day and as known at the moment of the order."""
    return Refusal("form.no_beats", code=code, as_of=order.as_of, known_at=order.known_at)


def find_unit(session: Session, units: Mapping[int, UnitNow], order: FormOrder) -> UnitNow:
    """The unit that an order names; the prefecture needs no code."""
    if order.scope is UnitKind.PREFECTURE:
        found = next((unit for unit in units.values() if unit.kind is UnitKind.PREFECTURE), None)
        if found is None:
            raise no_beats(HEADQUARTERS, order)
        return found
    return unit_in(units, unit_by_code(session, order.code or ""), order)


def unit_in(units: Mapping[int, UnitNow], unit: UnitCode | None, order: FormOrder) -> UnitNow:
    """A unit as it is among those of the day. Refuses an unknown one, one of another kind, and one not there yet."""
    if unit is None or unit.kind is not order.scope:
        raise Refusal("form.unknown_unit", scope=order.scope, code=order.code)
    if unit.id not in units:
        raise Refusal("form.unit_not_yet", code=unit.code, as_of=order.as_of, known_at=order.known_at)
    return units[unit.id]


def beat_forms(
    session: Session, beats: Sequence[UnitNow], units: Mapping[int, UnitNow], order: FormOrder
) -> Iterator[Form]:
    """The forms of some beats in the order given, read in batches."""
    for start in range(0, len(beats), BATCH):
        batch = beats[start : start + BATCH]
        ids = [beat.id for beat in batch]
        found = ledgers(session, ids, order.year, order.as_of, order.known_at)
        officers = officers_in_charge(session, ids, order.as_of, order.known_at)
        for beat in batch:
            header = header_of(beat, units, officers.get(beat.id))
            yield beat_form(header, found[beat.id], order.year, order.as_of, order.known_at)


def header_of(unit: UnitNow, units: Mapping[int, UnitNow], officer: str | None) -> Header:
    """Whose form it is, with the names of the day."""
    above = {units[each].kind: units[each] for each in superiors(units, unit.id)}
    post, station = above.get(UnitKind.POST), above.get(UnitKind.STATION)
    return Header(
        scope=unit.kind,
        code=unit.code,
        name=unit.name,
        post=post.name if post else None,
        post_kind=post.post_kind if post else None,
        station=station.name if station else None,
        officer=officer,
    )


def parts_of(order: FormOrder, forms: Sequence[Form], units: Mapping[int, UnitNow]) -> list[Part]:
    """The lines below a roll-up: of a 交番 or 署 its beats, of the 県 its stations."""
    if order.scope is not UnitKind.PREFECTURE:
        return [part_of(form) for form in forms]
    by_station: dict[int, list[Form]] = {}
    of_code = {unit.code: unit for unit in units.values()}
    for form in forms:
        chain = {units[each].kind: each for each in superiors(units, of_code[form.header.code].id)}
        by_station.setdefault(chain.get(UnitKind.STATION, of_code[form.header.code].id), []).append(form)
    return [
        part_of(roll_up(header_of(units[station], units, None), own, [], order.year, order.as_of, order.known_at))
        for station, own in by_station.items()
    ]
