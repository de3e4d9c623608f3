"""実施計画 and 住民基本台帳世帯数."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import exists, select

from bot.importing.figure_rows import PlanRow, RegisterRow
from bot.usecases.taking_in.matching import Matching, Stored
from bot.usecases.taking_in.running import Import, Taker
from models.bulk import among
from models.registry import Plan, PlanMonth, RegisterFigure, Void
from models.rules.codes import Category

Months = tuple[int, ...]
NOTHING: Months = (0,) * 12


Key = tuple[int, int]
"""Beat and year: what a plan is for."""


class PlanFact(NamedTuple):
    """A plan that was approved at a moment; the latest that stands is in force (C15)."""

    approved_at: datetime
    months: tuple[Months, Months]
    voided: bool = False


class PlanTaker(Taker):
    """Takes rows of plans; the rows of one beat and year are one plan, approved when they say, or as it is imported."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.plans: dict[Key, dict[Category, Months]] = defaultdict(dict)
        self.approved: dict[Key, datetime | None] = {}

    def take(self, records: Sequence[PlanRow]) -> None:
        """Collect: a plan is whole only when the file has been read."""
        self.running.held_beats({record.beat_code for record in records})
        for record in records:
            beat = self.running.known_beat(record.row, record.beat_code)
            if beat is None:
                continue
            months = self.plans[beat, record.year]
            if record.category in months:
                self.running.blame(record.row, "category", "twice")
            if self.approved.setdefault((beat, record.year), record.approved_at) != record.approved_at:
                self.running.blame(record.row, "approved_at", "approved_at_differs")
            if record.approved_at and record.approved_at > self.running.work.now:
                self.running.blame(record.row, "approved_at", "approved_later")
            months[record.category] = record.months

    def finish(self) -> None:
        """Store the plans that are not stored yet, and tell of those that are not in force."""
        stored = self._stored()
        wanted = {
            key: (of.get(Category.PRIORITY, NOTHING), of.get(Category.GENERAL, NOTHING))
            for key, of in sorted(self.plans.items())
        }
        fresh = {
            key: PlanFact(self.approved[key] or self.running.stamp.recorded_at, months)
            for key, months in wanted.items()
            if not any(one.months == months and self.approved[key] in (None, one.approved_at) for one in stored[key])
        }
        self._store(fresh)
        for key, months in wanted.items():
            known = [*stored[key], *([fresh[key]] if key in fresh else [])]
            if not is_in_force(months, known):
                self.running.warnings["plan_not_in_force"] += 1
        self.running.counts["new"] += len(fresh)
        self.running.counts["unchanged"] += len(wanted) - len(fresh)

    def _store(self, fresh: Mapping[Key, PlanFact]) -> None:
        ids = self.running.next_ids(Plan, len(fresh))
        plans = [
            {"id": plan, "beat_id": beat, "year": year, "approved_at": one.approved_at, **self.running.stamped()}
            for plan, ((beat, year), one) in zip(ids, fresh.items(), strict=True)
        ]
        self.running.insert(Plan, plans)
        self.running.insert(
            PlanMonth,
            [row for plan, one in zip(ids, fresh.values(), strict=True) for row in month_rows(plan, one.months)],
        )

    def _stored(self) -> dict[Key, list[PlanFact]]:
        """Every plan ever imported for these beats and years, in the order of their rows; a voided one stays so."""
        session = self.running.work.session
        of_plan = (PlanMonth.category, PlanMonth.month, PlanMonth.planned)
        voided = exists().where(Void.plan_id == Plan.id)
        query = (
            select(Plan.beat_id, Plan.year, Plan.id, Plan.approved_at, voided, *of_plan)
            .join(PlanMonth, PlanMonth.plan_id == Plan.id)
            .where(
                among(session, Plan.beat_id, {beat for beat, _ in self.plans}),
                among(session, Plan.year, {year for _, year in self.plans}),
            )
        )
        plans: dict[tuple[Any, ...], dict[Category, list[int]]] = defaultdict(
            lambda: {Category.PRIORITY: [0] * 12, Category.GENERAL: [0] * 12}
        )
        for *plan, category, month, planned in session.execute(query):
            plans[tuple(plan)][category][month - 1] = planned
        stored: dict[Key, list[PlanFact]] = defaultdict(list)
        for (beat, year, _, approved_at, is_void), of in sorted(plans.items(), key=lambda each: each[0][2]):
            months = (tuple(of[Category.PRIORITY]), tuple(of[Category.GENERAL]))
            stored[beat, year].append(PlanFact(approved_at, months, is_void))
        return stored


