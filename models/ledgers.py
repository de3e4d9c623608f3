"""All that is counted on the forms of some beats, read from the tables.

Targets that are alike to a form are folded once, with their number as weight; only those to which more happened are
folded one by one. All go through the one counting rule; nothing is counted here.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime

from sqlalchemy.orm import Session

from models.gathering import gather
from models.histories import entries, load_histories, moved_into
from models.registry import Target
from models.rules.alike import alike_postings
from models.rules.codes import Category
from models.rules.facts import BeatSheets as SheetsFact
from models.rules.facts import History
from models.rules.facts import Plan as PlanFact
from models.rules.facts import RegisterFigure as FigureFact
from models.rules.form import Alike, Ledger
from models.rules.postings import Posting, postings, sheet_postings
from models.statements import Asked, figures_query, plans_query, sheets_query


def ledgers(
    session: Session, beats: Collection[int], year: int, as_of: date, known_at: datetime | None
) -> dict[int, Ledger]:
    """The ledger of every beat asked for, as of a day and as known at a moment; all in a handful of queries.

    Postings of targets alike are dated on the first day of their month.
    """
    asked = Asked(beats, year, min(as_of, date(year, 12, 31)), known_at)
    posted: dict[int, list[Posting]] = {beat: [] for beat in beats}
    alike: dict[int, list[Alike]] = {beat: [] for beat in beats}
    gathered = gather(session, asked)
    for history in gathered.histories:
        for posting in postings(history, year):
            if posting.beat in posted:
                posted[posting.beat].append(posting)
    for beat, cohort, number in gathered.alike:
        alike[beat].append((number, alike_postings(cohort, year)))
    sheets, figures, plans = _sheets(session, asked), _figures(session, asked), _plans(session, asked)
    return {
        beat: Ledger(
            postings=[*posted[beat], *sheet_postings(beat, sheets.get(beat, ()), year)],
            register=figures.get(beat, ()),
            plan=plans.get(beat),
            alike=alike[beat],
        )
        for beat in beats
    }


def survivors_named(histories: Iterable[History]) -> set[int]:
    """The targets that stay, of those that left as 重複; a twin's interview may count for them (C9)."""
    return {change.survivor for history in histories for change in history.changes if change.survivor is not None}


def beat_histories(session: Session, beat: int, known_at: datetime | None) -> dict[int, History]:
    """Every target that ever belonged to a beat, one by one: for explaining a number."""
    return histories_in(session, [beat], known_at)


def histories_in(session: Session, beats: Collection[int], known_at: datetime | None) -> dict[int, History]:
    """Every target that ever belonged to one of some beats, one by one."""
    entered = entries(session, Target.beat_id, beats, known_at)
    return load_histories(session, entered.keys() | moved_into(session, beats, known_at), known_at)


def beat_postings(session: Session, beat: int, year: int, as_of: date, known_at: datetime | None) -> list[Posting]:
    """The postings behind a beat's form, each with its target: what ``ledgers`` adds up, one by one."""
    own = (
        posting
        for history in beat_histories(session, beat, known_at).values()
        for posting in postings(history, year)
        if posting.beat == beat and posting.on <= as_of
    )
    sheets = _sheets(session, Asked([beat], year, min(as_of, date(year, 12, 31)), known_at))
    return [*own, *sheet_postings(beat, sheets.get(beat, ()), year)]


def _sheets(session: Session, asked: Asked) -> dict[int, list[SheetsFact]]:
    found: dict[int, list[SheetsFact]] = defaultdict(list)
    for beat, used_on, kind, sheets in asked.rows(session, sheets_query(asked.as_known)):
        found[beat].append(SheetsFact(used_on, kind, sheets))
    return found


def _figures(session: Session, asked: Asked) -> dict[int, list[FigureFact]]:
    found: dict[int, list[FigureFact]] = defaultdict(list)
    for beat, day, households in asked.rows(session, figures_query(asked.as_known)):
        found[beat].append(FigureFact(day, households))
    return found


def _plans(session: Session, asked: Asked) -> dict[int, PlanFact]:
    """The latest approved plan of each beat, by time of approval (C15)."""
    months: dict[int, dict[Category, list[int]]] = {}
    of_beat: dict[int, int] = {}
    for beat, plan, category, month, planned in asked.rows(session, plans_query(asked.as_known)):
        if of_beat.get(beat) != plan:  # a later one begins
            of_beat[beat] = plan
            months[beat] = {Category.PRIORITY: [0] * 12, Category.GENERAL: [0] * 12}
        if category is not None:
            months[beat][category][month - 1] = planned
    return {
        beat: PlanFact(tuple(both[Category.PRIORITY]), tuple(both[Category.GENERAL])) for beat, both in months.items()
    }
