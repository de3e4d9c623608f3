"""Which looks at personal data are unusual enough to be told to the 管理責任者 (第5-4, 第5-7). Judges no person."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from models.rules.japan import JAPAN

NIGHT_FROM, NIGHT_UNTIL = time(22), time(5)


class Unusual(StrEnum):
    """Why a look is told."""

    MANY = "many"
    NIGHT = "night"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Look:
    """``looks``: how many of the same officer on that day in Japan, this one among them; ``most``: how many are usual.

    ``outside``: at a beat that the officer neither serves nor answers for as chief of its 交番.
    """

    at: datetime
    looks: int
    most: int
    outside: bool


def unusual(look: Look) -> Iterator[tuple[Unusual, date]]:
    """What is unusual about a look, each with the day under which it is told once; a night belongs to its evening.

    >>> early = datetime(2026, 3, 2, 4, 59, tzinfo=JAPAN)
    >>> [(why.value, day.isoformat()) for why, day in unusual(Look(early, looks=51, most=50, outside=True))]
    [('many', '2026-03-02'), ('night', '2026-03-01'), ('outside', '2026-03-02')]
    >>> list(unusual(Look(early.replace(hour=5), looks=50, most=50, outside=False)))
    []
    """
    local = look.at.astimezone(JAPAN)
    if look.looks > look.most:
        yield Unusual.MANY, local.date()
    if local.time() >= NIGHT_FROM or local.time() < NIGHT_UNTIL:
        evening = local.date() - timedelta(days=1) if local.time() < NIGHT_UNTIL else local.date()
        yield Unusual.NIGHT, evening
    if look.outside:
        yield Unusual.OUTSIDE, local.date()
