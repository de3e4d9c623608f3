"""Show what somebody has to do and answers for, in one look: counts alone, of nobody's name."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from bot.errors import Refusal
from bot.roles import RIGHTS, Right, may_at_all
from bot.usecases.count_trouble import Trouble, count_trouble
from bot.usecases.explain_cell import paged
from bot.usecases.freshness import last_entries
from bot.usecases.greet import greets_now
from bot.usecases.issue_form import FormOrder, beat_forms
from bot.usecases.list_cards import lingering
from bot.usecases.list_due import due_now
from bot.usecases.list_requests import open_requests
from bot.usecases.show_status import MOST_BEATS, BeatStatus, beats_of_role, rolled, status_of
from bot.work import Work
from models.people import Person
from models.rules.codes import PlanState, Role, Row, Split, UnitKind
from models.rules.form import Form
from models.rules.order import natural
from models.rules.pace import pace
from models.units import UnitNow, beats_below, officers_in_charge, superiors, units_on

OLD_REQUEST = 30
"""Days after which a request is called old."""


@dataclass(frozen=True, slots=True)
class DueCounts:
    """First visits of a beat: whose day has come today, and whose is past or who were never met."""

    today: int
    overdue: int


@dataclass(frozen=True, slots=True)
class HomeLine:
    """A beat, or a unit with all its beats: ``pace`` is how many interviews it is ahead of its plan (−: behind).

    ``pace`` is None without a plan for all of it; ``due`` is counted only for the beats that the actor serves, and
    ``provisional`` are the 仮カード that linger.
    """

    kind: UnitKind
    status: BeatStatus
    pace: int | None
    vacant: bool = False
    provisional: int = 0
    due: DueCounts | None = None


@dataclass(frozen=True, slots=True)
class StationLine:
    """A station of which nothing is counted here: its beats, and of how many of them nobody is in charge."""

    code: str
    name: str
    beats: int
    vacant: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Requests of residents without an answer; ages in days."""

    total: int
    oldest: int
    old: int


@dataclass(frozen=True, slots=True)
class HomeFacts:
    """What stands on a page of somebody's Home, as of a moment. Whatever the actor has no right to is None or empty.

    ``served`` are the actor's own beats; ``whole`` is what the role is over, ``lines`` a page of the ``total`` units
    below it, those behind their plan first. ``uncounted``: so many beats that nothing of them is counted here; then
    the page is one of ``stations``.
    ``vacant`` are the codes of the beats of which nobody is in charge.
    """

    as_of: date
    at: datetime
    greets: bool
    served: tuple[HomeLine, ...]
    whole: HomeLine | None
    uncounted: int
    lines: tuple[HomeLine, ...]
    stations: tuple[StationLine, ...]
    page: int
    pages: int
    total: int
    provisional: int | None
    waiting: Waiting | None
    vacant: tuple[str, ...] | None
    trouble: Trouble | None


def show_home(work: Work, page: int = 1) -> HomeFacts:
    """A page of the actor's Home, in as many queries however many beats there are. Refuses a stranger."""
    if work.actor is None:
        raise Refusal("access.stranger")
    actor, units = work.actor, units_on(work.session, work.today)
    served = [units[each] for each in sorted(actor.beats_on(work.today)) if each in units]
    below = beats_of_role(actor, units)
    counted = below if len(below) <= MOST_BEATS else []
    forms = _forms(work, units, {*(one.id for one in served), *counted})
    old = _old_cards(work, actor, forms, units)
    by_role = {each: forms[each] for each in counted}
    lines = sorted(_lines(units, units[actor.unit_id], by_role, old), key=_behind_first)
    stations = _stations(work, units, below) if len(below) > len(counted) else []
    pages = max(paged(lines, page)[1], paged(stations, page)[1])
    return HomeFacts(
        as_of=work.today,
        at=work.now,
        greets=greets_now(work),
        served=_served(work, served, forms, old, _due(work, units, served)),
        whole=_whole(units, actor, list(by_role.values())),
        uncounted=len(below) - len(counted),
        lines=tuple(paged(lines, page)[2]),
        stations=tuple(paged(stations, page)[2]),
        page=min(max(page, 1), pages),
        pages=pages,
        total=len(lines) or len(stations),
        provisional=old.total() if may_at_all(actor, "card.list") else None,
        waiting=_waiting(work, actor),
        vacant=_vacant(work, actor, units),
        trouble=count_trouble(work) if Role.ADMINISTRATOR in actor.roles else None,
    )


