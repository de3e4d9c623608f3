"""Who looked at whose personal data, when and in which screen: for the 管理責任者 (第5-4, 第5-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, exists, func, or_, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import beats_with, units_with
from bot.usecases.note_look import LOOK, SEARCH
from bot.work import Work
from models.audit import Audit, AuditNote
from models.bulk import among
from models.histories import load_histories
from models.registry import TargetNumber
from models.rules.japan import JAPAN
from models.rules.whereabouts import beat_on

PAGE = 10
DAYS = 30
"""How far back one looks without naming a day."""

TARGET, UNIT = AuditNote.detail["target"].as_integer(), AuditNote.detail["unit"].as_integer()


@dataclass(frozen=True, slots=True)
class LooksWanted:
    """Which looks: of an officer, at a beat's targets or at one of them, on a day (Japan). Empty: any."""

    staff_no: str = ""
    beat_code: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NotedLook:
    """One look: ``target`` as it is called today, or the unit of a searched list; ``at`` the code of the screen."""

    noted_at: datetime
    staff_no: str
    target: str
    at: str


@dataclass(frozen=True, slots=True)
class Looks:
    """A page, the latest first; ``officers``: how many different ones looked. Without a day, from ``since`` on."""

    wanted: LooksWanted
    since: date
    looks: tuple[NotedLook, ...]
    total: int
    officers: int
    page: int
    pages: int


def list_looks(work: Work, wanted: LooksWanted, page: int = 1) -> Looks:
    """The looks at targets of the beats that the actor answers for. Refuses whoever answers for none, or not for that.

    A target that went to another beat belongs to both. A list of names that was opened to be searched is one look.
    """
    beats, units = _beats(work, wanted), _units(work, wanted)
    since = wanted.on or work.today - timedelta(days=DAYS)
    which = [
        *noted_on(since, wanted.on),
        *noted_of(wanted.staff_no),
        or_(_at_targets(work, wanted, beats), and_(AuditNote.what == SEARCH, UNIT.in_(sorted(units)))),
    ]
    total, officers = work.session.execute(
        select(func.count(), func.count(func.distinct(Audit.actor)))
        .select_from(AuditNote)
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(*which)
    ).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = work.session.execute(
        select(Audit.at, Audit.actor, TARGET, UNIT, AuditNote.detail["at"].as_string())
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(*which)
        .order_by(Audit.at.desc(), AuditNote.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    names = _names(work, beats, {target for _, _, target, _, _ in rows if target is not None})
    looks = tuple(
        NotedLook(at, staff_no, units.get(unit, "") if target is None else names.get(target, ""), screen)
        for at, staff_no, target, unit, screen in rows
    )
    return Looks(wanted, since, looks, total, officers, page, pages)


def _beats(work: Work, wanted: LooksWanted) -> dict[int, str]:
    beats = beats_with(work, Right.AUDIT)
    if not beats:
        raise Refusal("access.no_right")
    if wanted.beat_code:
        beats = {number: code for number, code in beats.items() if code == wanted.beat_code.upper()}
        if not beats:
            raise Refusal("audit.not_yours")
    return beats


def _units(work: Work, wanted: LooksWanted) -> dict[int, str]:
    """The units whose searched lists are asked for; a list has no number."""
    if wanted.number:
        return {}
    units = units_with(work, Right.AUDIT)
    return {unit: code for unit, code in units.items() if wanted.beat_code.upper() in ("", code)}


def noted_on(since: date, on: date | None) -> list[ColumnElement[bool]]:
    """What was noted from a day in Japan on; with ``on``, on that day."""
    start = datetime.combine(since, time(0), JAPAN)
    return [Audit.at >= start, *([Audit.at < start + timedelta(days=1)] if on else [])]


def noted_of(staff_no: str) -> list[ColumnElement[bool]]:
    """What an officer did; empty: anybody."""
    return [func.lower(Audit.actor) == staff_no.lower()] if staff_no else []


def _at_targets(work: Work, wanted: LooksWanted, beats: Collection[int]) -> ColumnElement[bool]:
    there = [TargetNumber.target_id == TARGET, among(work.session, TargetNumber.beat_id, sorted(beats))]
    if wanted.number:
        there.append(func.lower(TargetNumber.number) == wanted.number.lower())
    return and_(AuditNote.what == LOOK, exists().where(*there))


def _names(work: Work, beats: dict[int, str], targets: Collection[int]) -> dict[int, str]:
    """What the targets are called: in their beat of today, or in one that the actor answers for."""
    query = select(TargetNumber.target_id, TargetNumber.beat_id, TargetNumber.number).where(
        TargetNumber.target_id.in_(targets), among(work.session, TargetNumber.beat_id, sorted(beats))
    )
    histories = load_histories(work.session, targets)
    names: dict[int, str] = {}
    for target, beat, number in work.session.execute(query):
        is_there = target in histories and beat_on(histories[target], work.today) == beat
        if is_there or target not in names:
            names[target] = f"{beats[beat]}/{number}"
    return names
