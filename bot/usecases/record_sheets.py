"""Record CR名刺 or パトロールカード used in a beat without naming a target (C13)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from bot.errors import Refusal
from bot.roles import may_record
from bot.usecases.find_target import named_beat, refuse_before, served_beats
from bot.usecases.record_visit import SHEETS_MAX
from bot.work import Work
from models.audit import Audit
from models.known import known
from models.people import Person
from models.registry import BeatSheets
from models.rules.codes import SheetKind
from models.units import lock_beats


@dataclass(frozen=True, slots=True)
class SheetsOrder:
    """``beat_code`` None: the one beat that the officer serves that day."""

    kind: SheetKind
    sheets: int
    on: date
    beat_code: str | None = None


@dataclass(frozen=True, slots=True)
class RecordedSheets:
    """What was stored; it counts for its month. ``twin``: when the actor recorded just the same before, if so."""

    sheets_id: int
    beat_code: str
    kind: SheetKind
    sheets: int
    on: date
    twin: datetime | None

    @property
    def entry(self) -> str:
        """As ``models.entries`` names it: so that it can be opened and voided."""
        return f"sheets:{self.sheets_id}"


def record_sheets(work: Work, order: SheetsOrder) -> RecordedSheets:
    """Store sheets; refused for other beats, a day to come, and a number that is no number of sheets."""
    if work.actor is None:
        raise Refusal("access.stranger")
    if order.on > work.today:
        raise Refusal("sheets.future").at("on")
    if not 1 <= order.sheets <= SHEETS_MAX:
        raise Refusal("sheets.number", most=SHEETS_MAX).at("sheets")
    beats = named_beat(work, order.beat_code) if order.beat_code else served_beats(work, order.on)
    if len(beats) > 1:
        raise Refusal("sheets.which_beat", beats=sorted(beats.values())).at("beat")
    ((beat, code),) = beats.items()
    if not may_record(work.actor, beat, order.on):
        raise Refusal("sheets.not_your_beat", beat=code).at("beat")
    refuse_before(work, beat, order.on, "on")
    stamp = work.stamp()
    lock_beats(work.session, [beat])
    twin = _twin(work, work.actor, beat, order)
    row = BeatSheets(
        beat_id=beat,
        used_on=order.on,
        kind=order.kind,
        sheets=order.sheets,
        recorded_at=stamp.recorded_at,
        audit_id=stamp.audit_id,
    )
    work.session.add(row)
    work.session.flush()
    return RecordedSheets(row.id, code, order.kind, order.sheets, order.on, twin)


def _twin(work: Work, actor: Person, beat: int, order: SheetsOrder) -> datetime | None:
    """When the actor last recorded as many of the kind for the day: it was sent again, or is a second round."""
    query = (
        select(func.max(BeatSheets.recorded_at))
        .join(Audit, Audit.id == BeatSheets.audit_id)
        .where(
            BeatSheets.beat_id == beat,
            BeatSheets.used_on == order.on,
            BeatSheets.kind == order.kind,
            BeatSheets.sheets == order.sheets,
            Audit.officer_id == actor.officer_id,
            known(BeatSheets, None),
        )
    )
    return work.session.scalar(query)
