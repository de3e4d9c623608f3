"""Everything that was recorded of a target, for those who may correct it: also what was recorded long ago (C17)."""

from dataclasses import dataclass

from bot.roles import Right
from bot.usecases.find_target import find_permitted
from bot.usecases.show_today import PAGE, NamedEntry, entries_of_target
from bot.usecases.voidable import voidable
from bot.work import Work


@dataclass(frozen=True, slots=True)
class TargetEntries:
    """One page of what stands of a target; each with whether the actor may void it."""

    beat_code: str
    number: str
    entries: tuple[tuple[NamedEntry, bool], ...]
    total: int
    page: int
    pages: int

    @property
    def name(self) -> str:
        """``EX-P1-1/12``: how buttons name it."""
        return f"{self.beat_code}/{self.number}"


def list_entries(work: Work, beat_code: str | None, number: str, page: int = 1) -> TargetEntries:
    """A page of a target's entries, for those who may correct some there: one's own, or as 所長 or 地域課長 all."""
    target = find_permitted(work, Right.CORRECT, beat_code, number, work.today)
    found = entries_of_target(work, target.id)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(page, 1), pages)
    shown = found[(page - 1) * PAGE : page * PAGE]
    mine = voidable(work, [one.entry for one in shown])
    entries = tuple((one, one.entry.name in mine) for one in shown)
    return TargetEntries(target.beat_code, target.number, entries, len(found), page, pages)
