"""``/junkai sheets``"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, Submitted, action, submission
from bot.naming import nfkc
from bot.replies import Answer, Reply, View
from bot.subcommands import subcommand
from bot.usecases.find_target import served_beats
from bot.usecases.record_sheets import SheetsOrder, record_sheets
from bot.usecases.record_visit import SHEETS_MAX
from bot.work import Work
from handlers.visit_meanings import meaning
from handlers.visit_words import BREAK
from models.rules.codes import SheetKind

BEAT = re.compile(r"[a-z][a-z0-9_.-]{0,31}", re.ASCII | re.IGNORECASE)
"""What can be the code of a beat."""


@subcommand("sheets")
def sheets(work: Work, words: str) -> Answer:
    """``/junkai sheets CR3 2/28 [beat]``: sheets used without a visit; without words the modal"""
    if not words.strip():
        return form(work)
    work.stamp()  # the ledger's lock comes before the beats'
    return Reply("sheets.done", {"sheets": record_sheets(work, order_of(work, words))})


@action("sheets.open", reads=True)
def open_(work: Work, pressed: Pressed) -> View:
    """名刺を記録: the modal."""
    del pressed
    return form(work)


@submission("sheets.form")
def submit(work: Work, sent: Submitted) -> View:
    """Record what was filled in."""
    kind = sent.filled.choice("kind")
    if kind not in set(SheetKind):
        raise Refusal("sheets.kind").at("kind")
    order = SheetsOrder(
        SheetKind(kind), sent.filled.number("sheets"), sent.filled.day("on") or work.today, sent.filled.choice("beat")
    )
    work.stamp()
    return View("sheets.done", {"sheets": record_sheets(work, order)})


def form(work: Work) -> View:
    """The modal, with the beats served today to choose from."""
    beats = sorted(served_beats(work, work.today).values())
    facts = {"today": work.today, "most": SHEETS_MAX, "beats": [(code, code) for code in beats]}
    return View("sheets.form", facts, submission="sheets.form", again=("sheets.open", ""))


@dataclass
class Said:
    """What was typed; None where nothing was said."""

    kind: SheetKind | None = None
    sheets: int | None = None
    on: date | None = None
    beat: str | None = None


def order_of(work: Work, words: str) -> SheetsOrder:
    """What was typed. Refuses words that mean nothing here, without repeating them."""
    said = Said()
    for word in BREAK.sub(" ", nfkc(words)).split():
        take(said, word, *meaning(word, work.today))
    if said.kind is None:
        raise Refusal("sheets.words")
    return SheetsOrder(said.kind, 1 if said.sheets is None else said.sheets, said.on or work.today, said.beat)


def take(said: Said, word: str, kind: str, value: Any) -> None:
    """Add a word: a day, which sheets (CR, CR3), how many (3), or the code of a beat."""
    if kind in set(SheetKind):
        if said.kind is not None:
            raise Refusal("sheets.one_kind")
        said.kind, said.sheets = SheetKind(kind), value
    elif kind == "date" and said.on is None:
        said.on = value
    elif said.kind is not None and said.sheets is None and is_number(word):
        said.sheets = int(word[:6])
    elif said.beat is None and BEAT.fullmatch(word):
        said.beat = word
    else:
        raise Refusal("sheets.words")


def is_number(word: str) -> bool:
    """Whether a word can say how many."""
    return word.isascii() and word.isdigit()
