"""What one recorded on a day, receipt by receipt."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from bot.errors import Refusal
from bot.usecases.call_targets import call_targets
from bot.usecases.voidable import voidable
from bot.work import Work
from models.entries import Entry, FactKind, of_target, recorded_by
from models.organisation import Unit
from models.rules.codes import ChangeKind
from models.rules.japan import JAPAN

PAGE = 10


@dataclass(frozen=True, slots=True)
class NamedEntry:
    """An entry with the beat and number by which its target is called; ``number`` None for what names no target.

    ``several``: the number alone could mean a target of another beat.
    """

    entry: Entry
    beat_code: str
    number: str | None
    several: bool = False

    @property
    def called(self) -> str | None:
        """``12``, or ``EX-P1-1/12`` to whoever has several beats."""
        return f"{self.beat_code}/{self.number}" if self.number and self.several else self.number


@dataclass(frozen=True, slots=True)
class Today:
    """One page of what was recorded on a day, the latest first; ``total`` counts what still stands.

    ``voidable``: the names of the entries that the actor may still void.
    """

    on: date
    entries: tuple[NamedEntry, ...]
    total: int
    voided: int
    page: int
    pages: int
    is_today: bool
    voidable: frozenset[str]

    @property
    def before(self) -> date:
        """The day before it."""
        return self.on - timedelta(days=1)


def show_today(work: Work, on: date | None = None, page: int = 1) -> Today:
    """A page of what the actor recorded on a day in Japan; None: today."""
    if work.actor is None:
        raise Refusal("access.stranger")
    on = on or work.today
    start = datetime.combine(on, time(0), JAPAN)
    found = recorded_by(work.session, work.actor.officer_id, start, start + timedelta(days=1))
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    voided = sum(one.voided for one in found)
    here = found[(page - 1) * PAGE : page * PAGE]
    standing = voidable(work, [one for one in here if not one.voided])
    return Today(on, tuple(named(work, here)), len(found) - voided, voided, page, pages, on == work.today, standing)


def named(work: Work, entries: list[Entry]) -> list[NamedEntry]:
    """Entries with the names that their targets had on the day of each; a move, with that which it ended."""
    codes: dict[int, str] = dict(
        work.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_({one.beat_id for one in entries}))).all()
    )
    names = call_targets(work, [(one.target_id, _day_of_name(one)) for one in entries if one.target_id is not None])
    found = [names.get((one.target_id or 0, _day_of_name(one))) for one in entries]
    several = work.names_beats({name.beat_id for name in names.values()} or codes.keys())
    return [
        NamedEntry(one, name.beat_code if name else codes[one.beat_id], name.number if name else None, several)
        for one, name in zip(entries, found, strict=True)
    ]


def _day_of_name(entry: Entry) -> date:
    on = entry.on or date.min
    return on - timedelta(days=1) if entry.kind is FactKind.CHANGE and entry.what == ChangeKind.BEAT else on


def entries_of_target(work: Work, target_id: int) -> list[NamedEntry]:
    """Every entry of a target that still stands, the latest day first; its entering last, for it goes last."""
    standing = [one for one in reversed(of_target(work.session, target_id)) if not one.voided]
    return named(work, sorted(standing, key=lambda one: one.kind is FactKind.TARGET))
