"""All that is counted on the forms of some beats, read from the tables.

Targets to which nothing happened but entering are alike whenever they entered alike: the database counts them, and
they are folded once, with their number as weight. Only the others are read one by one. All go through the one
counting rule; nothing is counted here.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from models.histories import entries, histories_of, load_histories, moved_into
from models.known import known
from models.registry import BeatSheets, Plan, PlanMonth, RegisterFigure, Target, TargetChange, Visit
from models.rules.codes import Category, Outcome
from models.rules.facts import BeatSheets as SheetsFact
from models.rules.facts import Entry, History, as_opening
from models.rules.facts import Plan as PlanFact
from models.rules.facts import RegisterFigure as FigureFact
from models.rules.form import Ledger
from models.rules.postings import Posting, postings, sheet_postings


def ledgers(
    session: Session, beats: Collection[int], year: int, as_of: date, known_at: datetime | None
) -> dict[int, Ledger]:
    """The ledger of every beat asked for, as of a day and as known at a moment; all in a handful of queries."""
    posted: dict[int, list[Posting]] = {beat: [] for beat in beats}
    for history in counted_histories(session, beats, year, as_of, known_at):
        for posting in postings(history, year):
            if posting.beat in posted:
                posted[posting.beat].append(posting)
    sheets, figures = _sheets(session, beats, year, as_of, known_at), _figures(session, beats, as_of, known_at)
    plans = _plans(session, beats, year, known_at)
    return {
        beat: Ledger(
            postings=[*posted[beat], *sheet_postings(beat, sheets.get(beat, ()), year)],
            register=figures.get(beat, ()),
            plan=plans.get(beat),
        )
        for beat in beats
    }


def counted_histories(
    session: Session, beats: Collection[int], year: int, as_of: date, known_at: datetime | None
) -> Iterator[History]:
    """The histories that post on the forms of some beats; the uneventful ones together, as weights."""
    eventful = histories_of(
        session,
        visits=and_(Visit.home_beat_id.in_(beats), _visit_matters(year, as_of)),
        changes=and_(TargetChange.home_beat_id.in_(beats), TargetChange.happened_on <= as_of),
        known_at=known_at,
    )
    eventful |= load_histories(session, moved_into(session, beats, known_at) - eventful.keys(), known_at)
    eventful |= load_histories(session, survivors_named(eventful.values()) - eventful.keys(), known_at)
    yield from eventful.values()
    cohorts = _cohorts(session, beats, year, as_of, known_at)
    alone = (history.entry for history in eventful.values())
    cohorts.subtract(as_opening(entry, year) for entry in alone if entry.on is None or entry.on <= as_of)
    yield from (History(None, entry, weight=number) for entry, number in cohorts.items() if number > 0)


def survivors_named(histories: Iterable[History]) -> set[int]:
    """The targets that stay, of those that left as 重複; a twin's interview may count for them (C9)."""
    return {change.survivor for history in histories for change in history.changes if change.survivor is not None}


def beat_histories(session: Session, beat: int, known_at: datetime | None) -> dict[int, History]:
    """Every target that ever belonged to a beat, one by one: for explaining a number."""
    entered = entries(session, Target.beat_id == beat, known_at)
    return load_histories(session, entered.keys() | moved_into(session, [beat], known_at), known_at)


def _visit_matters(year: int, as_of: date) -> ColumnElement[bool]:
    """Visits that can post in the year, and cards made before it, which decide how it opens."""
    counted = or_(Visit.outcome == Outcome.INTERVIEW, Visit.cr_cards > 0, Visit.patrol_cards > 0)
    in_year = and_(Visit.visited_on >= date(year, 1, 1), counted)
    return and_(Visit.visited_on <= as_of, or_(Visit.new_card, in_year))


def _cohorts(
    session: Session, beats: Collection[int], year: int, as_of: date, known_at: datetime | None
) -> Counter[Entry]:
    """How many targets entered alike, as far as this year can tell (``as_opening``)."""

    def in_year(day: InstrumentedAttribute[date | None]) -> ColumnElement[date | None]:
        return case((day >= date(year, 1, 1), day))

    entered_on, carded_on = in_year(Target.entered_on), in_year(Target.carded_on)
    key = (entered_on, Target.beat_id, Target.kind, Target.category, Target.card, carded_on)
    query = (
        select(*key, func.count())
        .where(
            Target.beat_id.in_(beats),
            or_(Target.entered_on.is_(None), Target.entered_on <= as_of),
            known(Target, known_at),
        )
        .group_by(*key)
    )
    return Counter(
        {
            Entry(entered, beat, kind, category, card, carded): number
            for entered, beat, kind, category, card, carded, number in session.execute(query)
        }
    )


def _sheets(
    session: Session, beats: Collection[int], year: int, as_of: date, known_at: datetime | None
) -> dict[int, list[SheetsFact]]:
    query = select(BeatSheets.beat_id, BeatSheets.used_on, BeatSheets.kind, BeatSheets.sheets).where(
        BeatSheets.beat_id.in_(beats),
        BeatSheets.used_on.between(date(year, 1, 1), as_of),
        known(BeatSheets, known_at),
    )
    found: dict[int, list[SheetsFact]] = defaultdict(list)
    for beat, used_on, kind, sheets in session.execute(query):
        found[beat].append(SheetsFact(used_on, kind, sheets))
    return found


def _figures(
    session: Session, beats: Collection[int], as_of: date, known_at: datetime | None
) -> dict[int, list[FigureFact]]:
    query = select(RegisterFigure.beat_id, RegisterFigure.as_of, RegisterFigure.households).where(
        RegisterFigure.beat_id.in_(beats), RegisterFigure.as_of <= as_of, known(RegisterFigure, known_at)
    )
    found: dict[int, list[FigureFact]] = defaultdict(list)
    for beat, day, households in session.execute(query):
        found[beat].append(FigureFact(day, households))
    return found


def _plans(session: Session, beats: Collection[int], year: int, known_at: datetime | None) -> dict[int, PlanFact]:
    """The latest approved plan of each beat, by time of approval (C15)."""
    query = (
        select(Plan.beat_id, Plan.id)
        .where(Plan.beat_id.in_(beats), Plan.year == year, known(Plan, known_at))
        .order_by(Plan.approved_at, Plan.id)
    )
    latest = {plan: beat for beat, plan in dict(session.execute(query).all()).items()}
    months: dict[int, dict[Category, list[int]]] = defaultdict(
        lambda: {Category.PRIORITY: [0] * 12, Category.GENERAL: [0] * 12}
    )
    lines = select(PlanMonth.plan_id, PlanMonth.category, PlanMonth.month, PlanMonth.planned).where(
        PlanMonth.plan_id.in_(latest)
    )
    for plan, category, month, planned in session.execute(lines) if latest else ():
        months[latest[plan]][category][month - 1] = planned
    return {
        beat: PlanFact(tuple(months[beat][Category.PRIORITY]), tuple(months[beat][Category.GENERAL]))
        for beat in latest.values()
    }
