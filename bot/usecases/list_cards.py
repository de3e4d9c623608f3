"""Cards that need somebody: not back, 仮カード that linger, unconfirmed for years; and those an officer wrote (第5)."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import or_, select

from bot.roles import may_record
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beat_to_explain
from bot.work import Work
from models.conduct import CardEvent
from models.histories import load_histories
from models.known import standing
from models.ledgers import beat_histories
from models.policies import policy_on
from models.registry import Target, TargetNumber
from models.rules.codes import CardState, ChangeKind
from models.rules.conduct import CardStep
from models.rules.due import months_later
from models.rules.facts import History
from models.rules.whereabouts import beat_on, card_on, registered_on
from models.units import UnitNow, chain_on, station_above

UNCONFIRMED_MONTHS = 36

MOVING = frozenset({CardStep.HANDED_OUT, CardStep.COLLECTED, CardStep.DICTATED})
"""The steps by which a paper card leaves the officer's hands, or comes back into them."""


class CardList(StrEnum):
    """The lists; that of cards written by the officer on request is for the 取扱責任者 to look into (第5-1)."""

    OUTSTANDING = "outstanding"
    PROVISIONAL = "provisional"
    UNCONFIRMED = "unconfirmed"
    DICTATED = "dictated"


@dataclass(frozen=True, slots=True)
class CardLine:
    """A target by its number, since when (None: from the beginning), and for how many days."""

    number: str
    since: date | None
    age: int | None


@dataclass(frozen=True, slots=True)
class CardLines:
    """A page of one list, the oldest first, and how many all lists have.

    ``old_after``: for how many days a 仮カード may stay one, as the station has set.
    """

    beat_code: str
    shown: CardList
    lines: tuple[CardLine, ...]
    counts: Mapping[CardList, int]
    page: int
    pages: int
    may_record: bool
    old_after: int


def list_cards(work: Work, beat_code: str, shown: CardList, page: int = 1) -> CardLines:
    """The lists of a beat as of today. Refuses those who may not see its targets."""
    beat = beat_to_explain(work, beat_code)
    units = {one.id: one for one in chain_on(work.session, beat.id, work.today)}
    old_after = patience(work, [beat.id], units)[beat.id]
    found = _found(work, beat.id, old_after)
    recording = work.actor is not None and may_record(work.actor, beat.id, work.today)
    page, pages, part = paged(sorted(found[shown]), page)
    numbers = _numbers(work, beat.id)
    lines = tuple(CardLine(numbers.get(target, ""), *_age(since, work.today)) for since, target in part)
    counts = {each: len(some) for each, some in found.items()}
    return CardLines(beat.code, shown, lines, counts, page, pages, recording, old_after.days)


def _found(work: Work, beat: int, old_after: timedelta) -> dict[CardList, list[tuple[date, int]]]:
    """The targets on each list, by since when; those from the beginning first."""
    steps = _steps(work, beat)
    found: dict[CardList, list[tuple[date, int]]] = {each: [] for each in CardList}
    for target, history in beat_histories(work.session, beat, None).items():
        if registered_on(history, work.today) and beat_on(history, work.today) == beat:
            for each, since in _lists(history, steps.get(target, []), work.today, old_after):
                found[each].append((since or date.min, target))
    return found


def _lists(
    history: History, steps: list[tuple[date, CardStep]], today: date, old_after: timedelta
) -> Iterator[tuple[CardList, date | None]]:
    """The lists that a target is on, and since when."""
    handed_out = _out_since(history, steps)
    if handed_out is not None:
        yield CardList.OUTSTANDING, handed_out
    entered = history.entry.on
    if lingers(history, today, old_after):
        yield CardList.PROVISIONAL, entered
    if card_on(history, today) is CardState.FULL:
        seen = [*_made(history), *(day for day, step in steps if step is not CardStep.HANDED_OUT)]
        last = max([*seen, *([entered] if entered else [])], default=None)
        if last is None or months_later(last, UNCONFIRMED_MONTHS) < today:
            yield CardList.UNCONFIRMED, last
    if dictated := [day for day, step in steps if step is CardStep.DICTATED]:
        yield CardList.DICTATED, max(dictated)


def lingers(history: History, today: date, old_after: timedelta) -> bool:
    """Whether a target has had no more than a 仮カード for longer than it should."""
    entered = history.entry.on
    return card_on(history, today) is CardState.PROVISIONAL and (entered is None or today - entered > old_after)


def lingering(work: Work, beats: Collection[int], units: Mapping[int, UnitNow]) -> Counter[int]:
    """How many 仮カード of each of some beats linger, as many as their lists show; ``units`` are today's.

    Reads all beats at once.
    """
    old_after = patience(work, beats, units)
    soonest = min(old_after.values(), default=timedelta())
    query = select(Target.id).where(
        Target.id.in_(select(TargetNumber.target_id).where(TargetNumber.beat_id.in_(beats))),
        Target.card == CardState.PROVISIONAL,
        or_(Target.entered_on.is_(None), Target.entered_on < work.today - soonest),
    )
    histories = load_histories(work.session, set(work.session.scalars(query))).values()
    there = (history for history in histories if registered_on(history, work.today))
    return Counter(
        beat
        for history in there
        if (beat := beat_on(history, work.today)) in old_after and lingers(history, work.today, old_after[beat])
    )


def patience(work: Work, beats: Collection[int], units: Mapping[int, UnitNow]) -> dict[int, timedelta]:
    """For how long a 仮カード may stay one in each of some beats, as their stations have set it."""
    stations = {beat: station_above(units, beat) for beat in beats}
    days = {
        station: policy_on(work.session, [station] if station else [], work.today).provisional_days
        for station in set(stations.values())
    }
    return {beat: timedelta(days=days[station]) for beat, station in stations.items()}


def _out_since(history: History, steps: list[tuple[date, CardStep]]) -> date | None:
    """The day on which a card was handed out that has neither come back nor been made since."""
    last = next((each for each in reversed(steps) if each[1] in MOVING), None)
    if last is None or last[1] is not CardStep.HANDED_OUT or any(day >= last[0] for day in _made(history)):
        return None
    return last[0]


def _made(history: History) -> Iterator[date]:
    """The days on which a card was made after the target entered."""
    yield from (visit.on for visit in history.visits if visit.new_card)
    yield from (one.on for one in history.changes if one.kind is ChangeKind.CARD_WITHOUT_INTERVIEW)
    if history.entry.carded_on is not None:
        yield history.entry.carded_on


def _age(since: date, today: date) -> tuple[date | None, int | None]:
    return (None, None) if since == date.min else (since, (today - since).days)


def _steps(work: Work, beat: int) -> dict[int, list[tuple[date, CardStep]]]:
    query = (
        select(CardEvent.target_id, CardEvent.happened_on, CardEvent.step)
        .join(TargetNumber, TargetNumber.target_id == CardEvent.target_id)
        .where(TargetNumber.beat_id == beat, CardEvent.happened_on <= work.today, standing(CardEvent))
        .order_by(CardEvent.happened_on, CardEvent.id)
    )
    steps: dict[int, list[tuple[date, CardStep]]] = {}
    for target, on, step in work.session.execute(query):
        steps.setdefault(target, []).append((on, step))
    return steps


def _numbers(work: Work, beat: int) -> dict[int, str]:
    query = select(TargetNumber.target_id, TargetNumber.number).where(TargetNumber.beat_id == beat)
    return dict(work.session.execute(query).all())
