"""``/junkai visit``"""

from datetime import date

from bot.errors import Refusal
from bot.replies import Reply
from bot.subcommands import subcommand
from bot.usecases.record_visit import RecordedVisit, VisitOrder, record_visit
from bot.work import Work
from handlers.visit_words import Entry, Fault, faults_of, read_visits


@subcommand("visit")
def visit(work: Work, words: str) -> Reply:
    """``/junkai visit 12 面接 13 不在``: record visits; what is faulty is named, the rest stored"""
    read = read_visits(words, work.today)
    if not read.entries:
        raise Refusal("visit.no_words")
    work.stamp()  # outside the savepoints, and the ledger's lock before the beats'
    done: list[RecordedVisit] = []
    faults: list[Fault] = []
    for entry in read.entries:
        found = faults_of(entry) or record(work, entry, read.on, done)
        faults += found
    if not done:
        raise Refusal("visit.nothing", faults=faults)
    return Reply("visit.done", {"visits": done, "faults": faults})


def record(work: Work, entry: Entry, common: date | None, done: list[RecordedVisit]) -> list[Fault]:
    """Record one entry, or nothing of it; its fault, if there is one."""
    try:
        with work.session.begin_nested():
            done.append(record_visit(work, order_of(entry, common or work.today)))
    except Refusal as refusal:
        return [Fault(refusal.code, dict(refusal.facts))]
    return []


def order_of(entry: Entry, on: date) -> VisitOrder:
    """An entry without faults, as the use-case takes it."""
    name = entry.name
    if name is None:
        raise Refusal("words.no_target", number=None, beat=None)
    return VisitOrder(
        number=name.number,
        outcome=entry.outcome,
        on=entry.said.get("date", on),
        at=entry.at,
        beat_code=name.beat,
        new_card=bool(entry.said.get("card")),
        cr_cards=entry.said.get("cr_cards", 0),
        patrol_cards=entry.said.get("patrol_cards", 0),
    )
