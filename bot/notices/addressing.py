"""Whom a notice concerns: the 担当 of a beat, or of a vacant one the 所長; and the one right above (第3-2, 第6)."""

from collections.abc import Collection, Iterator, Mapping

from bot.roles import RIGHTS, Right
from models.roster import Roster
from models.rules.codes import Role, UnitKind
from models.units import UnitNow, superiors

CHIEFS = (Role.POST_CHIEF, Role.SUPERVISOR, Role.SECTION_CHIEF, Role.STATION_CHIEF)
"""Who is the direct superior: of each unit from below, the first role that somebody else holds there."""


def officer_or_chief(roster: Roster, units: Mapping[int, UnitNow], beat: int) -> tuple[int, ...]:
    """Who hears what is said to the 担当; of a vacant beat the superiors. Empty where there is nobody at all."""
    charge = roster.in_charge.get(beat)
    return (charge.officer_id,) if charge else chiefs_of(roster, units, beat)


def chiefs_of(roster: Roster, units: Mapping[int, UnitNow], beat: int) -> tuple[int, ...]:
    """The direct superiors of a beat's 担当: of one who is 所長 too, whoever is next above."""
    charge = roster.in_charge.get(beat)
    own = charge.officer_id if charge else None
    for unit in superiors(units, beat):
        for role in CHIEFS:
            if found := tuple(one for one in roster.holders.get((unit, role), ()) if one != own):
                return found
    return ()


def digest_readers(roster: Roster, units: Mapping[int, UnitNow]) -> Iterator[tuple[int, int]]:
    """Each unit with beats, and everybody who has its figures by a role: 所長, 幹部, 地域課長, 署長, 統括管理責任者."""
    beats = (one.id for one in units.values() if one.kind is UnitKind.BEAT)
    over_beats = {above for beat in beats for above in superiors(units, beat)}
    met: set[tuple[int, int]] = set()
    for (unit, role), officers in roster.holders.items():
        if role in RIGHTS[Right.FIGURES] and unit in over_beats:
            met.update((unit, officer) for officer in officers)
    yield from sorted(met)


def administrators_of(
    roster: Roster, units: Mapping[int, UnitNow], unit: int, unreachable: Collection[int]
) -> list[tuple[int, int]]:
    """The nearest unit from below that has 管理者 who can be reached, and all of these."""
    for each in superiors(units, unit):
        holders = roster.holders.get((each, Role.ADMINISTRATOR), ())
        if found := [(each, one) for one in holders if one not in unreachable]:
            return found
    return []
