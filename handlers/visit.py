"""``/junkai visit``"""

from collections.abc import Mapping
from contextlib import nullcontext
from datetime import date
from typing import Any

from bot.errors import DENIALS, Refusal
from bot.interactions import Pressed, Submitted, action, source, submission
from bot.replies import Answer, Choice, Reply, View
from bot.subcommands import subcommand
from bot.usecases.find_target import recordable_name, served_beats
from bot.usecases.note_denial import note_denial
from bot.usecases.note_look import RECORDING, note_search
from bot.usecases.record_visit import RecordedVisit, VisitOrder, record_visit
from bot.usecases.search_targets import search_targets
from bot.work import Work
from handlers.arguments import sent_day
from handlers.target_changes import whole_name
from handlers.visit_form import order_from, visit_view
from handlers.visit_words import Entry, Fault, fault_of, read_visits

MOST_FAULTS = 10
"""Of so many entries it is told what is wrong where nothing was recorded: more do not fit into one refusal."""


@subcommand("visit")
def visit(work: Work, words: str) -> Answer:
    """``/junkai visit 12 面接 13 不在``: record visits; what is faulty is named, the rest stored

    ``/junkai visit``, ``/junkai visit 12`` and ``/junkai visit 2/27 12`` open the modal.
    """
    if not words.strip():
        return opened(work)
    read = read_visits(words, work.today)
    if read.unfinished is not None:
        name, on = read.unfinished
        return opened(work, *known_name(work, name.beat, name.number), on=on)
    if not read.entries:
        raise Refusal("visit.no_words")
    work.stamp()  # outside the savepoints, and the ledger's lock before the beats'
    done: list[RecordedVisit] = []
    faults: list[Fault] = []
    for entry in read.entries:
        fault = fault_of(entry) or record(work, entry, read.on, done, alone=len(read.entries) == 1)
        faults += [fault] if fault else []
    if not done:
        raise Refusal("visit.nothing", faults=faults, most=MOST_FAULTS)
    return Reply("visit.done", {"visits": done, "faults": faults})


@action("visit.open")
def open_visit(work: Work, pressed: Pressed) -> View:
    """A button 訪問を記録: the modal, for the target that the button names."""
    called, _, on = pressed.value.partition("|")
    name = known_name(work, *whole_name(called)) if called else ()
    return opened(work, *name, on=sent_day(on) if on else None)


@action("visit.more", reads=True)
def more(work: Work, pressed: Pressed) -> View:
    """もっと書く: the same modal with the inputs that are seldom needed; what was filled in stays."""
    name = str(pressed.state.get("name", ""))
    return visit_view(work, "/".join(whole_name(name)) if name else None, more=True)


@source("visit.target")
def targets(work: Work, typed: str, state: Mapping[str, Any]) -> list[Choice]:
    """What the picker of targets offers."""
    del state
    return [Choice(one.name, "visit.target", {"one": one}) for one in search_targets(work, typed)]


@submission("visit.form")
def submit(work: Work, sent: Submitted) -> View:
    """Record the visit that was filled in; the receipt takes the modal's place."""
    order = order_from(work, sent.filled, sent.state)
    work.stamp()  # the ledger's lock comes before the beats'
    return View("visit.receipt", {"visit": record_visit(work, order)})


def opened(work: Work, *name: str, on: date | None = None) -> View:
    """The modal, for a target by beat and number or for any, and for a day where one was said.

    Its opening is noted: its picker shows names (第5-4).
    """
    note_search(work, RECORDING)
    return visit_view(work, "/".join(name) or None, on)


def known_name(work: Work, beat: str | None, number: str) -> tuple[str, str]:
    """Beat and number of a target of which one may record something: the beat typed, or the one beat served.

    Refuses a guess, and what there is not or is not one's own.
    """
    if beat is None:
        served = served_beats(work, work.today)
        if len(served) > 1:
            raise Refusal("target.which_beat", beats=sorted(served.values()), number=number)
        (beat,) = served.values()
    return recordable_name(work, beat, number)


def record(work: Work, entry: Entry, common: date | None, done: list[RecordedVisit], *, alone: bool) -> Fault | None:
    """Record one entry, or nothing of it; its fault, if there is one.

    ``alone``: the only entry; whatever it left behind goes with the whole work, which then stores nothing.
    """
    try:
        with nullcontext() if alone else work.session.begin_nested():
            done.append(record_visit(work, order_of(entry, common or work.today)))
    except Refusal as refusal:
        if refusal.code in DENIALS:
            note_denial(work, work.command, refusal.code, "")
        return Fault((refusal.code,), dict(refusal.facts))
    return None


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
