"""``/junkai register``"""

import re

from bot.errors import Refusal
from bot.interactions import Filled, Pressed, Submitted, action, submission
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.enter_register import RegisterOrder, enter_register, registered
from bot.usecases.find_target import served_beats
from bot.work import Work
from handlers.arguments import nfkc

SHOWN = 10
TOWN = re.compile(r"(?P<town>.+?)[\s:=]+(?P<households>[0-9]{1,5})", re.ASCII)


@subcommand("register", reads=True)
def register(work: Work, words: str) -> Answer:
    """``/junkai register [beat]``: the figures of C that stand, and the modal for a new one"""
    beat = nfkc(words).strip().upper() or own_beat(work)
    found = registered(work, beat)
    return Reply("register.figures", {"beat": beat, "figures": found[:SHOWN], "total": len(found)})


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


def own_beat(work: Work) -> str:
    """The one beat served today. Refuses a guess."""
    beats = sorted(served_beats(work, work.today).values())
    if len(beats) > 1:
        raise Refusal("report.which_beat", beats=beats)
    return beats[0]


def towns_of(filled: Filled) -> dict[str, int]:
    """The towns, one a line: a name and a number. Refuses a line that is none, and a town named twice."""
    towns: dict[str, int] = {}
    for line in filter(None, map(str.strip, nfkc(filled.text("towns")).splitlines())):
        found = TOWN.fullmatch(line)
        if found is None or found["town"] in towns:
            raise Refusal("register.lines").at("towns")
        towns[found["town"]] = int(found["households"])
    return towns
