"""Targets of a beat that may be the very one about to be registered. Personal data, for modals only."""

from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.usecases.search_targets import FoundEntry, folded
from bot.usecases.settle_place import HomePlace, known_dwelling
from bot.work import Work
from models.addresses import plain_address
from models.directory import Particulars, listed_in, particulars
from models.organisation import Unit

NAMES_ALIKE, PLACES_ALIKE = 75, 80
"""How alike, of 100, names (or readings) and addresses must both be."""

MOST = 5
"""How many are shown."""


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """A target that is there already. ``same_dwelling``: at the very same address; else name and address are alike."""

    found: FoundEntry
    same_dwelling: bool
    likeness: float

    @property
    def target_id(self) -> int:
        """The target's id."""
        return self.found.listed.target_id


def find_duplicates(work: Work, beat: int, name: str, kana: str, place: HomePlace) -> list[NearDuplicate]:
    """The targets in a beat's registry today that are near the one described, the nearest first.

    Whoever asks must hold the beat's lock, so that of two registering at once the second is shown the first.
    """
    dwelling = known_dwelling(work, place)
    listed = listed_in(work.session, [beat], work.today)
    known = particulars(work.session, work.sealer, listed)
    code = work.session.get_one(Unit, beat).code
    rated = [
        NearDuplicate(
            FoundEntry(code, one, known[one.target_id]),
            one.dwelling_id == dwelling,
            likeness(known[one.target_id], name, kana, place),
        )
        for one in listed
    ]
    near = [one for one in rated if one.same_dwelling or one.likeness > 0]
    near.sort(key=lambda one: (not one.same_dwelling, -one.likeness))
    return near[:MOST]


def likeness(known: Particulars, name: str, kana: str, place: HomePlace) -> float:
    """How like a target is to name, reading and place: 0 where not both name and place are alike."""
    names = max(_alike(known.name, name), _alike(known.kana, kana))
    there, here = (known.address, known.building, known.unit), (place.address, place.building, place.unit)
    places = _alike(plain_address(" ".join(there)), plain_address(" ".join(here)))
    return names + places if names >= NAMES_ALIKE and places >= PLACES_ALIKE else 0


def _alike(one: str, other: str) -> float:
    same = ["".join(folded(each).split()) for each in (one, other)]
    return fuzz.ratio(*same) if all(same) else 0
