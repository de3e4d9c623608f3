"""The grammar of ``/junkai card 12 …``: a step, a day, and for a revision which parts. Pure."""

from dataclasses import dataclass
from datetime import date

from bot import lexicon
from bot.errors import Refusal
from bot.usecases.record_card_step import MADE
from handlers.arguments import Unreadable, day
from models.rules.conduct import CardPart

BY_INTERVIEW = "by_interview"
"""The card was made at an interview that is recorded already."""

MADES = {"card_made": MADE, "card_by_interview": BY_INTERVIEW}


@dataclass
class Said:
    """What was typed after the number; ``on`` None: today."""

    step: str = ""
    on: date | None = None
    parts: CardPart = CardPart(0)  # noqa: RUF009 (a flag cannot change)


def read_step(words: list[str], today: date) -> Said:
    """What some words mean together. Refuses, without repeating it, what means nothing here or is said twice."""
    said = Said()
    for word in words:
        take(said, word, today)
    if not said.step:
        raise Refusal("card.words")
    return said


def take(said: Said, word: str, today: date) -> None:
    """Add a word. A card that was made, and no word how, is asked about: only through an interview is it 新規把握."""
    made = lexicon.code("word", word)
    if made == "card_made_somehow":
        raise Refusal("card.made_how")
    step = MADES.get(made or "") or lexicon.code("card_step", word)
    part = lexicon.code("card_part", word)
    on = day_of(word, today)
    if step and not said.step:
        said.step = step
    elif part:
        said.parts |= CardPart(int(part))
    elif on and said.on is None:
        said.on = on
    else:
        raise Refusal("card.words")


def day_of(word: str, today: date) -> date | None:
    """The day that a word means. Refuses one that does not exist."""
    try:
        return day(word, today)
    except Unreadable:
        raise Refusal("words.date", number=None, beat=None) from None
