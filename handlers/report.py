"""``/junkai report``"""

from dataclasses import dataclass
from datetime import date

from bot import lexicon
from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.naming import nfkc
from bot.replies import Reply, View
from bot.roles import RIGHTS, Right
from bot.subcommands import subcommand
from bot.usecases.request_report import ReportRequested, request_report
from bot.work import Work
from handlers.arguments import EARLIEST_YEAR, LATEST_YEAR, Unreadable, day, shapes, year_of
from models.people import Person
from models.rules.codes import UnitKind
from models.units import UnitNow, chain_on, unit_by_code, units_on


@dataclass
class Order:
    """What was typed; None where nothing was said."""

    scope: UnitKind | None = None
    code: str | None = None
    year: int | None = None
    as_of: date | None = None


@subcommand("report")
def report(work: Work, words: str) -> Reply:
    """``/junkai report [受持区|交番|署|県 or a code] [year] [as of date]``: order the form as files"""
    if work.actor is None:
        raise Refusal("access.stranger")
    order = Order()
    for word in nfkc(words).split():
        take(work, order, word)
    return Reply("report.ordered", {"order": requested(work, work.actor, order)})


@action("report.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """所属・年・日を選ぶ: the form."""
    del pressed
    return View("report.form", {"today": work.today}, submission="report.form", again=("report.open", ""))


@submission("report.form")
def submit(work: Work, sent: Submitted) -> View:
    """Order what was filled in; without a unit the asker's own."""
    if work.actor is None:
        raise Refusal("access.stranger")
    order = Order(as_of=sent.filled.day("as_of"))
    try:
        for field in ("code", "year"):
            for word in nfkc(sent.filled.text(field)).split():
                take(work, order, word)
        return View("report.ordered", {"order": requested(work, work.actor, order)})
    except Refusal as refusal:
        raise refusal.at(INPUTS.get(refusal.code, "code")) from None


INPUTS = {"report.year": "year", "report.future": "as_of", "form.as_of_after_year": "as_of"}
"""The inputs beside which refusals stand; all others beside the unit."""


def requested(work: Work, actor: Person, order: Order) -> ReportRequested:
    """Order it, of the asker's own unit unless another was said."""
    if order.code is None:
        unit = own_unit(work, actor, order.scope)
        order.scope, order.code = unit.kind, unit.code
    if order.scope is None:
        raise Refusal("report.unknown_word")
    return request_report(work, order.scope, order.code, order.year, order.as_of)


def take(work: Work, order: Order, word: str) -> None:
    """Add a word to the order; refuses what is neither a unit nor a year nor a day, without repeating it."""
    if scope := lexicon.code("unit", word):
        order.scope = UnitKind(scope)
    elif (year := year_word(word)) is not None:
        order.year = year
        if not EARLIEST_YEAR <= order.year <= LATEST_YEAR:
            raise Refusal("report.year")
    elif (on := day_of(word, work.today)) is not None:
        order.as_of = on
    elif unit := unit_by_code(work.session, word) or unit_by_code(work.session, word.upper()):
        if order.code not in (None, unit.code):
            raise Refusal("report.one_unit")
        order.scope, order.code = unit.kind, unit.code
    else:
        raise Refusal("report.unknown_word")


def year_word(word: str) -> int | None:
    """The year that a word means: 2026, 2026年, 令和8年, R8; None if it looks like none."""
    for found in shapes("year_shape", word):
        return year_of(found)
    return None


def day_of(word: str, today: date) -> date | None:
    """The day that a word means; refuses one that does not exist."""
    try:
        return day(word, today)
    except Unreadable:
        raise Refusal("words.date", number=None, beat=None) from None


def own_unit(work: Work, actor: Person, scope: UnitKind | None) -> UnitNow:
    """The asker's own unit of a kind; of no kind, the beat served today, else the unit that the role is over."""
    beats = sorted(actor.beats_on(work.today))
    if scope in (None, UnitKind.BEAT) and len(beats) > 1:
        raise Refusal(
            "report.which_beat",
            beats=sorted(unit.code for unit in units_on(work.session, work.today, None, beats).values()),
        )
    if scope is None and not beats and RIGHTS[Right.FIGURES].isdisjoint(actor.roles):
        raise Refusal("access.no_figures")
    chain = chain_on(work.session, beats[0] if beats else actor.unit_id, work.today)
    found = next((unit for unit in chain if scope in (None, unit.kind)), None)
    if found is None:
        raise Refusal("report.no_own_unit")
    return found
