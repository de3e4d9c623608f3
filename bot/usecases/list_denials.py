"""Who was kept from what is not theirs, and when: for the 管理責任者 (第5-4, 第5-7)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, or_, select

from bot.errors import Refusal
from bot.roles import Right
from bot.usecases.find_target import units_with
from bot.usecases.list_looks import DAYS, PAGE, LooksWanted, noted_of, noted_on
from bot.usecases.note_denial import DENIAL
from bot.work import Work
from models.audit import Audit, AuditNote
from models.bulk import among
from models.organisation import OfficerVersion


@dataclass(frozen=True, slots=True)
class Denied:
    """One refusal: of an officer, or (``stranger``) of somebody whom nobody registered, by their Slack id.

    ``subcommand`` is what it belongs to, ``code`` that of the refusal.
    """

    noted_at: datetime
    who: str
    stranger: bool
    subcommand: str
    code: str


@dataclass(frozen=True, slots=True)
class Denials:
    """A page, the latest first. Without a day, from ``since`` on."""

    wanted: LooksWanted
    since: date
    denied: tuple[Denied, ...]
    total: int
    page: int
    pages: int


def list_denials(work: Work, wanted: LooksWanted, page: int = 1) -> Denials:
    """The refusals of strangers, and of officers of the units that the actor answers for.

    Refuses whoever answers for none. Of ``wanted`` only the officer and the day mean anything here. An officer who went
    elsewhere belongs to both.
    """
    units = units_with(work, Right.AUDIT)
    if not units:
        raise Refusal("access.no_right")
    since = wanted.on or work.today - timedelta(days=DAYS)
    ours = select(OfficerVersion.officer_id).where(among(work.session, OfficerVersion.unit_id, sorted(units)))
    which = [
        AuditNote.what == DENIAL,
        *noted_on(since, wanted.on),
        *noted_of(wanted.staff_no),
        or_(Audit.officer_id.is_(None), Audit.officer_id.in_(ours)),
    ]
    total = work.session.scalars(
        select(func.count()).select_from(AuditNote).join(Audit, Audit.id == AuditNote.audit_id).where(*which)
    ).one()
    pages = max(1, -(-total // PAGE))
    page = min(max(page, 1), pages)
    rows = work.session.execute(
        select(Audit.at, Audit.actor, AuditNote.detail)
        .join(Audit, Audit.id == AuditNote.audit_id)
        .where(*which)
        .order_by(Audit.at.desc(), AuditNote.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
    )
    denied = tuple(
        Denied(at, said.get("user", actor), "user" in said, subcommand_of(said["at"]), said["code"])
        for at, actor, said in rows
    )
    return Denials(wanted, since, denied, total, page, pages)


def subcommand_of(act: str) -> str:
    """What an act belongs to; an entry is opened and voided from 本日.

    >>> subcommand_of("report.cell"), subcommand_of("visit"), subcommand_of("entry.void")
    ('report', 'visit', 'today')
    """
    area, _, _ = act.partition(".")
    return "today" if area == "entry" else area
