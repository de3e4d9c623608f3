"""The statements by which forms are read: made once, with their parameters open.

Making a statement costs more than running it. Codes come as the plain text that is stored, and become codes once for
all rows that are alike. Each statement is made in two kinds: as known now, and as known at a moment (C17).
"""

from collections.abc import Collection
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Executable,
    Integer,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from models.known import KNOWN_AT, known
from models.registry import BeatSheets, Plan, PlanMonth, RegisterFigure, Target, TargetChange, Visit
from models.rules.codes import ChangeKind

BEATS = bindparam("beats", expanding=True, type_=Integer())
AS_OF = bindparam("as_of", type_=Date())
NEW_YEAR = bindparam("new_year", type_=Date())
YEAR = bindparam("year", type_=Integer())

Query = Select[*tuple[Any, ...]]
Queries = CompoundSelect[*tuple[Any, ...]]

Fields = tuple[Any, ...]
"""One row as it comes."""

ENTRY = (
    case((Target.entered_on >= NEW_YEAR, Target.entered_on)).label("entered_on"),
    Target.beat_id.label("home"),
    type_coerce(Target.kind, String).label("target_kind"),
    type_coerce(Target.category, String).label("entry_category"),
    type_coerce(Target.card, String).label("card"),
    case((Target.carded_on >= NEW_YEAR, Target.carded_on)).label("carded_on"),
)
"""An entering as far as the year can tell (``models.rules.facts.as_opening``)."""

INTERVIEW: ColumnElement[bool] = type_coerce(Visit.outcome, String) == literal_column("'interview'")

Move = aliased(TargetChange)


class Asked(NamedTuple):
    """Which beats, and for the form of which year, as of which day, as known at which moment."""

    beats: Collection[int]
    year: int
    as_of: date
    known_at: datetime | None

    def rows(self, session: Session, query: Executable) -> list[Row[*Fields]]:
        """The rows of a statement whose parameters are what was asked; past the mapper, which has nothing to map."""
        given = {"beats": list(self.beats), "year": self.year, "new_year": date(self.year, 1, 1), "as_of": self.as_of}
        moment = {} if self.known_at is None else {"known_at": self.known_at}
        return list(session.connection().execute(query, given | moment).all())

    @property
    def as_known(self) -> bool:
        """Whether a moment was named."""
        return self.known_at is not None


@cache
def visits_query(as_known: bool) -> Queries:  # noqa: FBT001 (the key of the cache)
    """Visits that can post in the year, and cards made before it, of targets at home in the beats or moved there."""
    counted = or_(INTERVIEW, Visit.cr_cards > 0, Visit.patrol_cards > 0)
    matters = and_(Visit.visited_on <= AS_OF, or_(Visit.new_card, and_(Visit.visited_on >= NEW_YEAR, counted)))
    moment = KNOWN_AT if as_known else None

    def those(where: ColumnElement[bool]) -> Query:
        return (
            select(
                Visit.target_id,
                Visit.visited_on,
                INTERVIEW.label("interview"),
                Visit.new_card,
                Visit.cr_cards,
                Visit.patrol_cards,
                *ENTRY,
            )
            .join(Target, Target.id == Visit.target_id)
            .where(where, matters, known(Visit, moment), known(Target, moment))
        )

    moved_in = and_(Visit.target_id.in_(_moved_into()), Visit.home_beat_id.not_in(BEATS))
    return union_all(those(Visit.home_beat_id.in_(BEATS)), those(moved_in))


@cache
def changes_query(as_known: bool) -> Queries:  # noqa: FBT001 (the key of the cache)
    """All changes of targets at home in the beats or moved into them, and 重複 that name one that ever moved.

    Some are found twice. Which lie after the day asked for is seen later: so the index of the targets is used.
    """
    moment = KNOWN_AT if as_known else None

    def those(where: ColumnElement[bool]) -> Query:
        return (
            select(
                TargetChange.target_id,
                TargetChange.id,
                TargetChange.happened_on,
                type_coerce(TargetChange.kind, String),
                type_coerce(TargetChange.category, String),
                TargetChange.to_beat_id,
                TargetChange.survivor_id,
                TargetChange.sheets,
                *ENTRY,
            )
            .join(Target, Target.id == TargetChange.target_id)
            .where(where, known(TargetChange, moment), known(Target, moment))
        )

    # Who left as 重複 was in the survivor's beat that day: found at home, unless the survivor was elsewhere then.
    return union_all(
        those(TargetChange.home_beat_id.in_(BEATS)),
        those(TargetChange.target_id.in_(_moved_into())),
        those(TargetChange.survivor_id.in_(_moved_into())),
        those(TargetChange.survivor_id.in_(_moved_from())),
    )


@cache
def cohorts_query(as_known: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """How many targets entered alike, whatever happened to them since."""
    entered = or_(Target.entered_on.is_(None), Target.entered_on <= AS_OF)
    known_then = known(Target, KNOWN_AT if as_known else None)
    return select(*ENTRY, func.count()).where(Target.beat_id.in_(BEATS), entered, known_then).group_by(*ENTRY)


@cache
def sheets_query(as_known: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """The sheets of the year that name no target."""
    return select(BeatSheets.beat_id, BeatSheets.used_on, BeatSheets.kind, BeatSheets.sheets).where(
        BeatSheets.beat_id.in_(BEATS),
        BeatSheets.used_on.between(NEW_YEAR, AS_OF),
        known(BeatSheets, KNOWN_AT if as_known else None),
    )


@cache
def figures_query(as_known: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """The figures of the resident register up to the day."""
    return select(RegisterFigure.beat_id, RegisterFigure.as_of, RegisterFigure.households).where(
        RegisterFigure.beat_id.in_(BEATS),
        RegisterFigure.as_of <= AS_OF,
        known(RegisterFigure, KNOWN_AT if as_known else None),
    )


@cache
def plans_query(as_known: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """The months of all plans of the year, those of the plan approved last at the end; one of noughts has none."""
    return (
        select(Plan.beat_id, Plan.id, PlanMonth.category, PlanMonth.month, PlanMonth.planned)
        .outerjoin(PlanMonth, PlanMonth.plan_id == Plan.id)
        .where(Plan.beat_id.in_(BEATS), Plan.year == YEAR, known(Plan, KNOWN_AT if as_known else None))
        .order_by(Plan.approved_at, Plan.id)
    )


def _moved_into() -> Select[int]:
    return select(Move.target_id).where(Move.kind == ChangeKind.BEAT, Move.to_beat_id.in_(BEATS))


def _moved_from() -> Select[int]:
    return select(Move.target_id).where(Move.kind == ChangeKind.BEAT, Move.home_beat_id.in_(BEATS))
