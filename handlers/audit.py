"""``/junkai audit``"""

from dataclasses import replace
from datetime import date
from typing import Any

from bot.errors import Refusal
from bot.interactions import Pressed, action, row_number
from bot.lexicon import code
from bot.naming import nfkc, personal, typed_target
from bot.replies import Reply
from bot.subcommands import subcommand
from bot.usecases.list_denials import list_denials
from bot.usecases.list_looks import LooksWanted, list_looks
from bot.work import Work
from handlers.arguments import Unreadable, day, sent_day

PARTS = 5
"""Of the value of a button to another page."""


@subcommand("audit", reads=True)
def audit(work: Work, words: str) -> Reply:
    """``/junkai audit``: who looked at which target's personal data; of an officer, a beat, a target or a day

    ``/junkai audit 断り``: what was refused to whom; of an officer or a day
    """
    first, _, rest = nfkc(words).strip().partition(" ")
    if code("word", first) == "denied":
        return denials(work, wanted_in(rest, work.today))
    return Reply("audit.looks", {"found": list_looks(work, wanted_in(words, work.today))})


@action("audit.page", reads=True)
def turned(work: Work, pressed: Pressed) -> Reply:
    """Another page: ``officer|beat|number|day|page``."""
    parts = pressed.value.split("|")
    if len(parts) != PARTS:
        raise Refusal("app.stale")
    staff_no, beat, number, on, page = parts
    wanted = LooksWanted(staff_no, beat, number, sent_day(on) if on else None)
    return Reply("audit.looks", {"found": list_looks(work, wanted, row_number(page))}, replaces=True)


@action("audit.denied", reads=True)
def denied(work: Work, pressed: Pressed) -> Reply:
    """Another page of what was refused: ``officer|day|page``; empty, the first of all."""
    parts = (pressed.value or "||1").split("|")
    if len(parts) != len(("officer", "day", "page")):
        raise Refusal("app.stale")
    staff_no, on, page = parts
    return replace(
        denials(work, LooksWanted(staff_no, on=sent_day(on) if on else None), row_number(page)), replaces=True
    )


def denials(work: Work, wanted: LooksWanted, page: int = 1) -> Reply:
    """What was refused to whom. Refuses a beat or a target, of which nothing is noted there."""
    if wanted.beat_code:
        raise Refusal("audit.denied_words")
    return Reply("audit.denied", {"found": list_denials(work, wanted, page)})


def wanted_in(words: str, today: date) -> LooksWanted:
    """What was typed, each kind once. Refuses what means nothing here, without repeating it."""
    said: dict[str, Any] = {}
    for word in nfkc(words).split():
        for kind, value in meaning(word, today).items():
            if kind in said:
                raise Refusal("audit.words")
            said[kind] = value
    return LooksWanted(**said)


def meaning(word: str, today: date) -> dict[str, Any]:
    """A day, a target with its beat, the code of a beat (with a hyphen), or the number of an officer."""
    try:
        on = day(word, today)
    except Unreadable:
        raise Refusal("audit.words") from None
    if on:
        return {"on": on}
    name = typed_target(word)
    if name and name.beat:
        return {"beat_code": name.beat, "number": name.number}
    if personal(word) or not (word.isascii() and len(word) <= 32):
        raise Refusal("audit.words")
    return {"beat_code": word} if "-" in word else {"staff_no": word}
