"""Who looked at whose personal data, when and in which screen: for the 管理責任者 (第5-4, 第5-7)."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import ColumnElement, exists, func, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import beats_with
from bot.usecases.note_look import LOOK
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

TARGET = AuditNote.detail["target"].as_integer()


@dataclass(frozen=True, slots=True)
class LooksWanted:
    """Which looks: of an officer, at a beat's targets or at one of them, on a day (Japan). Empty: any."""

    staff_no: str = ""
    beat_code: str = ""
    number: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class NotedLook:
    """One look: ``target`` as it is called today, ``at`` the code of the screen."""

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

    A target that went to another beat belongs to both.
    """
    beats = _beats(work, wanted)
    since = wanted.on or work.today - timedelta(days=DAYS)
    which = _conditions(work, wanted, beats, since)
    total, officers = work.session.execute(
        select(func.count(), func.count(func.distinct(Audit.actor)))
        .select_from(AuditNote)
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(*which)
    ).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = work.session.execute(
        select(Audit.at, Audit.actor, TARGET, AuditNote.detail["at"].as_string())
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(*which)
        .order_by(Audit.at.desc(), AuditNote.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    ).all()
    names = _names(work, beats, {target for _, _, target, _ in rows})
    looks = tuple(NotedLook(at, staff_no, names.get(target, ""), screen) for at, staff_no, target, screen in rows)
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


def _conditions(work: Work, wanted: LooksWanted, beats: Collection[int], since: date) -> list[ColumnElement[bool]]:
    start = datetime.combine(since, time(0), JAPAN)
    there = [TargetNumber.target_id == TARGET, among(work.session, TargetNumber.beat_id, sorted(beats))]
    if wanted.number:
        there.append(func.lower(TargetNumber.number) == wanted.number.lower())
    which = [AuditNote.what == LOOK, Audit.at >= start, exists().where(*there)]
    if wanted.on:
        which.append(Audit.at < start + timedelta(days=1))
    if wanted.staff_no:
        which.append(func.lower(Audit.actor) == wanted.staff_no.lower())
    return which


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
