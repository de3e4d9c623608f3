"""``/junkai register``"""

import re
from datetime import date

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, row_number, submission
from bot.naming import nfkc, personal
from bot.replies import Answer, Reply, View
from bot.roles import Right
from bot.subcommands import subcommand
from bot.usecases.enter_register import RegisterOrder, enter_register, registered
from bot.usecases.explain_cell import paged
from bot.usecases.find_target import beats_with, served_beats
from bot.usecases.voidable import may_void
from bot.work import Work
from handlers.arguments import Unreadable, day

TOWN = re.compile(r"(?P<town>.+?)[\s:=]+(?P<households>[0-9]{1,5})", re.ASCII)


@subcommand("register")
def register(work: Work, words: str) -> Answer:
    """``/junkai register [beat]``: the figures of C that stand, and the modal for a new one

    ``/junkai register EX-P1-1 500 2026-01-01``: a figure without its towns, as of a day.
    """
    named, *more = nfkc(words).upper().split() or [""]
    served = served_beats(work, work.today) if work.actor and work.actor.beats_on(work.today) else {}
    own = next(iter(served.values())) if len(served) == 1 else ""
    if more:
        work.stamp()  # the ledger's lock comes before the beats'
        return Reply("register.done", {"figure": enter_register(work, order_of(named, more, own, work.today))})
    if named.isdigit():
        raise Refusal("register.words")
    return figures(work, named or own, 1) if named or own else beats(work, 1)


def order_of(named: str, more: list[str], own: str, today: date) -> RegisterOrder:
    """What was typed: the beat, or none where one serves one alone; households and the day. Refuses all else."""
    beat, figures = (named, more) if not named.isdigit() else (own, [named, *more])
    if not beat or len(figures) != len(("households", "day")) or not re.fullmatch("[0-9]{1,5}", figures[0]):
        raise Refusal("register.words")
    try:
        as_of = day(figures[1], today)
    except Unreadable:
        raise Refusal("words.date", number=None, beat=None) from None
    if as_of is None:
        raise Refusal("register.words")
    return RegisterOrder(beat, as_of, int(figures[0]))


@action("register.beats", reads=True)
def beats_(work: Work, pressed: Pressed) -> Reply:
    """Another page of the beats."""
    return beats(work, pressed.id(), replaces=True)


@action("register.page", reads=True)
def page(work: Work, pressed: Pressed) -> Reply:
    """Another page of the figures: ``beat|page``."""
    beat, _, number = pressed.value.partition("|")
    return figures(work, beat, row_number(number), replaces=True)


@action("register.look", reads=True)
def look(work: Work, pressed: Pressed) -> View:
    """One figure with its towns: ``beat|figure``."""
    beat, _, number = pressed.value.partition("|")
    figure = next((one for one in registered(work, beat) if one.figure_id == row_number(number)), None)
    if figure is None:
        raise Refusal("register.gone")
    facts = {"figure": figure, "may_void": may_void(work, figure.entry)}
    return View("register.figure", facts, again=("register.look", pressed.value))


@action("register.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """世帯数を入力: the modal for a beat."""
    registered(work, pressed.value)  # refuses whoever may not
    facts = {"beat": pressed.value, "today": work.today}
    again = ("register.open", pressed.value)
    return View("register.form", facts, submission="register.form", state={"beat": pressed.value}, again=again)


@submission("register.form")
def submit(work: Work, sent: Submitted) -> View:
    """Store what was filled in."""
    as_of = sent.filled.day("as_of")
    if as_of is None:
        raise Refusal("words.date", number=None, beat=None).at("as_of")
    households = sent.filled.number("households")
    order = RegisterOrder(str(sent.state.get("beat", "")), as_of, households, towns_of(sent.filled))
    work.stamp()  # the ledger's lock comes before the beats'
    return View("register.done", {"figure": enter_register(work, order)})


def figures(work: Work, beat: str, page: int, *, replaces: bool = False) -> Reply:
    """The figures of a beat, the latest first."""
    found = registered(work, beat)
    page, pages, here = paged(found, page)
    facts = {"beat": beat, "figures": here, "total": len(found), "page": page, "pages": pages}
    return Reply("register.figures", facts, replaces)


def beats(work: Work, page: int, *, replaces: bool = False) -> Reply:
    """The beats whose figures one may enter."""
    found = sorted(beats_with(work, Right.REGISTER).values())
    page, pages, here = paged(found, page)
    return Reply("register.beats", {"beats": here, "total": len(found), "page": page, "pages": pages}, replaces)


def towns_of(filled: Filled) -> dict[str, int]:
    """The towns, one a line: a name and a number. Refuses other lines, a town named twice, and what may be personal."""
    towns: dict[str, int] = {}
    for line in filter(None, map(str.strip, nfkc(filled.text("towns")).splitlines())):
        found = TOWN.fullmatch(line)
        if found is None or found["town"] in towns or personal(found["town"]):
            raise Refusal("register.lines").at("towns")
        towns[found["town"]] = int(found["households"])
    return towns
