"""What stands in one entry that was opened: who recorded it, and of a visit all that was entered but its words."""

from dataclasses import dataclass
from datetime import time

from bot.usecases.visit_details import VisitDetails, load_details
from bot.work import Work
from models.entries import Entry, FactKind
from models.organisation import Officer
from models.registry import Visit


@dataclass(frozen=True, slots=True)
class OpenedVisit:
    """A visit as it was entered. Of what was ``said``, the words are for the target's own modal (第5-4)."""

    at: time | None
    new_card: bool
    cr_cards: int
    patrol_cards: int
    said: VisitDetails | None


def opened_visit(work: Work, entry: Entry) -> OpenedVisit | None:
    """The visit that an entry is; None for another kind."""
    if entry.kind is not FactKind.VISIT:
        return None
    visit = work.session.get_one(Visit, entry.id)
    said = load_details(work, visit.id)
    return OpenedVisit(visit.visited_time, visit.new_card, visit.cr_cards, visit.patrol_cards, said)


def recorder(work: Work, entry: Entry) -> str | None:
    """The staff number of whoever recorded it; None: it was imported."""
    officer = work.session.get(Officer, entry.officer_id) if entry.officer_id else None
    return officer.staff_no if officer else None