def is_in_force(months: tuple[Months, Months], known: Sequence[PlanFact]) -> bool:
    """Whether the plan that holds, of all that are known of a beat and year, has these months."""
    standing = [one for one in known if not one.voided]
    return bool(standing) and latest(standing).months == months


def latest(plans: Sequence[PlanFact]) -> PlanFact:
    """The plan approved last; of equal ones the one recorded last, as ``models.statements`` reads them (C15)."""
    return max(reversed(plans), key=lambda one: one.approved_at)


def month_rows(plan: int, months: tuple[Months, Months]) -> Iterator[dict[str, Any]]:
    """The twenty-four numbers of a plan."""
    for category, planned_months in zip((Category.PRIORITY, Category.GENERAL), months, strict=True):
        for month, planned in enumerate(planned_months, 1):
            yield {"plan_id": plan, "category": category, "month": month, "planned": planned}


class RegisterTaker(Taker):
    """Takes rows of register: one figure per beat and day (C14)."""

    def __init__(self, running: Import) -> None:
        super().__init__(running)
        self.matching = Matching(running)
        self.told: set[tuple[int, date, int]] = set()

    def take(self, records: Sequence[RegisterRow]) -> None:
        """One chunk."""
        beats = self.running.held_beats({record.beat_code for record in records})
        stored, standing = self._stored({beats[record.beat_code] for record in records if record.beat_code in beats})
        fresh = []
        for record in records:
            beat = self.running.known_beat(record.row, record.beat_code)
            if beat is None or not self.running.is_there(record.row, beat, record.as_of, "as_of"):
                continue
            content = (beat, record.as_of, record.households)
            if self.matching.is_stored(record.row, stored, content):
                self.told.add(content)
                continue
            if (beat, record.as_of) in standing:
                self._blame(record, content, standing[beat, record.as_of])
                continue
            self.told.add(content)
            standing[beat, record.as_of] = record.households
            fresh.append(
                {"beat_id": beat, "as_of": record.as_of, "households": record.households, **self.running.stamped()}
            )
        self.running.insert(RegisterFigure, fresh)
        self.running.counts["new"] += len(fresh)

    def _blame(self, record: RegisterRow, content: tuple[int, date, int], stands: int) -> None:
        """Another figure of the beat and day stands: one of these files, or one from before."""
        if content in self.told:
            self.running.blame(record.row, "households", "twice")
        elif (*content[:2], stands) in self.told:
            self.running.blame(record.row, "households", "figure_contradicts_file", other=stands)
        else:
            self.running.blame(record.row, "households", "figure_stands", stored=stands)

    def _stored(self, beats: set[int]) -> tuple[Stored, dict[tuple[int, date], int]]:
        """What was there before this import, voided or not; and what stands now, by beat and day."""
        session = self.running.work.session
        voided = exists().where(Void.register_id == RegisterFigure.id)
        query = select(
            RegisterFigure.beat_id, RegisterFigure.as_of, RegisterFigure.households, RegisterFigure.audit_id, voided
        ).where(among(session, RegisterFigure.beat_id, beats))
        before = Stored()
        standing: dict[tuple[int, date], int] = {}
        for beat, as_of, households, audit_id, is_void in session.execute(query):
            if audit_id != self.running.stamp.audit_id:
                before.add((beat, as_of, households), voided=is_void)
            if not is_void:
                standing[beat, as_of] = households
        return before, standing
