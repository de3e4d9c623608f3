"""As known at a moment: a filter on the facts, nothing more (C17)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, inspect, true
from sqlalchemy.orm import InstrumentedAttribute

from models.base import Moment
from models.conduct import CardEvent, ConductVoid, RequestClosing
from models.registry import BeatSheets, Plan, RegisterFigure, Target, TargetChange, Visit, Void

Fact = type[Target] | type[Visit] | type[TargetChange] | type[BeatSheets] | type[RegisterFigure] | type[Plan]

KNOWN_AT = bindparam("known_at", type_=Moment())
"""Stands for the moment in a statement that is made once and executed often."""

Entered = Fact | type[CardEvent] | type[RequestClosing]
"""What can be voided: facts, and what is recorded beside them."""

_VOIDED: dict[Entered, InstrumentedAttribute[int | None]] = {
    Target: Void.target_id,
    Visit: Void.visit_id,
    TargetChange: Void.change_id,
    BeatSheets: Void.sheets_id,
    RegisterFigure: Void.register_id,
    Plan: Void.plan_id,
    CardEvent: ConductVoid.card_event_id,
    RequestClosing: ConductVoid.closing_id,
}


def voided_by(fact: Entered) -> InstrumentedAttribute[int | None]:
    """The column of ``voids`` or ``conduct_voids`` that refers to a kind of entry (or to an alias of its table)."""
    mapped: Any = inspect(fact)
    return _VOIDED[mapped.mapper.class_]


def standing(entered: Entered) -> ColumnElement[bool]:
    """The entries that nobody has voided."""
    return ~exists().where(voided_by(entered) == entered.id)


def known(fact: Fact, known_at: datetime | BindParameter[datetime] | None) -> ColumnElement[bool]:
    """The facts recorded by ``known_at`` and not voided by then; None means all that stand now."""
    if known_at is None:
        return standing(fact)
    void = exists().where(voided_by(fact) == fact.id, Void.voided_at <= known_at)
    return (fact.recorded_at <= known_at) & ~void


def recorded(
    moment: InstrumentedAttribute[datetime], known_at: datetime | BindParameter[datetime] | None
) -> ColumnElement[bool]:
    """The same for versions, which are never voided, only followed by later ones."""
    return true() if known_at is None else moment <= known_at