def _served(
    work: Work, beats: Sequence[UnitNow], forms: Mapping[int, Form], old: Counter[int], due: Mapping[int, DueCounts]
) -> tuple[HomeLine, ...]:
    fresh = last_entries(work.session, [one.id for one in beats])
    return tuple(replace(_line(forms[one.id], old[one.id], fresh.get(one.id)), due=due[one.id]) for one in beats)


def _forms(work: Work, units: Mapping[int, UnitNow], beats: Collection[int]) -> dict[int, Form]:
    order = FormOrder(UnitKind.BEAT, None, work.today.year, work.today)
    wanted = [units[each] for each in sorted(beats)]
    return {beat.id: form for beat, form in zip(wanted, beat_forms(work.session, wanted, units, order), strict=True)}


def _lines(
    units: Mapping[int, UnitNow], top: UnitNow, forms: Mapping[int, Form], old: Counter[int]
) -> Iterator[HomeLine]:
    """The beats below a unit, or the stations, if it is the prefecture."""
    if top.kind is not UnitKind.PREFECTURE:
        yield from (_line(form, old[beat]) for beat, form in forms.items())
        return
    for station, beats in _by_station(units, forms).items():
        yield _line(rolled(units, station, [forms[each] for each in beats]))


def _by_station(units: Mapping[int, UnitNow], beats: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for beat in beats:
        above = (each for each in superiors(units, beat) if units[each].kind is UnitKind.STATION)
        found.setdefault(next(above, beat), []).append(beat)
    return found


def _stations(work: Work, units: Mapping[int, UnitNow], beats: Collection[int]) -> list[StationLine]:
    staffed = officers_in_charge(work.session, beats, work.today)
    found = [
        StationLine(units[one].code, units[one].name, len(own), sum(each not in staffed for each in own))
        for one, own in _by_station(units, beats).items()
    ]
    return sorted(found, key=lambda one: natural(one.code))


def _whole(units: Mapping[int, UnitNow], actor: Person, forms: Sequence[Form]) -> HomeLine | None:
    """All that the role is over, if any of it is counted here."""
    return _line(rolled(units, actor.unit_id, forms)) if forms else None


def _line(form: Form, provisional: int = 0, last_entry_on: date | None = None) -> HomeLine:
    """The form's own figures, in short."""
    done = form.line(Row.FIRST_INTERVIEWS, Split.ALL).total
    planned = [int(each or 0) for each in form.line(Row.PLANNED, Split.ALL).months]
    ahead = pace(planned, int(done or 0), form.as_of) if form.plan is PlanState.APPROVED else None
    vacant = form.header.scope is UnitKind.BEAT and form.header.officer is None
    return HomeLine(form.header.scope, status_of(form, last_entry_on), ahead, vacant, provisional)


def _behind_first(line: HomeLine) -> tuple[bool, int, Any]:
    """What is furthest behind its plan comes first, what has none last."""
    return line.pace is None, line.pace or 0, natural(line.status.code)


def _old_cards(work: Work, actor: Person, beats: Collection[int], units: Mapping[int, UnitNow]) -> Counter[int]:
    return lingering(work, list(beats), units) if may_at_all(actor, "card.list") else Counter()


def _due(work: Work, units: Mapping[int, UnitNow], served: Sequence[UnitNow]) -> dict[int, DueCounts]:
    found = due_now(work, {one.id: list(superiors(units, one.id)) for one in served})
    return {
        beat: DueCounts(today := sum(one.due_on == work.today for one in due), len(due) - today)
        for beat, due in found.items()
    }


def _waiting(work: Work, actor: Person) -> Waiting | None:
    if not may_at_all(actor, "requests"):
        return None
    ages = [one.age for one in open_requests(work)]
    return Waiting(len(ages), max(ages, default=0), sum(age > OLD_REQUEST for age in ages))


def _vacant(work: Work, actor: Person, units: Mapping[int, UnitNow]) -> tuple[str, ...] | None:
    """The codes of the beats below the unit of whoever may staff them, of which nobody is in charge today (第3-2)."""
    if RIGHTS[Right.STAFF].isdisjoint(actor.roles):
        return None
    beats = beats_below(units, actor.unit_id)
    staffed = officers_in_charge(work.session, [one.id for one in beats], work.today)
    return tuple(one.code for one in beats if one.id not in staffed)
