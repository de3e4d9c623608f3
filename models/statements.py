"""The statements by which forms are read: made once, with their parameters open.

Making a statement costs more than running it. Codes come as the plain text that is stored, and become codes once for
all rows that are alike. Each statement is made in two kinds: as known now, and as known at a moment (C17).
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    extract,
    func,
    literal_column,
    or_,
    select,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from models.known import KNOWN_AT, known
from models.prepared import one_of, run
from models.registry import BeatSheets, Plan, PlanMonth, RegisterFigure, Target, TargetChange, Visit
from models.rules.alike import BEFORE, CARDED_BEFORE, LATER
from models.rules.codes import LEAVINGS, ChangeKind

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
"""An entering as far as the year can tell: what stood before it may as well have stood from the beginning."""


def _month(day: InstrumentedAttribute[Any]) -> ColumnElement[int]:
    """A day as ``models.rules.alike.in_month`` takes it."""
    month = cast(extract("month", day), Integer)
    return case((day > AS_OF, literal_column(str(LATER))), (day >= NEW_YEAR, month), else_=literal_column(str(BEFORE)))


ALIKE = (
    Target.beat_id.label("home"),
    _month(Target.entered_on).label("entered"),
    type_coerce(Target.kind, String).label("target_kind"),
    type_coerce(Target.category, String).label("entry_category"),
    type_coerce(Target.card, String).label("card"),
    _month(Target.carded_on).label("carded"),
)
"""The beat, and an entering as far as the months can tell, where nothing but visits followed (``alike.Cohort``)."""

INTERVIEW: ColumnElement[bool] = type_coerce(Visit.outcome, String) == literal_column("'interview'")

COUNTED = or_(INTERVIEW, Visit.cr_cards > 0, Visit.patrol_cards > 0)
"""Visits that count on their day; another may have given a card."""

POSTED = (
    cast(_month(Visit.visited_on), String)
    + case((INTERVIEW, ".1."), else_=".0.")
    + case((Visit.new_card, "1."), else_="0.")
    + cast(Visit.cr_cards, String)
    + "."
    + cast(Visit.patrol_cards, String)
)
"""A visit as text (``models.rules.alike.Cohort``)."""

Move, Leaving = aliased(TargetChange), aliased(TargetChange)


class Asked(NamedTuple):
    """Which beats, and for the form of which year, as of which day, as known at which moment."""

    beats: Collection[int]
    year: int
    as_of: date
    known_at: datetime | None

    def rows(self, session: Session, query: Query | Queries, targets: Collection[int] = ()) -> list[Fields]:
        """The rows of a statement whose parameters are what was asked; past the mapper, which has nothing to map."""
        given = {"beats": list(self.beats), "year": self.year, "new_year": date(self.year, 1, 1), "as_of": self.as_of}
        moment = {} if self.known_at is None else {"known_at": self.known_at}
        return run(session, query, **given, **moment, targets=list(targets))

    @property
    def as_known(self) -> bool:
        """Whether a moment was named."""
        return self.known_at is not None


@cache
def changes_query(as_known: bool) -> Queries:  # noqa: FBT001 (the key of the cache)
    """All changes of targets at home in the beats or moved into them, and 重複 that name one that ever moved.

    Some are found twice. Which lie after the day asked for is seen later: so the index of the targets is used. Targets
    that had left before the year are left out: they are on none of its rows.
    """
    moment = KNOWN_AT if as_known else None

    def those(where: ColumnElement[bool], left: ColumnElement[bool]) -> Query:
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
            .where(where, known(TargetChange, moment), known(Target, moment), ~left)
        )

    left = _left_before(moment)
    left_home = TargetChange.target_id.in_(left.where(Leaving.home_beat_id.in_(BEATS)))
    left_elsewhere = left.where(Leaving.target_id == TargetChange.target_id).exists()

    # Who left as 重複 was in the survivor's beat that day: found at home, unless the survivor was elsewhere then.
    return union_all(
        those(TargetChange.home_beat_id.in_(BEATS), left_home),
        those(TargetChange.target_id.in_(_moved_into()), left_elsewhere),
        those(TargetChange.survivor_id.in_(_moved_into()), left_elsewhere),
        those(TargetChange.survivor_id.in_(_moved_from()), left_elsewhere),
    )


@cache
def visits_query(as_known: bool, arrays: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """The visits that can post, of targets that are given one by one."""
    return select(
        Visit.target_id, Visit.visited_on, INTERVIEW, Visit.new_card, Visit.cr_cards, Visit.patrol_cards
    ).where(
        one_of(Visit.target_id, "targets", arrays=arrays),
        Visit.visited_on <= AS_OF,
        or_(Visit.new_card, and_(Visit.visited_on >= NEW_YEAR, COUNTED)),
        known(Visit, KNOWN_AT if as_known else None),
    )


@cache
def cohorts_query(as_known: bool, arrays: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """How many targets entered alike, of those that changed in nothing since and are not given one by one."""
    return (
        select(*ALIKE, func.count())
        .where(Target.beat_id.in_(BEATS), *_unchanged(Target.id, KNOWN_AT if as_known else None, arrays=arrays))
        .group_by(*ALIKE)
    )


@cache
def visited_query(as_known: bool, arrays: bool) -> Query:  # noqa: FBT001 (the key of the cache)
    """How many of these were visited alike, for visits that can post: all visits of a target as one text (``POSTED``).

    Of visits before the year only those matter that gave a card.
    """
    moment = KNOWN_AT if as_known else None
    at_home = and_(Visit.home_beat_id.in_(BEATS), Visit.visited_on <= AS_OF, known(Visit, moment))
    posted = union_all(
        select(Visit.target_id, POSTED.label("visit")).where(at_home, Visit.visited_on >= NEW_YEAR, COUNTED),
        select(Visit.target_id, literal_column(f"'{CARDED_BEFORE}'")).where(
            at_home, Visit.visited_on < NEW_YEAR, Visit.new_card
        ),
    ).subquery()
    visits = func.aggregate_strings(posted.c.visit, ",").label("visits")
    visited = select(posted.c.target_id, visits).group_by(posted.c.target_id).subquery()
    return (
        select(*ALIKE, visited.c.visits, func.count())
        .join(visited, visited.c.target_id == Target.id)
        .where(*_unchanged(visited.c.target_id, moment, arrays=arrays))
        .group_by(*ALIKE, visited.c.visits)
    )


def _unchanged(
    target: ColumnElement[int] | InstrumentedAttribute[int], moment: Any, *, arrays: bool
) -> Sequence[ColumnElement[bool]]:
    """Which targets can be alike: entered by the day, known, without any change, not given one by one."""
    changed = select(TargetChange.target_id).where(TargetChange.home_beat_id.in_(BEATS), known(TargetChange, moment))
    return (
        or_(Target.entered_on.is_(None), Target.entered_on <= AS_OF),
        known(Target, moment),
        target.not_in(changed),
        ~one_of(target, "targets", arrays=arrays),
    )


def _left_before(moment: Any) -> Select[int]:
    """Targets that left before the year."""
    return select(Leaving.target_id).where(
        Leaving.kind.in_(LEAVINGS),
        Leaving.happened_on < NEW_YEAR,
        Leaving.happened_on <= AS_OF,
        known(Leaving, moment),
    )


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
