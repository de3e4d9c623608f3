"""The grammar of ``/junkai target 12 …``: what happened to a target, a day, and what belongs to it. Pure."""

from dataclasses import dataclass
from datetime import date

from bot import lexicon
from bot.errors import Refusal
from bot.naming import typed_target
from handlers.arguments import Unreadable, day
from models.rules.codes import LEAVINGS, Category, ChangeKind, Criterion

KINDS = LEAVINGS | {ChangeKind.CATEGORY, ChangeKind.BEAT}
"""What can be typed of a target; 除外 is the 署長's to decide."""


@dataclass
class Said:
    """What was typed after the number; ``other`` is the target that stays, or the beat to go to. ``on`` None: today."""

    kind: ChangeKind | None = None
    category: Category | None = None
    criteria: Criterion = Criterion(0)  # noqa: RUF009 (a flag cannot change)
    other: str | None = None
    on: date | None = None


def read_change(words: list[str], today: date) -> Said:
    """What some words mean together. Refuses, without repeating it, what means nothing here or is said twice."""
    said = Said()
    for word in words:
        take(said, word, today)
    if said.category is not None and said.kind is None:
        said.kind = ChangeKind.CATEGORY
    with_other = said.kind in (ChangeKind.DUPLICATE, ChangeKind.BEAT)
    whole = said.kind is not None and with_other is (said.other is not None)
    of_category = (said.kind is ChangeKind.CATEGORY) is (said.category is not None)
    if not whole or not of_category or (said.criteria and said.category is not Category.PRIORITY):
        raise Refusal("target.change_words")
    return said


def take(said: Said, word: str, today: date) -> None:
    """Add a word: what happened, a category, a criterion of 別表, a day, another target or a beat."""
    kind, category = lexicon.code("change", word), lexicon.code("category", word)
    criterion, on = lexicon.code("criterion", word), day_of(word, today)
    if kind in KINDS and said.kind is None:
        said.kind = ChangeKind(kind)
    elif category and said.category is None:
        said.category = Category(category)
    elif criterion:
        said.criteria |= Criterion[criterion.upper()]
    elif on and said.on is None:
        said.on = on
    elif said.other is None and typed_target(word):
        said.other = word
    else:
        raise Refusal("target.change_words")


def day_of(word: str, today: date) -> date | None:
    """The day that a word means. Refuses one that does not exist."""
    try:
        return day(word, today)
    except Unreadable:
        raise Refusal("words.date", number=None, beat=None) from None
