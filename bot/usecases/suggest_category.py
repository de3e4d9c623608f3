"""Suggest 重点 with its criteria from what is known of a place; the officer decides (第4-1(2), 別表)."""

from collections import Counter
from dataclasses import dataclass

from bot import lexicon
from bot.work import Work
from models.directory import criteria_on, listed_in
from models.rules.codes import Criterion, TargetKind

OF_BUILDING = Criterion.HOUSEHOLD_1 | Criterion.HOUSEHOLD_2
"""世帯1 and 世帯2 follow from the building, so that neighbours share them; all others are personal."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The criteria that speak for 重点. ``neighbours``: how many targets of the building have them; 0: its name."""

    criteria: Criterion
    neighbours: int = 0


def suggest_category(
    work: Work, beat: int, kind: TargetKind, name: str, building: str, building_id: int | None
) -> Suggestion | None:
    """What speaks for 重点: neighbours of the same building first, else words in its name; None for nothing."""
    if kind is not TargetKind.HOUSEHOLD:
        return _by_words("business", f"{name} {building}")
    return _by_neighbours(work, beat, building_id) or _by_words("household", building)


def _by_words(prefix: str, text: str) -> Suggestion | None:
    """The first criterion of the 別表 of which a word stands in a text."""
    plain = lexicon.plain(text)
    for code in lexicon.words("criterion_hint"):
        hints = lexicon.compared("criterion_hint", code)
        if code.startswith(prefix) and any(hint in plain for hint in hints):
            return Suggestion(Criterion[code.upper()])
    return None


def _by_neighbours(work: Work, beat: int, building_id: int | None) -> Suggestion | None:
    if building_id is None:
        return None
    neighbours = [
        one.target_id for one in listed_in(work.session, [beat], work.today) if one.building_id == building_id
    ]
    shared = Counter(
        Criterion(bits) & OF_BUILDING for bits in criteria_on(work.session, neighbours, work.today).values()
    )
    shared.pop(Criterion(0), None)
    if not shared:
        return None
    ((criteria, number),) = shared.most_common(1)
    return Suggestion(criteria, number)
