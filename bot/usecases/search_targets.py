"""Find targets of the beats that one serves by whatever one remembers: number, name, reading, address, building."""

import re
import unicodedata
from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from sqlalchemy import select

from bot import lexicon
from bot.roles import Right, may
from bot.work import Work
from models.directory import Listed, Particulars, Sealed, in_order, sealed_of, standing_in
from models.organisation import Unit
from models.rules.codes import UnitKind
from models.sealing import Sealer
from models.units import unit_by_code, unit_numbers

MOST = 50
LIKENESS = 70
"""How like what was typed a target must be, of 100."""

KATAKANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
"""Every katakana to its hiragana."""

KANJI_DIGITS = {code: str(digit) for digit, code in enumerate((0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB))} | {
    code: str(digit) for digit, code in enumerate((0x4E94, 0x516D, 0x4E03, 0x516B, 0x4E5D), 5)
}
"""〇 to 九 to the digits."""

NEVER: tuple[Hashable, str] = (None, "")
"""What stands for a target that is not remembered."""

VARIANTS = {ord(one): usual for usual in lexicon.words("kanji") for one in lexicon.spellings("kanji", usual)}
"""Kanji that names are written with in several ways, to the one that it is searched as; names stay as they are."""

SAME = KATAKANA | KANJI_DIGITS | VARIANTS | dict.fromkeys((0x2010, 0x2011, 0x2012, 0x2013, 0x2014, 0x2212, 0x30FC), "-")
"""Every character to the one that it is searched as; the prolonged sound mark is a hyphen on both sides."""

OTHERWISE = re.compile(f"[{''.join(map(chr, SAME))}]+")
"""What is searched as something else: little of an address, and looking up each of all takes ten times as long."""

COUNTERS = r"(?<=[0-9])(?:\u4e01\u76ee|\u756a\u5730|\u756a|\u53f7\u5ba4|\u53f7|\u306e)"
"""丁目, 番地, 番, 号室, 号 or の after a number."""

BETWEEN, AFTER = re.compile(COUNTERS + "(?=[0-9])"), re.compile(COUNTERS)
"""Such a word before another number, and any."""


@dataclass(frozen=True, slots=True)
class FoundEntry:
    """A target as a picker shows it; ``name`` is how it is chosen: beat code and number."""

    beat_code: str
    listed: Listed
    particulars: Particulars

    @property
    def name(self) -> str:
        """``EX-P1-1/12``."""
        return f"{self.beat_code}/{self.listed.number}"


def search_targets(work: Work, typed: str, most: int = MOST) -> list[FoundEntry]:
    """The targets of the beats served today that are most like what was typed, best first; all in order for nothing."""
    return search_in(work, work.actor.beats_on(work.today) if work.actor else frozenset(), typed, most)


def search_lookable(work: Work, typed: str) -> list[FoundEntry]:
    """The same; whoever may look into a beat without serving it, as chiefs may, names it first: ``EX-P1-1 …``."""
    first, *rest = unicodedata.normalize("NFKC", typed).split(maxsplit=1) or [""]
    unit = unit_by_code(work.session, first) or unit_by_code(work.session, first.upper())
    if work.actor is None or unit is None or unit.kind is not UnitKind.BEAT:
        return search_targets(work, typed)
    if not may(work.actor, Right.LOOK, unit_numbers(work.session, unit.id, work.today), work.today):
        return []
    return search_in(work, {unit.id}, " ".join(rest))


def search_in(work: Work, beats: Collection[int], typed: str, most: int = MOST) -> list[FoundEntry]:
    """The targets of some beats that are most like what was typed. Who may see them is the caller's question."""
    listed = standing_in(work.session, beats, work.today)
    words = [folded(word) for word in typed.split()]
    if not words:
        listed = sorted(listed, key=in_order)[:most]
    sealed = sealed_of(work.session, listed)
    rated = rate(words, texts_of(work.sealer, listed, sealed))
    best = sorted(rated, key=lambda each: (-rated[each], in_order(listed[each])))[:most]
    found = [listed[each] for each in best]
    known = sealed.opened(work.sealer, found)
    codes = dict(work.session.execute(select(Unit.id, Unit.code).where(Unit.id.in_(beats))).all())
    return [FoundEntry(codes[one.beat_id], one, known[one.target_id]) for one in found]


def texts_of(sealer: Sealer, listed: Sequence[Listed], sealed: Sealed) -> list[str]:
    """What some targets are searched in, in one spelling; opened is only what changed since it was last searched."""
    states = sealed.states(listed)
    kept = sealer.searched.get_all((one.target_id for one in listed), NEVER)
    texts = [text if then == now else "" for (then, text), now in zip(kept, states, strict=True)]
    new = [place for place, text in enumerate(texts) if not text]
    known = sealed.opened(sealer, [listed[place] for place in new])
    made = all_folded([text_of(listed[place], known[listed[place].target_id]) for place in new])
    for place, text in zip(new, made, strict=True):
        texts[place] = text
    sealer.searched.keep({listed[place].target_id: (states[place], texts[place]) for place in new})
    return texts


def rate(words: Sequence[str], texts: Sequence[str]) -> dict[int, float]:
    """How like some words those of many texts are that are like them at all, by the texts' places in the list."""
    near: Iterable[int] = range(len(texts))
    for word in words:  # in one call for all: a text that holds the word is wholly like it, so none is lost
        there = {each: texts[each] for each in near}
        like = process.extract(word, there, scorer=fuzz.partial_ratio, score_cutoff=LIKENESS, limit=None)
        near = [each for _, _, each in like]
    return {each: likeness(words, texts[each]) for each in near}


def likeness(words: Sequence[str], text: str) -> float:
    """How like a target's text is the least like of some words, 0 to 100: the very number first, then what is there.

    Below ``LIKENESS`` it is 0.
    """
    least = 100.0
    for word in words:
        least = min(least, _likeness(word, text))
        if least < LIKENESS:
            return 0
    return least


def _likeness(word: str, text: str) -> float:
    if text.startswith(f"{word} "):
        return 100
    return 99 if word in text else min(fuzz.partial_ratio(word, text, score_cutoff=LIKENESS), 98)


def text_of(listed: Listed, known: Particulars) -> str:
    """What a target is searched in, the number first."""
    words = (known.name, known.kana, known.address, known.building, known.unit)
    return " ".join((listed.number, *map(_closed, words)))


def _closed(words: str) -> str:
    """Words without the spaces between them, which not everybody types."""
    return words.replace(" ", "").replace("\u3000", "")


def all_folded(texts: Sequence[str]) -> list[str]:
    """Texts in one spelling, folded in one go: one by one, thousands take half as long again."""
    lines = folded("\n".join(texts)).split("\n")
    return lines if len(lines) == len(texts) else [folded(text) for text in texts]  # one of them has several lines


def folded(text: str) -> str:
    r"""Text in one spelling: width, case, kana, digits, and the words between the numbers of an address.

    >>> folded("\u30df\u30db\u30f3") == folded("\u307f\u307b\u3093"), folded("\u4e09"), folded("2\u4e01\u76ee3")
    (True, '3', '2-3')
    """
    plain = unicodedata.normalize("NFKC", text).casefold()
    same = OTHERWISE.sub(lambda found: found[0].translate(SAME), plain)
    return AFTER.sub("", BETWEEN.sub("-", same))
