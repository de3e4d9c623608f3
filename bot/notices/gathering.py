"""Which notices are open at a moment: for whom, about which unit, and not decided yet. Reads no targets.

Cheap enough for every tick: a handful of queries over the organisation, whatever its size.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, cached_property

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session

from bot.notices.addressing import administrators_of, chiefs_of, digest_readers, officer_or_chief
from bot.roles import RIGHTS, STANDING_IN, Right
from models.base import Moment
from models.known import known
from models.notices import NoticeDecision
from models.outbox import CANCELLED, LAPSED, OutboxMessage, OutboxState
from models.policies import policy_on
from models.prepared import run
from models.registry import RegisterFigure, Visit
from models.roster import Roster, roster_on
from models.rules.calendar import DayOff, is_quiet
from models.rules.codes import UnitKind
from models.rules.japan import JAPAN
from models.rules.notices import (
    LOOK_BACK,
    WINDOWS,
    Notice,
    Occasion,
    beat_occasions,
    digest_occasions,
    first_visit_occasions,
    register_occasion,
    undelivered_occasion,
)
from models.rules.policy import StationPolicy
from models.units import DAY, UnitNow, house_of, station_above, superiors, units_on

SINCE = bindparam("since", type_=Moment())

TO_CHIEFS = frozenset({Notice.PLAN_MISSING_CHIEF, Notice.FIRST_VISIT_CHIEF})
TO_BOTH = frozenset({Notice.SHORTFALL, Notice.SHORTFALL_LAST})

NEVER_TOLD = (LAPSED, CANCELLED)
"""What was not sent because its time had passed, or was taken back, is no failure that anybody could mend."""


@dataclass(frozen=True, slots=True)
class Open:
    """A notice that may be said now or later today, to whom it concerns."""

    occasion: Occasion
    unit: UnitNow
    officer_id: int

    @property
    def key(self) -> tuple[Notice, str, int, int]:
        """By what it is decided once."""
        return self.occasion.kind, self.occasion.period, self.unit.id, self.officer_id


class Gathering:
    """All that is open at a moment. ``off`` says which days are no working days."""

    def __init__(self, session: Session, now: datetime, off: DayOff) -> None:
        self.session, self.now, self.off = session, now, off
        self.today = now.astimezone(JAPAN).date()
        self.units = units_on(session, self.today)
        self._policies: dict[int | None, StationPolicy] = {}

    @cached_property
    def roster(self) -> Roster:
        """Everybody's place today."""
        return roster_on(self.session, self.today)

    @property
    def asleep(self) -> bool:
        """Whether it is night by every policy, so that nobody may be told anything."""
        return all(is_quiet(self.policy(unit), self.now) for unit in self.units)

    @cached_property
    def beats(self) -> list[UnitNow]:
        """Every beat of today."""
        return [one for one in self.units.values() if one.kind is UnitKind.BEAT]

    def policy(self, unit: int) -> StationPolicy:
        """The policy of today that holds for a unit."""
        chain = list(superiors(self.units, unit))
        station = station_above(self.units, unit)
        if station not in self._policies:
            self._policies[station] = policy_on(self.session, chain, self.today)
        return self._policies[station]

    def hearer(self, one: Open) -> int | None:
        """Who hears a notice today; None: it waits.

        Whoever stands in must still be of the same station and hold a role that reads figures; and to read a digest,
        which shows colleagues beside each other, see the figures of its unit by a role.
        """
        hearer, homes = self.roster.hearer(one.officer_id), self.roster.homes
        if hearer is None or hearer == one.officer_id:
            return hearer
        if hearer not in self._readers:
            return None
        if one.occasion.kind is Notice.DIGEST and not self._over(one.unit.id, hearer):
            return None
        near = house_of(self.units, homes.get(hearer, 0)) == house_of(self.units, homes.get(one.officer_id, 0))
        return hearer if near else None

    @cached_property
    def _readers(self) -> frozenset[int]:
        """Who may stand in for others today."""
        holders = self.roster.holders.items()
        return frozenset(officer for (_, role), officers in holders if role in STANDING_IN for officer in officers)

    def _over(self, unit: int, officer: int) -> bool:
        above = set(superiors(self.units, unit))
        return any(
            officer in officers
            for (over, role), officers in self.roster.holders.items()
            if over in above and role in RIGHTS[Right.FIGURES]
        )

    def found(self) -> list[Open]:
        """What is open or will be later today, and not decided; each notice once."""
        every = {one.key: one for one in self._everything() if self._today(one.occasion)}
        decided = self._decided()
        return [one for key, one in every.items() if key not in decided]

    def _today(self, occasion: Occasion) -> bool:
        return occasion.at.date() <= self.today and self.now < occasion.until

    def _everything(self) -> Iterator[Open]:
        yield from self._of_beats()
        yield from self._of(self._registers(), officer_or_chief)
        yield from self._first_visits()
        for unit, officer in digest_readers(self.roster, self.units):
            for occasion in digest_occasions(self.policy(unit), self.today, self.off):
                yield Open(occasion, self.units[unit], officer)
        yield from self._undelivered()

    def _of_beats(self) -> Iterator[Open]:
        calendars: dict[StationPolicy, list[Occasion]] = {}
        for beat in self.beats:
            policy = self.policy(beat.id)
            if policy not in calendars:
                calendars[policy] = [one for one in beat_occasions(policy, self.today, self.off) if self._today(one)]
            for occasion in calendars[policy]:
                yield from self._addressed(occasion, beat)

    def _addressed(self, occasion: Occasion, beat: UnitNow) -> Iterator[Open]:
        to: list[int] = []
        if occasion.kind not in TO_CHIEFS:
            to += officer_or_chief(self.roster, self.units, beat.id)
        if occasion.kind in TO_CHIEFS | TO_BOTH:
            to += chiefs_of(self.roster, self.units, beat.id)
        yield from (Open(occasion, beat, officer) for officer in to)

    def _of(
        self,
        occasions: Iterable[tuple[Occasion, UnitNow]],
        addressed: Callable[[Roster, Mapping[int, UnitNow], int], tuple[int, ...]],
    ) -> Iterator[Open]:
        for occasion, beat in occasions:
            yield from (Open(occasion, beat, officer) for officer in addressed(self.roster, self.units, beat.id))

    def _registers(self) -> Iterator[tuple[Occasion, UnitNow]]:
        """Of each beat the figure of C that holds."""
        for beat, as_of in run(self.session, _figures(), day=self.today):
            if beat in self.units:
                yield register_occasion(self.policy(beat), as_of, self.today, self.off), self.units[beat]

    def _first_visits(self) -> Iterator[Open]:
        """Of each beat whose 担当 is new: the words to both, while nobody new has visited anybody."""
        waiting = [
            (occasion, beat)
            for beat in self.beats
            if (charge := self.roster.in_charge.get(beat.id)) and self.today - charge.since < 2 * LOOK_BACK
            for occasion in first_visit_occasions(self.policy(beat.id), charge.since, self.off)
            if self._today(occasion)
        ]
        begun = self._begun({beat.id for _, beat in waiting})
        yield from (
            one for occasion, beat in waiting if beat.id not in begun for one in self._addressed(occasion, beat)
        )

    def _begun(self, beats: set[int]) -> set[int]:
        """The beats whose 担当 has visited somebody there since the beginning."""
        query = (
            select(Visit.home_beat_id, Visit.officer_id, func.max(Visit.visited_on))
            .where(Visit.home_beat_id.in_(beats), known(Visit, None))
            .group_by(Visit.home_beat_id, Visit.officer_id)
        )
        charges = self.roster.in_charge
        return {
            beat
            for beat, officer, latest in (self.session.execute(query) if beats else ())
            if officer == charges[beat].officer_id and latest >= charges[beat].since
        }

    def _undelivered(self) -> Iterator[Open]:
        """Messages that were given up, to the nearest 管理者 of the one who should have read them.

        Not to those who were to read one of them: they may be out of reach themselves.
        """
        failed = run(self.session, _given_up(), since=self.now - WINDOWS[Notice.UNDELIVERED])
        unreachable = {officer for _, officer, _ in failed}
        for message, officer, settled_at in failed:
            home = self.roster.homes.get(officer, 0)
            for unit, administrator in administrators_of(self.roster, self.units, home, unreachable):
                if settled_at is not None:
                    occasion = undelivered_occasion(message, settled_at.astimezone(JAPAN))
                    yield Open(occasion, self.units[unit], administrator)

    def _decided(self) -> set[tuple[Notice, str, int, int]]:
        since = self.now - LOOK_BACK - timedelta(days=1)
        return {(*key,) for key in run(self.session, _decisions(), since=since)}


@cache
def _figures() -> Select[int, date]:
    """Of each beat the day of the figure of C that holds on a day."""
    figure = RegisterFigure
    latest = select(figure.beat_id, func.max(figure.as_of)).where(figure.as_of <= DAY, known(figure, None))
    return latest.group_by(figure.beat_id)


@cache
def _given_up() -> Select[int, int, datetime | None]:
    """The messages that were given up since a moment."""
    message = OutboxMessage
    return select(message.id, message.officer_id, message.settled_at).where(
        message.state == OutboxState.FAILED, message.settled_at > SINCE, message.last_error.not_in(NEVER_TOLD)
    )


@cache
def _decisions() -> Select[Notice, str, int, int]:
    """What was decided since a moment."""
    row = NoticeDecision
    return select(row.kind, row.period, row.unit_id, row.officer_id).where(row.decided_at > SINCE)
